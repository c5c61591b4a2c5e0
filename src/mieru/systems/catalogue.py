"""The systems of the course, as a plain table: listing them imports nothing heavy."""

import difflib

from mieru.systems.catalogue_of_convolution import CONVOLUTION
from mieru.systems.system import System
from mieru.words import SettingError, say

__all__ = ["CHAPTERS", "SYSTEMS", "System", "chapter_title", "find"]

CHAPTERS: dict[str, tuple[str, str]] = {
    "neurons": ("Neurons and networks", "ニューロンとネットワーク"),
    "learning": ("Learning", "学習"),
    "convolution": ("Convolutional networks", "畳み込みニューラルネットワーク"),
}


def chapter_title(chapter: str) -> str:
    """The title of a chapter in the reader's language."""
    english, japanese = CHAPTERS[chapter]
    return say(en=english, ja=japanese)


SYSTEMS: tuple[System, ...] = (
    System(
        "formal-neuron",
        "neurons",
        "Formal neurons",
        "形式ニューロン",
        "McCulloch and Pitts' threshold unit, and every Boolean function of up to 4 inputs built "
        "from it.",
        "マカロック・ピッツのしきい値素子と、それを組み合わせて作る 4 入力までの任意の論理関数。",
    ),
    System(
        "perceptron",
        "neurons",
        "The perceptron",
        "パーセプトロン",
        "Rosenblatt's learning rule: the line turned by each mistake, Novikoff's bound, and XOR.",
        "ローゼンブラットの学習則。間違えるたびに動く決定境界、ノビコフの上界、そして XOR。",
    ),
    System(
        "adaline",
        "neurons",
        "ADALINE",
        "ADALINE",
        "One linear unit, full-batch gradient descent, and four learning rates on one cost curve.",
        "線形ユニット 1 つを全データの勾配降下法で学習し、4 通りの学習率を 1 つの曲線で比べます。",
    ),
    System(
        "linear-regression",
        "neurons",
        "Linear regression",
        "線形回帰",
        "Least squares by gradient descent and in closed form, on the diabetes data.",
        "糖尿病データを題材に、最小二乗法を勾配降下法と閉じた式の両方で解きます。",
    ),
    System(
        "polynomial-regression",
        "neurons",
        "Polynomial regression",
        "多項式回帰",
        "sin(x) with degrees 1 to 50: underfitting, a good fit and overfitting side by side.",
        "sin(x) に 1 次から 50 次までの多項式を当てはめ、未学習・適切・過学習を並べて見ます。",
    ),
    System(
        "logistic-regression",
        "neurons",
        "Logistic regression",
        "ロジスティック回帰",
        "P(y=1) = σ(w·x + b) by maximum likelihood, for questions of yes or no.",
        "P(y=1) = σ(w·x + b) を最尤法で学習する、2 クラスの分類。",
    ),
    System(
        "softmax-regression",
        "neurons",
        "Softmax regression",
        "ソフトマックス回帰",
        "Logistic regression for many classes: iris, wine, breast cancer and digits.",
        "ロジスティック回帰の多クラスへの拡張。あやめ、ワイン、乳がん、手書き数字の分類。",
    ),
    System(
        "worked-example",
        "neurons",
        "The worked example",
        "手計算の例題",
        "A network of two weights, forward and back with every factor on its edge: E = 9, "
        "derivatives 288.",
        "重み 2 つのネットワークの順伝播と逆伝播を、すべての因子を辺に書き込んで追います "
        "(E = 9、微分は 288)。",
    ),
    System(
        "which-function",
        "neurons",
        "Which function is this network?",
        "このネットワークはどんな関数？",
        "A network drawn as a graph, the formula that it stands for, and its matrix form.",
        "グラフで描いたネットワークが表す関数の式と、その行列表現。",
    ),
    System(
        "mlp",
        "neurons",
        "Multilayer perceptron on MNIST",
        "多層パーセプトロンで MNIST",
        "Handwritten digits learned in seconds, by the textbook recipe or the modern one.",
        "手書き数字を数秒から数十秒で学習します。教科書どおりの方法と現代的な方法を選べます。",
    ),
    System(
        "big-network",
        "neurons",
        "What a big network costs",
        "大きなネットワークのコスト",
        "Parameters and multiplications by layer, of 10⁹ weights too, without allocating any.",
        "層ごとのパラメータ数と乗算回数。10⁹ 個の重みも、メモリを確保せずに数えます。",
    ),
    System(
        "backpropagation",
        "learning",
        "Backpropagation",
        "誤差逆伝播法",
        "Every δ from the output back to the input, and how it vanishes with depth.",
        "出力から入力へ伝わるすべての δ と、層が深いときの勾配消失。",
    ),
    System(
        "mini-batch",
        "learning",
        "Mini-batch learning",
        "ミニバッチ学習",
        "Batch sizes from 1 to N, and gradients shared among devices.",
        "バッチサイズ 1 から N までの比較と、複数の装置で分担した勾配。",
    ),
    System(
        "one-hot",
        "learning",
        "One-hot targets",
        "one-hot 表現",
        "Why classes are told as 1-of-K rather than as the numbers 0, 1, 2.",
        "クラスを 0, 1, 2 という数ではなく 1-of-K で表す理由。",
    ),
    System(
        "losses",
        "learning",
        "Losses",
        "損失関数",
        "Squared error, softmax and binary cross-entropy, Huber: values, derivatives, pitfalls.",
        "二乗誤差、ソフトマックスと 2 値の交差エントロピー、Huber。値と微分と落とし穴。",
    ),
    System(
        "optimizers",
        "learning",
        "Optimizers",
        "最適化手法",
        "Gradient descent, momentum, Nesterov, AdaGrad, RMSProp and Adam in valleys, at a saddle, "
        "among minima, and on a network.",
        "勾配降下法、モーメンタム、ネステロフ、AdaGrad、RMSProp、Adam を、谷、鞍点、"
        "たくさんの極小、そして本物のネットワークで比べます。",
    ),
    System(
        "data-split",
        "learning",
        "Dividing data",
        "データの分割",
        "Training, validation and a sealed test part, k folds, and what a leak does to figures.",
        "訓練・検証・封印されたテストへの分割と k 分割。データの漏れが数値をどれほど歪めるか。",
    ),
    System(
        "classifier-evaluation",
        "learning",
        "Judging a classifier",
        "分類器の評価",
        "Precision, recall, F1, ROC, calibration and top-5 error, equal to scikit-learn's.",
        "適合率、再現率、F1、ROC、較正、top-5 誤り率。scikit-learn の値と一致します。",
    ),
    System(
        "model-selection",
        "learning",
        "Model selection",
        "モデル選択",
        "Networks A to D with several rates, cross-validated; the winner meets the test part once.",
        "ネットワーク A から D と学習率を交差検証で比べ、選んだものだけを一度テストします。",
    ),
    System(
        "regularization",
        "learning",
        "Regularization",
        "正則化",
        "L1 with exact zeros, L2, dropout, early stopping, max-norm and label smoothing, side by "
        "side.",
        "厳密に 0 を作る L1、L2、ドロップアウト、早期終了、max-norm、ラベル平滑化を並べて"
        "比べます。",
    ),
    System(
        "learning-rate",
        "learning",
        "The learning rate",
        "学習率",
        "The range test, which finds a rate to begin with in seconds, and whether it is right.",
        "最初に試す学習率を数秒で見つける range test と、その答え合わせ。",
    ),
    System(
        "loss-landscape",
        "learning",
        "The landscape of the loss",
        "損失の地形",
        "Slices through the space of weights with the path of learning, and many minima alike.",
        "重みの空間の断面と、その上の学習の経路。そして、よく似たたくさんの極小。",
    ),
    System(
        "random-labels",
        "learning",
        "Random labels",
        "ランダムなラベル",
        "A network learns shuffled labels by heart: all of them right, and the test at chance.",
        "シャッフルしたラベルも丸暗記します。訓練は全問正解、テストはでたらめと同じです。",
    ),
    *CONVOLUTION,
)


def find(name: str) -> System:
    """The system called ``name``; raises SettingError with those of a similar name."""
    for system in SYSTEMS:
        if system.name == name:
            return system
    names = [system.name for system in SYSTEMS]
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    known = ", ".join(close or names)
    raise SettingError(
        en=f"there is no system {name!r}; "
        + (f"did you mean {known}?" if close else f"known: {known}"),
        ja=f"システム {name!r} はありません。"
        + (f"{known} のことですか?" if close else f"使えるもの: {known}"),
    )
