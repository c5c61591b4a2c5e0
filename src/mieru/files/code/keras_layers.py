"""The small layers that a network written as Keras may need beside those of ``keras.layers``."""

from mieru.words import say

_BRANCHES = '''class {name}(layers.Layer):
    """{about}"""

    def __init__(self, branches):
        super().__init__()
        self.branches = branches

    def call(self, x):
        return {body}'''

# name → (English, Japanese, the class with a place for what is said of it)
LAYERS: dict[str, tuple[str, str, str]] = {
    "MeanOfPixels": (
        "The mean of each window; padding does not count.",
        "窓ごとの平均 (パディングは数えない)",
        '''class MeanOfPixels(layers.Layer):
    """{about}"""

    def __init__(self, sides, window, stride):
        super().__init__()
        self.sides, self.window, self.stride = sides, window, stride

    def call(self, x):
        ops = keras.ops
        x, ones = (ops.pad(values, self.sides) for values in (x, ops.ones_like(x)))
        pool = lambda values: ops.average_pool(values, self.window, self.stride)
        return pool(x) / pool(ones)''',
    ),
    "Added": (
        "The sum of what several chains of layers make of x.",
        "同じ x に対する複数の層の連なりの和",
        _BRANCHES.replace("{name}", "Added").replace(
            "{body}", "sum(branch(x) for branch in self.branches)"
        ),
    ),
    "Concatenated": (
        "What several chains of layers make of x, side by side.",
        "同じ x に対する複数の層の連なりの出力を並べたもの",
        _BRANCHES.replace("{name}", "Concatenated").replace(
            "{body}", "keras.ops.concatenate([branch(x) for branch in self.branches], axis=-1)"
        ),
    ),
}


def layers_code(network: str) -> list[str]:
    """The classes that the text ``network`` calls."""
    return [
        text.format(about=say(en=en, ja=ja))
        for name, (en, ja, text) in LAYERS.items()
        if f"{name}(" in network
    ]
