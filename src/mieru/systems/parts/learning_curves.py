"""How learning went: loss and accuracy by epoch, training beside validation."""

from mieru.files import Run
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Block, Section


def learning_curves(learned: Run) -> Section:
    """Both curves, and what tells the two figures apart."""
    epochs = [row["epoch"] for row in learned.history]
    across = Axis(word("epoch"), whole=True)

    def both(measure: str) -> list[Line]:
        parts = [
            part
            for part in ("train", "validation")
            if all(f"{part}_{measure}" in row for row in learned.history)
        ]
        return [
            Line(
                epochs,
                [row[f"{part}_{measure}"] for row in learned.history],
                word(f"{part}_{measure}"),
            )
            for part in parts
        ]

    stopped = Text(
        f"Learning was stopped by you in epoch {len(epochs) + 1}.",
        f"学習はエポック {len(epochs) + 1} で中断されました。",
    )
    body: list[Block] = [
        *([stopped] if learned.ended == "interrupted" else []),
        Chart(heading("loss"), both("loss"), across, Axis(word("loss"), log=True)),
        Chart(heading("accuracy"), both("accuracy"), across, Axis(word("accuracy"))),
        Text(
            "The training figures are means over each epoch, while the weights still changed "
            "(and with dropout and augmentation, where there are any); the validation figures are "
            "those of the weights at its end, on the pictures as they are.",
            "訓練の値は、重みが変わり続けるエポック中の平均です "
            "(ドロップアウトやデータ拡張を使う場合はその影響も含みます)。"
            "検証の値は、エポック終了時の重みを元の画像で測ったものです。",
        ),
    ]
    return Section(heading("learning"), body)
