// What words of the field mean, in a sentence.

import type { Text } from "../messages";

export const MEANINGS = {
  accuracy: {
    en: "The share of examples whose class is told correctly.",
    ja: "クラスを正しく当てたデータ点の割合です。",
  },
  activation: {
    en: "The function f that a unit applies to its weighted sum. Without one, many layers could do no more than one.",
    ja: "ユニットが入力の重み付き和に適用する関数 f です。これがないと、層を重ねても 1 層と同じことしかできません。",
  },
  batch_size: {
    en: "How many examples the gradient is averaged over before the weights change once.",
    ja: "重みを 1 回更新するために、勾配を平均するデータ点の個数です。",
  },
  bias: {
    en: "The number that a unit adds to its weighted sum. It shifts where the unit switches.",
    ja: "ユニットが重み付き和に足す数です。ユニットが反応を切り替える位置をずらします。",
  },
  classification: {
    en: "To tell which of several classes an example belongs to.",
    ja: "データ点がどのクラスに属するかを当てる問題です。",
  },
  confusion_matrix: {
    en: "Counts for each true class how often each class was told.",
    ja: "正しいクラスごとに、どのクラスと答えたかを数えた表です。",
  },
  cross_entropy: {
    en: "The loss −log p of the probability p that the network gives to the true class.",
    ja: "正しいクラスに与えた確率 p に対する損失 −log p です。",
  },
  cross_validation: {
    en: "The training data are cut into parts, and each part judges once a network that has not seen it.",
    ja: "訓練データをいくつかに分け、どの部分も一度ずつ、それを見ていないネットワークの評価に使う方法です。",
  },
  dropout: {
    en: "Leaves out a random share of a layer's units in each step, so that no unit relies on another.",
    ja: "学習の各ステップで、層のユニットの一部を無作為に休ませます。特定のユニットに頼りすぎるのを防ぎます。",
  },
  epoch: {
    en: "One pass over all the training data.",
    ja: "訓練データ全体を 1 回ずつ使い終わるまでの単位です。",
  },
  epochs: {
    en: "How many times all the training data are gone through.",
    ja: "訓練データ全体を何回繰り返して学習するかです。",
  },
  feature: {
    en: "A number computed from an example and given to the network as input.",
    ja: "データ点から計算して、ネットワークに入力する数です。",
  },
  hidden_layer: {
    en: "A layer between the inputs and the output. Its units find features of their own.",
    ja: "入力と出力の間にある層です。ユニットは自分で特徴を見つけます。",
  },
  initial_weights: {
    en: "The weights before learning. Random ones let the units become different from each other.",
    ja: "学習を始める前の重みです。乱数にすると、ユニットが互いに違うものになれます。",
  },
  l1: {
    en: "Adds λ Σ|w| to the loss: weights that help little become exactly zero.",
    ja: "損失に λ Σ|w| を加えます。あまり役立たない重みは、ちょうど 0 になります。",
  },
  l2: {
    en: "Adds ½ λ Σw² to the loss: weights stay small, and the boundary smooth.",
    ja: "損失に ½ λ Σw² を加えます。重みが小さく保たれ、境界が滑らかになります。",
  },
  layer: {
    en: "Units that work side by side on the same inputs. The next layer works on what they give.",
    ja: "同じ入力に並んで働くユニットの集まりです。次の層は、その出力を入力にします。",
  },
  learning_rate: {
    en: "How far the weights go against the gradient in one step. Too large, and they overshoot.",
    ja: "1 回の更新で、重みを勾配と逆の向きにどれだけ動かすかです。大きすぎると行き過ぎます。",
  },
  loss: {
    en: "How wrong the network is, as one number. Learning makes it small.",
    ja: "ネットワークがどれだけ間違っているかを表す 1 つの数です。学習はこれを小さくします。",
  },
  momentum: {
    en: "Steps go on in the direction of earlier ones, as a ball rolls on.",
    ja: "転がるボールのように、以前の更新の向きを保ちながら進む方法です。",
  },
  multiplications: {
    en: "How many products one example costs on its way through: a measure of time.",
    ja: "データ 1 件を通すのに必要な掛け算の回数です。計算時間の目安になります。",
  },
  neuron: {
    en: "A unit: it weighs its inputs, adds a bias and applies its activation function.",
    ja: "ユニットのことです。入力に重みを掛けて足し、バイアスを加え、活性化関数を適用します。",
  },
  noise: {
    en: "Chance in the data, which no network can foresee.",
    ja: "データに含まれる偶然のばらつきです。どんなネットワークにも予測できません。",
  },
  optimizer: {
    en: "The rule by which gradients become changes of the weights.",
    ja: "勾配から重みの変化を決める規則です。",
  },
  overfitting: {
    en: "The network learns the training data by heart and does worse on new data.",
    ja: "訓練データを丸暗記してしまい、新しいデータでは成績が悪くなることです。",
  },
  parameters: {
    en: "The numbers that learning finds: all weights and biases.",
    ja: "学習で決まる数、つまりすべての重みとバイアスです。",
  },
  regression: {
    en: "To tell a number for each example, not a class.",
    ja: "クラスではなく、数値を予測する問題です。",
  },
  regularization: {
    en: "Makes large weights cost something, so that the network stays simple.",
    ja: "大きな重みに罰を与えて、ネットワークを単純に保ちます。過学習を抑えます。",
  },
  schedule: {
    en: "How the learning rate becomes smaller while learning goes on.",
    ja: "学習が進むにつれて、学習率をどう小さくしていくかの計画です。",
  },
  seed: {
    en: "Decides all random draws: the same seed gives the same data and the same initial weights.",
    ja: "すべての乱数を決める値です。同じシードなら、同じデータと同じ初期重みになります。",
  },
  squared_error: {
    en: "The loss ½ (y − t)² of the output y where t should be.",
    ja: "目標値 t に対する出力 y の損失 ½ (y − t)² です。",
  },
  test_accuracy: {
    en: "The share of the test data whose class is told correctly.",
    ja: "テストデータのうち、クラスを正しく当てた割合です。",
  },
  test_data: {
    en: "Examples that the network never learns from; they tell how it does on new data.",
    ja: "学習には使わないデータです。新しいデータでの成績を知るために使います。",
  },
  test_loss: {
    en: "The mean loss on data that the network has not learned from.",
    ja: "学習に使っていないデータでの平均の損失です。",
  },
  train_loss: {
    en: "The mean loss on the data that the network learns from.",
    ja: "学習に使っているデータでの平均の損失です。",
  },
  unit: {
    en: "Weighs its inputs, adds a bias and applies its activation function.",
    ja: "入力に重みを掛けて足し、バイアスを加え、活性化関数を適用します。",
  },
  validation_data: {
    en: "Examples kept apart from learning, by which settings are compared.",
    ja: "学習に使わず、設定を比べるために取り分けたデータです。",
  },
  validation_loss: {
    en: "The mean loss on the validation data.",
    ja: "検証データでの平均の損失です。",
  },
  weight: {
    en: "How strongly, and with which sign, one unit acts on another. Learning finds the weights.",
    ja: "あるユニットが別のユニットにどれだけ強く、どちらの符号で働きかけるかです。学習で決まります。",
  },
} as const satisfies Record<string, Text>;
