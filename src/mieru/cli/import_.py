"""``mieru import NAME``: a published network with its weights, as a recording like any other."""

from dataclasses import dataclass

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described
from mieru.cli.out import recording_path
from mieru.cli.parameters import OneOf, argument, flag, json_flag, option
from mieru.words import say, term
from mieru.words.columns import table


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    name: str | None
    weights: str | None
    network: str | None
    names: str | None
    like: str | None
    layout: str | None
    fold: bool
    out: str | None
    json: bool


def command() -> Command:
    """The command."""
    return Command(
        "import",
        Described(
            about=say(
                en="Bring the weights of a published network into a recording.",
                ja="公開されているネットワークの重みを取り込み、記録にします。",
            ),
            details=say(
                en="AlexNet, VGG, GoogLeNet and ResNet take files with torchvision's names, as "
                ".safetensors. Without a name, lists the networks and says whose weights are in "
                "the data folder.",
                ja="AlexNet、VGG、GoogLeNet、ResNet は torchvision の名前の付いた .safetensors "
                "ファイルを受け取ります。名前を省略すると、ネットワークの一覧と、"
                "重みがデータフォルダにあるかどうかを表示します。",
            ),
            examples=(
                "mieru import",
                "mieru import squeezenet1.1 --out squeezenet",
                "mieru import resnet50 --weights resnet50.safetensors --fold",
                (
                    'mieru import --weights mlp.safetensors --network "784-100-10 relu" '
                    "--names names.json"
                ),
            ),
        ),
        [
            argument(
                "name",
                say(en="a published network", ja="公開されているネットワークの名前"),
                optional=True,
            ),
            option(
                "--weights",
                say(
                    en="a .safetensors file; without it, the one in the data folder",
                    ja="重みの .safetensors ファイル。省略するとデータフォルダから探します",
                ),
                metavar="FILE",
            ),
            option(
                "--network",
                say(
                    en="another network, as in `mieru train`, for weights of PyTorch or Keras",
                    ja="PyTorch や Keras の重みを入れる別のネットワーク "
                    "(`mieru train` と同じ書き方)",
                ),
            ),
            option(
                "--names",
                say(
                    en='JSON file that tells what the weights of each layer are called: {"dense1": '
                    '"fc1"}',
                    ja='各層の重みの名前を書いた JSON ファイル: {"dense1": "fc1"}',
                ),
                metavar="FILE",
            ),
            option(
                "--like",
                say(
                    en="recording whose network, classes and preparation of input are taken over",
                    ja="ネットワーク、クラス名、入力の前処理を引き継ぐ記録",
                ),
                metavar="RUN",
            ),
            option(
                "--layout",
                say(
                    en="whose layout the arrays have, pytorch or keras (by default found out from "
                    "their shapes)",
                    ja="配列の並び: pytorch または keras (省略すると形状から判断します)",
                ),
                OneOf(("pytorch", "keras")),
                metavar="NAME",
            ),
            flag(
                "--fold",
                say(
                    en="take batch normalization into the convolutions: the same answers, faster",
                    ja="バッチ正規化を畳み込みに組み込みます。答えは同じで、速くなります",
                ),
            ),
            option(
                "--out",
                say(en="the recording to write", ja="書き出す記録のファイル"),
                metavar="FILE",
            ),
            json_flag(),
        ],
        Asked,
        import_,
    )


def import_(asked: Asked) -> Answer:
    """Writes the recording, or lists what there is."""
    from mieru.files import save
    from mieru.published import find, load

    if asked.network is not None or asked.like is not None:
        from mieru.cli.import_own import Own, import_own

        return import_own(
            Own(
                weights=asked.weights,
                network=asked.network,
                names=asked.names,
                like=asked.like,
                layout=asked.layout,
                out=asked.out,
                json=asked.json,
            )
        )
    if asked.name is None:
        return _listed(asked)
    published = find(asked.name)
    run = load(published.name, asked.weights, folded=asked.fold)
    path = save(recording_path(asked.out, published.name), run)
    count = run.network.parameter_count
    text = say(
        en=f"{published.title}: {count:,} parameters, in {path}\n"
        f"`mieru predict {path} PICTURE…` asks it about photographs",
        ja=f"{published.title}: パラメータ {count:,} 個を {path} に書き出しました\n"
        f"`mieru predict {path} 画像…` で写真を判定できます",
    )
    data = {"name": published.name, "file": str(path), "parameters": count, "folded": asked.fold}
    return Answer(text, data, asked.json)


def _listed(asked: Asked) -> Answer:
    from mieru.published import PUBLISHED, weights_file

    head = ["", "", say(en="year", ja="年"), term("parameters"), say(en="weights", ja="重み")]
    rows, told = [head], []
    for each in PUBLISHED.values():
        count, file = each.network().parameter_count, weights_file(each)
        where = str(file) if file else ""
        rows.append([each.name, each.title, str(each.year), f"{count:,}", where or "—"])
        told.append(
            {
                "name": each.name,
                "title": each.title,
                "year": each.year,
                "parameters": count,
                "file": where or None,
            }
        )
    return Answer(table(rows, right=[2, 3]), {"networks": told}, asked.json)
