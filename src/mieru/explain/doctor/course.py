"""What the course of learning tells: a rate that does not suit, too few units, overfitting."""

import numpy as np

from mieru.explain.doctor.finding import Case, Finding

WINDOW = 40  # epochs looked back on
FEWEST = 10  # epochs below which nothing is said
BOUNCED = 0.02  # of the loss: a jump from one epoch to the next that is called large
LOST = 4.0  # times the way that is left of all the jumping
CREEPING = 0.1  # relative fall over the window that is called slow
STANDING = 0.03  # … and one that is called none
FAR = 0.3  # of the first loss: there is still much to learn
WORSE = 1.25  # times the best test loss
APART = 2.5  # test loss against training loss
SMALL = 0.02  # of the first loss: a difference below it is not worth a word


def not_finite(case: Case) -> list[Finding]:
    """A loss that is no number any more."""
    losses = case.train_losses
    if not len(losses) or np.isfinite(losses[-1]):
        return []
    return [
        Finding(
            "not_finite",
            "serious",
            "The loss is not a finite number any more: the weights have run away. The learning "
            "rate is too high for this network and these features.",
            "損失が有限の値ではなくなりました。重みが発散しています。"
            "このネットワークと特徴量に対して、学習率が大きすぎます。",
            remedies=("rate_lower",),
        )
    ]


def rate_too_high(case: Case) -> list[Finding]:
    """The loss jumps up and down and gets nowhere."""
    losses = _recent(case.train_losses)
    if losses is None:
        return []
    jumps, middle = np.diff(losses), float(np.median(losses))
    large = np.mean(np.abs(jumps)) > BOUNCED * middle and middle > SMALL * case.train_losses[0]
    if not (large and np.sum(np.abs(jumps)) > LOST * abs(losses[-1] - losses[0])):
        return []
    rises, lowest = np.mean(jumps > 0), case.train_losses.min()
    return [
        Finding(
            "rate_too_high",
            "warning",
            f"The training loss jumps up and down: it rose in {rises:.0%} of the last {len(jumps)} "
            f"epochs and is at {losses[-1]:.3g}, after {lowest:.3g} had been reached. The steps "
            "are so large that they jump over the valley.",
            f"訓練損失が上下に跳ねています。直近 {len(jumps)} エポックのうち {rises:.0%} で増え、"
            f"一度 {lowest:.3g} に達したのに今は {losses[-1]:.3g} です。"
            "更新の幅が大きく、谷を飛び越えています。",
            remedies=("rate_lower",),
        )
    ]


def rate_too_low(case: Case) -> list[Finding]:
    """The loss falls all the time, but hardly."""
    losses = _recent(case.train_losses)
    if losses is None or losses[0] <= 0:
        return []
    fall = (losses[0] - losses[-1]) / losses[0]
    steady = np.mean(np.diff(losses) < 0) > 0.9
    if not (steady and 0 < fall < CREEPING and _far(case)):
        return []
    return [
        Finding(
            "rate_too_low",
            "note",
            f"The training loss falls steadily but slowly: by {fall:.1%} in {len(losses) - 1} "
            "epochs. A higher learning rate would get there sooner.",
            f"訓練損失は着実に減っていますが、{len(losses) - 1} エポックで {fall:.1%} と"
            "わずかです。学習率を上げると早く進みます。",
            remedies=("rate_higher",),
        )
    ]


def too_few_units(case: Case) -> list[Finding]:
    """The loss stands still where there is still much to learn."""
    losses = _recent(case.train_losses)
    if losses is None or len(case.train_losses) < 2 * WINDOW or losses[0] <= 0:
        return []
    still = abs(losses[0] - losses[-1]) < STANDING * losses[0]
    if not (still and _far(case)) or rate_too_low(case) or rate_too_high(case):
        return []
    share = losses[-1] / case.train_losses[0]
    return [
        Finding(
            "too_few_units",
            "warning",
            f"Learning stands still with {share:.0%} of the first loss left. The network is too "
            "small for these data, or its features do not fit, or it sits in a flat place.",
            f"最初の損失の {share:.0%} を残したまま、学習が止まっています。"
            "データに対してネットワークが小さいか、特徴量が合っていないか、"
            "平らな場所にいます。",
            remedies=("more_units", "features", "rate_higher"),
        )
    ]


def overfitting(case: Case) -> list[Finding]:
    """The test loss rises while the training loss falls, or stands far above it."""
    train, test = case.train_losses, case.test_losses
    if len(test) < FEWEST or not np.isfinite(test[-1]) or not np.isfinite(train[-1]):
        return []
    best = int(np.nanargmin(test))
    least = SMALL * train[0]
    rose = test[-1] > WORSE * test[best] + least and train[-1] < train[best]
    apart = test[-1] > APART * train[-1] + 5 * least
    if not (rose or apart):
        return []
    en = (
        f"The test loss was lowest at epoch {_epoch(case, best)} ({test[best]:.3g}) and has risen "
        f"to {test[-1]:.3g}, while the training loss went on falling to {train[-1]:.3g}."
        if rose
        else f"The test loss ({test[-1]:.3g}) is far above the training loss ({train[-1]:.3g})."
    )
    ja = (
        f"テスト損失は第 {_epoch(case, best)} エポックで最小 ({test[best]:.3g}) になったあと "
        f"{test[-1]:.3g} まで増え、訓練損失は {train[-1]:.3g} まで減り続けています。"
        if rose
        else f"テスト損失 ({test[-1]:.3g}) が訓練損失 ({train[-1]:.3g}) を大きく上回っています。"
    )
    return [
        Finding(
            "overfitting",
            "warning",
            en + " The network learns the noise of the training data by heart.",
            ja + "訓練データのノイズまで覚え込んでいます。",
            remedies=("l2", "more_data", "dropout"),
        )
    ]


def _recent(losses: np.ndarray) -> np.ndarray | None:
    """The last epochs; None where there are too few, or where a loss is not finite."""
    if len(losses) < FEWEST or not np.isfinite(losses).all():
        return None
    return losses[-WINDOW - 1 :]


def _far(case: Case) -> bool:
    losses = case.train_losses
    return bool(losses[-1] > FAR * losses[0])


def _epoch(case: Case, row: int) -> int:
    return int(case.history[row].get("epoch") or row)
