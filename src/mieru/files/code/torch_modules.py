"""The small modules that a network written as PyTorch may need beside those of ``torch.nn``."""

from mieru.words import say

# name → (English, Japanese, the class with a place for what is said of it)
MODULES: dict[str, tuple[str, str, str]] = {
    "Function": (
        "A function as a module.",
        "関数をモジュールにしたもの",
        '''class Function(nn.Module):
    """{about}"""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)''',
    ),
    "Pictures": (
        "Layers for pictures whose channels come last.",
        "チャネルが最後に来る画像のための層",
        '''class Pictures(nn.Sequential):
    """{about}"""

    def forward(self, x):
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)''',
    ),
    "Steps": (
        "Layers for sequences whose channels come last.",
        "チャネルが最後に来る系列のための層",
        '''class Steps(nn.Sequential):
    """{about}"""

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)''',
    ),
    "Tokens": (
        "One learned vector for each token.",
        "トークンごとの学習したベクトル",
        '''class Tokens(nn.Embedding):
    """{about}"""

    def forward(self, x):
        return super().forward(x.long())''',
    ),
    "MeanOfPixels": (
        "The mean of each window; padding does not count.",
        "窓ごとの平均 (パディングは数えない)",
        '''class MeanOfPixels(nn.Module):
    """{about}"""

    def __init__(self, sides, window, stride):
        super().__init__()
        self.pad = nn.ConstantPad2d(sides, 0.0)
        self.pool = nn.AvgPool2d(window, stride)

    def forward(self, x):
        return self.pool(self.pad(x)) / self.pool(self.pad(torch.ones_like(x)))''',
    ),
    "Added": (
        "The sum of what several chains of layers make of x.",
        "同じ x に対する複数の層の連なりの和",
        '''class Added(nn.Module):
    """{about}"""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return sum(branch(x) for branch in self.branches)''',
    ),
    "Concatenated": (
        "What several chains of layers make of x, side by side.",
        "同じ x に対する複数の層の連なりの出力を並べたもの",
        '''class Concatenated(nn.Module):
    """{about}"""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=-1)''',
    ),
}


def modules_code(network: str) -> list[str]:
    """The classes that the text ``network`` calls."""
    return [
        text.format(about=say(en=en, ja=ja))
        for name, (en, ja, text) in MODULES.items()
        if f"{name}(" in network.replace(f"nn.{name}(", "")
    ]
