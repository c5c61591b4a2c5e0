"""What stopped a small network, told to the reader."""

from mieru.kernels.small.core import Status
from mieru.kernels.small.shape import SmallShape
from mieru.words import DataError, DivergenceError, MieruError, SettingError


def trouble(status: Status, shape: SmallShape, step: int) -> MieruError:
    """The error for a status other than DONE; ``step`` counts from 1."""
    match status:
        case Status.NOT_FINITE:
            return _diverged(step)
        case Status.BAD_ORDER:
            return SettingError(
                en="order names an example that is not there",
                ja="order に、存在しない例の番号があります",
            )
        case Status.BAD_OFFSETS:
            return SettingError(
                en="offsets must increase from 0 or more up to the length of order at most: every "
                "step needs an example",
                ja="offsets は 0 以上から order の長さ以下まで、増えていく必要があります。"
                "どのステップにも例が 1 つ以上要ります",
            )
        case Status.BAD_TARGET:
            return DataError(
                en=f"t must hold class numbers from 0 to {shape.sizes[-1] - 1}",
                ja=f"t は 0 から {shape.sizes[-1] - 1} のクラス番号でなければなりません",
            )
        case _:
            return SettingError(
                en="there is not enough memory for this network; make it smaller",
                ja="このネットワークにはメモリが足りません。小さくしてください",
            )


def _diverged(step: int) -> DivergenceError:
    error = DivergenceError(
        en=f"learning diverged at step {step}: a loss or weight stopped being a finite number "
        "there; try a learning rate of a tenth, or a clipped gradient",
        ja=f"学習が第 {step} ステップで発散しました: 損失か重みが有限の数でなくなりました。"
        "学習率を 10 分の 1 にするか、勾配クリッピングを試してください",
    )
    error.layer, error.step = "", step
    return error
