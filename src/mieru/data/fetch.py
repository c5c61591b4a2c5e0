"""Fetching a whole set into the data folder, and what to do by hand where there is no network."""

from pathlib import Path

from mieru.data.download import Downloader
from mieru.data.examples import Note
from mieru.data.home import data_folder
from mieru.data.remote import REMOTES, Remote
from mieru.data.stored import find, where_to_put
from mieru.data.unpack import unpack
from mieru.words import DataError


def fetch(name: str, downloader: Downloader = Downloader()) -> Path:
    """Bring the set ``name`` into the data folder, unless it is there; its folder.

    ``downloader`` says who hears of the progress and how often to try. Raises DataError that lists
    the files to bring by hand, from where and into which folder.
    """
    if name not in REMOTES:
        raise DataError(
            en=f"{name} is not fetched: it comes with Mieru, or is none of its sets",
            ja=f"{name} は取得するデータセットではありません (Mieru に含まれるか、名前が違います)",
        )
    if (folder := find(name)) is not None:
        return folder
    try:
        for remote in REMOTES[name]:
            _bring(name, remote, downloader)
    except DataError as error:
        help_ = by_hand(name)
        raise DataError(en=f"{error.en}. {help_.en}", ja=f"{error.ja}。{help_.ja}") from error
    folder = find(name)
    if folder is None:
        raise DataError(
            en=f"what was fetched for {name} is not whole in {where_to_put(name)}; remove that "
            "folder and fetch it again",
            ja=f"取得した {name} が {where_to_put(name)} に揃っていません。"
            "そのフォルダを削除して取り直してください",
        )
    return folder


def by_hand(name: str) -> Note:
    """What to bring where, for someone who has the files on another machine."""
    files = ", ".join(remote.name for remote in REMOTES[name])
    home = REMOTES[name][0].homes[0]
    folder = where_to_put(name)
    if any(remote.packed for remote in REMOTES[name]):
        return Note(
            en=f"Without a network: take {files} from {home} on another machine and put it as it "
            f"is into {folder.parent}, or the folder {folder.name} that is in it",
            ja=f"ネットワークがない場合は、別の機械で {home} から {files} を取得し、そのまま "
            f"{folder.parent} に置いてください (中の {folder.name} フォルダを置いても構いません)",
        )
    return Note(
        en=f"Without a network: take {files} from {home} on another machine and put them as they "
        f"are into {folder}",
        ja=f"ネットワークがない場合は、別の機械で {home} から {files} を取得し、そのまま {folder} "
        "に"
        "置いてください",
    )


def _bring(name: str, remote: Remote, downloader: Downloader) -> None:
    if not remote.packed:
        downloader.fetch(remote, where_to_put(name))
        return
    archive = downloader.fetch(remote, data_folder())
    unpack(archive, data_folder(), remote.inside)
    archive.unlink()
