"""The command ``mieru`` itself: its table of commands, and what it does without one."""

import contextlib
import sys

from mieru.cli.answer import Answer
from mieru.cli.frame import Answered, Described, Group
from mieru.cli.parameters import Whole, flag, option
from mieru.words import say

# Each is imported when it is asked for, so that `mieru list` answers at once.
_COMMANDS = {
    "list": "mieru.cli.listing:command",
    "run": "mieru.cli.run:command",
    "train": "mieru.cli.train:command",
    "evaluate": "mieru.cli.evaluate:command",
    "select": "mieru.cli.select:command",
    "predict": "mieru.cli.predict:command",
    "show": "mieru.cli.show:command",
    "export": "mieru.cli.export:command",
    "import": "mieru.cli.import_:command",
    "data": "mieru.cli.data:command",
    "playground": "mieru.cli.playground:command",
    "bench": "mieru.cli.bench:command",
}


def mieru() -> Group:
    """The whole command, its words in the language in force."""
    return Group(
        "mieru",
        Described(
            about=say(
                en="Deep learning you can see into. Without a command, opens the studio in the "
                "browser.",
                ja="中まで見える深層学習。コマンドを付けずに実行すると、ブラウザでスタジオを開きます。",
            ),
            examples=(
                "mieru",
                "mieru list",
                "mieru run mlp",
                'mieru train "784-100-10 relu" --data mnist --out digits.safetensors',
            ),
        ),
        _COMMANDS,
        parameters=[
            option(
                "--port",
                say(
                    en="port of the studio; by default 8765, or the next one that is free",
                    ja="スタジオのポート番号。省略すると 8765 か、その次の空いている番号",
                ),
                Whole(0, 65535),
            ),
            option(
                "--host",
                say(
                    en="address that the studio listens on; 127.0.0.1 is this machine only",
                    ja="スタジオが待ち受けるアドレス。127.0.0.1 はこのマシンのみ",
                ),
                default="127.0.0.1",
            ),
            flag(
                "--no-browser",
                say(en="only print the studio's link", ja="スタジオのリンクを表示するだけにします"),
            ),
            flag(
                "--new-token",
                say(
                    en="make a new token for the link; links printed before open no more",
                    ja="リンクのトークンを新しくします。以前のリンクでは開けなくなります",
                ),
            ),
            flag("--version", say(en="print the version", ja="バージョンを表示します")),
        ],
        otherwise=_open_the_studio,
    )


def _open_the_studio(
    port: int | None, host: str, no_browser: bool, new_token: bool, version: bool
) -> Answer | None:
    if version:
        from mieru import __version__

        raise Answered(Answer(f"mieru {__version__}", {"version": __version__}))
    from mieru.studio import serve

    # The link is what this command has to say.
    with contextlib.redirect_stdout(sys.__stdout__):
        serve(host=host, port=port or 0, open_browser=not no_browser, new_token=new_token)
    return None
