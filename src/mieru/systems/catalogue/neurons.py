"""The systems of the chapter "Neurons and networks", in the order of the course."""

from mieru.systems.catalogue.system import System

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
)
