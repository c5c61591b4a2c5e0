"""The systems of the chapter "Learning", in the order of the course."""

from mieru.systems.catalogue.system import System

SYSTEMS: tuple[System, ...] = (
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
)
