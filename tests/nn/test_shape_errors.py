"""A shape error names the layer, both sizes, where each came from and the cure."""

import pytest

from mieru.nn import Network
from mieru.words import ShapeError, speaking

CASES = [
    (
        "28x28x1, dense 10",
        (
            "dense1 (layer 1 of 1, after the input): a dense layer takes a vector, but its "
            "input is 28×28×1; put flatten (or global_meanpool) before it"
        ),
        (
            "dense1 (1 層中の第 1 層、入力の次): 全結合層 (dense) はベクトルを受け取ります"
            "が、入力は 28×28×1 です。手前に flatten (または global_meanpool) を入れてくだ"
            "さい"
        ),
    ),
    (
        "784, dense 100, conv 8",
        (
            "conv1 (layer 2 of 2, after dense1): conv takes a picture "
            "(height×width×channels), but its input is 100; give the network an input such "
            "as 28x28x1, and put flatten after the picture layers"
        ),
        (
            "conv1 (2 層中の第 2 層、dense1 の次): conv は画像 (高さ×幅×チャネル) を受け取"
            "りますが、入力は 100 です。ネットワークの入力を 28x28x1 のようにし、flatten は"
            "画像の層より後に置いてください"
        ),
    ),
    (
        "8x8x1, maxpool, maxpool, conv 4 5x5",
        (
            "conv1 (layer 3 of 3, after maxpool2): its 5×5 kernel does not fit into a "
            "picture of 2×2×1; use padding=same, a smaller kernel or less pooling before"
        ),
        (
            "conv1 (3 層中の第 3 層、maxpool2 の次): 5×5 のカーネルが 2×2×1 の画像に入りま"
            "せん。padding=same にするか、カーネルを小さくするか、手前のプーリングを減らし"
            "てください"
        ),
    ),
    (
        "8x8x3, conv 4 groups=2",
        (
            "conv1 (layer 1 of 1, after the input): its input has 3 channels, which 2 "
            "groups cannot share; choose groups that divide it"
        ),
        (
            "conv1 (1 層中の第 1 層、入力の次): 入力のチャネル数 3 は 2 グループで割り切れ"
            "ません。割り切れるグループ数にしてください"
        ),
    ),
    (
        "2x2x1, conv_transpose 1 3x3 padding=3",
        (
            "conv_transpose1 (layer 1 of 1, after the input): its padding cuts away the "
            "whole picture of 2×2×1; use padding=same or valid"
        ),
        (
            "conv_transpose1 (1 層中の第 1 層、入力の次): パディングで 2×2×1 の画像がすべて"
            "削られます。padding=same か valid にしてください"
        ),
    ),
    (
        "8x8x1, meanpool, maxpool 5",
        (
            "maxpool1 (layer 2 of 2, after meanpool1): its 5×5 window does not fit into a "
            "picture of 4×4×1; use padding=same, a smaller window or fewer pooling layers"
        ),
        (
            "maxpool1 (2 層中の第 2 層、meanpool1 の次): 5×5 の窓が 4×4×1 の画像に入りませ"
            "ん。padding=same にするか、窓を小さくするか、プーリング層を減らしてください"
        ),
    ),
    (
        "8, dense 8, global_meanpool",
        (
            "global_meanpool1 (layer 2 of 2, after dense1): global_meanpool takes a "
            "picture (height×width×channels), but its input is 8; give the network an "
            "input such as 28x28x1, and put flatten after the picture layers"
        ),
        (
            "global_meanpool1 (2 層中の第 2 層、dense1 の次): global_meanpool は画像 (高さ×"
            "幅×チャネル) を受け取りますが、入力は 8 です。ネットワークの入力を 28x28x1 の"
            "ようにし、flatten は画像の層より後に置いてください"
        ),
    ),
    (
        "8, dense 6, residual(dense 4, relu)",
        (
            "residual1 (layer 2 of 2, after dense1): its last layer relu1 gives 4, but its "
            "input of 6 is to be added; make relu1 give 6, or put a layer that gives 4 on "
            "the shortcut: residual(…; …)"
        ),
        (
            "residual1 (2 層中の第 2 層、dense1 の次): 内側の最後の層 relu1 の出力は 4 です"
            "が、足し合わせる入力は 6 です。relu1 の出力を 6 にするか、4 を出力する層をバイ"
            "パスに入れてください: residual(…; …)"
        ),
    ),
    (
        "8, residual(dense 4; dense 5)",
        (
            "residual1 (layer 1 of 1, after the input): its last layer dense1 gives 4, but "
            "its shortcut of 5 is to be added; make dense1 give 5, or put a layer that "
            "gives 4 on the shortcut: residual(…; …)"
        ),
        (
            "residual1 (1 層中の第 1 層、入力の次): 内側の最後の層 dense1 の出力は 4 ですが"
            "、足し合わせるバイパスは 5 です。dense1 の出力を 5 にするか、4 を出力する層を"
            "バイパスに入れてください: residual(…; …)"
        ),
    ),
    (
        "8x8x1, parallel(conv 2 3x3; conv 2 1x1)",
        (
            "parallel1 (layer 1 of 1, after the input): its branches give branch1: 6×6×2, "
            "branch2: 8×8×2; to be concatenated they may differ in the last axis only: "
            "change the stride, padding or units of one"
        ),
        (
            "parallel1 (1 層中の第 1 層、入力の次): 枝の出力は branch1: 6×6×2, branch2: "
            "8×8×2 です。連結するには、最後の軸以外の形状が同じ必要があります。いずれかの枝"
            "の stride, padding, ユニット数を変えてください"
        ),
    ),
    (
        "8, parallel(dense 2; dense 3) join=add",
        (
            "parallel1 (layer 1 of 1, after the input): its branches give branch1: 2, "
            "branch2: 3; to be added they must be alike: change the stride, padding or "
            "units of one"
        ),
        (
            "parallel1 (1 層中の第 1 層、入力の次): 枝の出力は branch1: 2, branch2: 3 です"
            "。足し合わせるには、形状がすべて同じ必要があります。いずれかの枝の stride, "
            "padding, ユニット数を変えてください"
        ),
    ),
    (
        "8x8x1, relu, residual(tanh, dense 4)",
        (
            "residual1 (layer 2 of 2, after relu1): dense1 (layer 2 of 2, after tanh1): a "
            "dense layer takes a vector, but its input is 8×8×1; put flatten (or "
            "global_meanpool) before it"
        ),
        (
            "residual1 (2 層中の第 2 層、relu1 の次): dense1 (2 層中の第 2 層、tanh1 の次"
            "): 全結合層 (dense) はベクトルを受け取りますが、入力は 8×8×1 です。手前に "
            "flatten (または global_meanpool) を入れてください"
        ),
    ),
]


@pytest.mark.parametrize(("text", "en", "ja"), CASES, ids=[text for text, _, _ in CASES])
def test_every_shape_error_says_it_all(text: str, en: str, ja: str) -> None:
    with pytest.raises(ShapeError) as caught:
        Network.parse(text)
    assert str(caught.value) == en
    with speaking("ja"):
        assert str(caught.value) == ja
