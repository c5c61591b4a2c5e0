r"""Transfer learning: what a network learned from a million photographs, for a task of one's own.

A deep network is f, which makes features of a picture, and g, which makes classes of the features.
What f sees (edges, textures, parts of things) serves many tasks; a small g can be learned from a
few dozen pictures of each class, where a whole network could not.

- Way 1: a new output g on top of f, whose weights are frozen. Both are one network; every picture
  goes through f in every epoch, and may be varied each time.
- Way 2: every picture goes through f once. g learns from the features alone.

Both minimise the same E(g) over the same batches, so they come to the same g; way 2 spends
1/epochs of the time on f. Here f is SqueezeNet 1.1 (Iandola et al. 2016) or EfficientNet-Lite0 (Tan
and Le 2019), taught on ImageNet, and the task is Caltech101 (Fei-Fei, Fergus and Perona 2004), or a
folder of your own with a folder of pictures for each class.
"""

from dataclasses import dataclass

from mieru.data import DataSet
from mieru.files import Run
from mieru.learn import Settings as LearningSettings
from mieru.published.transfer import USUAL, Body, body, on_features, on_frozen
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.digits import Judged, judged
from mieru.systems.parts.transfer_report import sections
from mieru.systems.report.text import Text, as_text
from mieru.systems.report.values import Result, Section

_WHY = Text("accuracy of each way", "それぞれの方法の正解率")
_WAYS = {"both": ("frozen", "features"), "1": ("frozen",), "2": ("features",)}


@dataclass(frozen=True)
class Settings:
    """Which f, which pictures, and which way."""

    folder: str = option(
        "",
        en="your folder with a folder of pictures for each class; empty for Caltech101",
        ja="クラスごとのフォルダに画像を分けたフォルダ。空なら Caltech101",
    )
    network: str = option(
        "squeezenet1.1",
        en="f: squeezenet1.1 or efficientnet-lite0 (better, and slower)",
        ja="f: squeezenet1.1 または efficientnet-lite0 (精度は高く、時間はかかります)",
        choices=("squeezenet1.1", "efficientnet-lite0"),
    )
    way: str = option(
        "",
        en="1 (g on frozen f), 2 (features once) or both; empty: both, and 2 for your own folder",
        ja="1 (固定した f の上の g)、2 (特徴を 1 度だけ計算)、both (両方)。空なら both、"
        "自分のフォルダでは 2",
        choices=("", "both", "1", "2"),
    )
    augment: str = option(
        "",
        en='vary the training pictures, by way 1: "flip, rotate 10, zoom 0.2"',
        ja='訓練画像を変化させて学習 (方法 1): "flip, rotate 10, zoom 0.2"',
    )
    epochs: int = option(5, en="epochs of g", ja="g のエポック数", least=1, most=1000)
    per_class: int = option(
        0,
        en="pictures of each class at most; 0 for all",
        ja="クラスごとの画像の最大枚数。0 ならすべて",
        least=0,
        most=100_000,
    )


@dataclass(frozen=True, eq=False)
class Way:
    """One way, what it learned, and the seconds of all of it."""

    learned: Run
    found: Judged
    seconds: float


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Reads the pictures, goes the ways, and opens the test part once."""
    how = USUAL.changed(epochs=settings.epochs, seed=seed)
    varied = how.changed(augment=settings.augment)
    f = body(settings.network)
    with stage.part(Text("reading the pictures", "画像の読み込み")):
        source = settings.folder or "caltech101"
        count = settings.per_class or None
        data = stage.data(source, size=f.side, per_class=count, seed=seed)
    chosen = settings.way or ("2" if settings.folder else "both")
    names = [*_WAYS[chosen], *(["augmented"] if varied.augment else [])]
    learned = {
        name: _gone(name, f, data, varied if name == "augmented" else how, stage) for name in names
    }
    with stage.part(Text("testing", "テスト")):
        test = stage.open(data, _WHY)
        ways = {
            name: Way(one, judged(one, test), one_seconds)
            for name, (one, one_seconds) in learned.items()
        }
    return _result(f, data, ways, sections(f, data, ways, test))


def _gone(
    name: str, f: Body, data: DataSet, how: LearningSettings, stage: Stage
) -> tuple[Run, float]:
    title = TITLES[name]
    before = sum(stage.seconds.values())
    with stage.part(title):
        if name == "features":
            told = as_text(Text("features of every picture, once", "全画像の特徴 (1 度だけ)"))

            def hear(share: float) -> None:
                if stage.on_progress:
                    stage.on_progress(share, told)

            one = on_features(f, data, how, listeners=stage.listeners, on_progress=hear)
        else:
            one = on_frozen(f, data, how, listeners=stage.listeners)
    return one, sum(stage.seconds.values()) - before


TITLES = {
    "frozen": Text("way 1: g on frozen f", "方法 1: 固定した f の上の g"),
    "features": Text("way 2: features once, then g", "方法 2: 特徴を 1 度計算し、g だけ学習"),
    "augmented": Text("way 1 with augmentation", "方法 1 + データ拡張"),
}


def _result(f: Body, data: DataSet, ways: dict[str, Way], told: list[Section]) -> Result:
    metrics: dict[str, float] = {}
    names: dict[str, Text] = {}
    for name, way in ways.items():
        metrics[f"{name}_test_accuracy"] = way.found.accuracy
        metrics[f"{name}_seconds"] = way.seconds
        title = TITLES[name]
        names[f"{name}_test_accuracy"] = Text(
            f"test accuracy, {title.en}", f"テスト正解率 ({title.ja})"
        )
        names[f"{name}_seconds"] = Text(f"seconds, {title.en}", f"秒数 ({title.ja})")
    if {"frozen", "features"} <= set(ways):
        metrics["speed_ratio"] = ways["frozen"].seconds / ways["features"].seconds
        names["speed_ratio"] = Text("how many times faster way 2 is", "方法 2 は何倍速いか")
    best = max(ways.values(), key=lambda way: way.found.accuracy)
    kinds = len(data.classes or ())
    ratio = metrics.get("speed_ratio")
    faster_en = f" Way 2 takes 1/{ratio:.1f} of the time of way 1." if ratio else ""
    faster_ja = f"方法 2 の時間は方法 1 の 1/{ratio:.1f} です。" if ratio else ""
    return Result(
        metrics=metrics,
        names=names,
        headline=tuple(n for n in metrics if n.endswith("accuracy") or n == "speed_ratio"),
        summary=Text(
            f"With what {f.name} learned from ImageNet, {len(data.train):,} pictures are enough "
            f"to tell {kinds} classes apart: {best.found.accuracy:.1%} of the test pictures are "
            f"right.{faster_en}",
            f"{f.name} が ImageNet で学んだことを使えば、{len(data.train):,} 枚の画像で "
            f"{kinds} クラスを見分けられます。テスト画像の正解率は {best.found.accuracy:.1%} です。"
            f"{faster_ja}",
        ),
        sections=told,
        recordings={
            "transfer-learning" if name == list(ways)[-1] else f"transfer-learning-{name}": (
                way.learned
            )
            for name, way in ways.items()
        },
    )
