"""Builds what is shipped and not written by hand: for the wheel, and for ./run as a script.

The studio's pages come from web/ by npm, the native code of the kernels from C++ by the compiler of
this machine. Each carries a fingerprint of what it was built from, so building twice costs nothing
and what is older than its sources is built again. Neither is a must: without npm the studio says
that it has no pages, and without a compiler small networks learn in NumPy and convolution is XLA's,
both more slowly.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GENERATED = {"node_modules", "dist", "coverage", "test-results"}
PAGES = Path("src/mieru/studio/static")
PAGES_MARK = PAGES / ".built-from"

SOURCES = Path("src/mieru/kernels/native")
NATIVE = Path("src/mieru/kernels") / ("_native.dll" if sys.platform == "win32" else "_native.so")
NATIVE_MARK = Path("src/mieru/kernels/_native.built-from")

# Where the sum of two products may be rounded once, it is. Nothing else is left to the compiler:
# what is not a finite number must stay one that is not.
FLAGS = [
    *("-std=c++17", "-O3", "-fPIC", "-fvisibility=hidden", "-fno-exceptions", "-fno-rtti"),
    *("-fno-math-errno", "-fno-trapping-math", "-fno-strict-aliasing", "-ffp-contract=fast"),
    *("-Wall", "-Wno-psabi"),
]
# The C++ library comes along, hidden: a wheel runs whatever the machine has of it.
LEAN = [
    *("-Wl,--as-needed", "-Wl,--gc-sections", "-Wl,--exclude-libs,ALL"),
    *("-static-libgcc", "-static-libstdc++", "-s"),
]
AVX512 = ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mprefer-vector-width=512"]
# Files that are built once for each instruction set; the widest that a machine has is used there.
BY_INSTRUCTIONS = "*_isa.cc"
# Files that XLA calls: they need its headers, which come with jaxlib.
FOR_XLA = "conv*.cc"


class NotBuilt(Exception):
    """Something could not be built; the message says why, in both languages."""


def fingerprint(folder: Path) -> str:
    """A digest of every source file under ``folder``: names and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not GENERATED & set(inside.parts) and path.suffix != ".tsbuildinfo":
            digest.update(f"{inside.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


# --- The pages ---


def pages_built(root: Path) -> bool:
    """Whether the pages are those of the sources that are here."""
    web, mark = root / "web", root / PAGES_MARK
    if not (web / "package.json").exists():
        return True
    return mark.exists() and mark.read_text() == fingerprint(web)


def build_pages(root: Path) -> None:
    """Build the pages from their sources. Raises NotBuilt where npm is missing or fails."""
    web = root / "web"
    npm = shutil.which("npm")
    if npm is None:
        raise NotBuilt(
            "the studio's pages were not built: npm was not found; install Node.js 20.19 or newer\n"
            "スタジオの画面を作れませんでした: npm が見つかりません。"
            "Node.js 20.19 以降をインストールしてください"
        )
    install_packages(npm, web)
    call_npm(npm, web, "run", "build")
    (root / PAGES_MARK).write_text(fingerprint(web))


def install_packages(npm: str, web: Path) -> None:
    """``npm ci``, unless node_modules already holds just what package-lock.json asks for."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    installed = web / "node_modules" / ".installed-from"
    if installed.exists() and installed.read_text() == lock:
        return
    call_npm(npm, web, "ci", "--no-audit", "--no-fund")
    installed.parent.mkdir(exist_ok=True)
    installed.write_text(lock)


def call_npm(npm: str, web: Path, *arguments: str) -> None:
    """Run npm in ``web``, quiet unless it fails. Raises NotBuilt with the end of what it said."""
    code, said = call([npm, *arguments], web)
    if code:
        command = f"npm {' '.join(arguments)}"
        raise NotBuilt(
            f"the studio's pages were not built: `{command}` failed\n"
            f"スタジオの画面を作れませんでした: `{command}` が失敗しました\n{said[-4000:]}"
        )


def call(command: Sequence[str], folder: Path) -> tuple[int, str]:
    """The exit status of a command, and what it said."""
    ended = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return ended.returncode, ended.stdout


# --- The native code ---


def compiler() -> str | None:
    """The C++ compiler that $CXX names, else the first of the usual ones."""
    for name in (os.environ.get("CXX"), "c++", "g++", "clang++"):
        if name and (found := shutil.which(name)):
            return found
    return None


def instruction_sets() -> dict[str, list[str]]:
    """What to build for on this kind of machine, by the names in native/small.cc."""
    found = {"baseline": ["-DMIERU_BYTES=16"]}
    if platform.machine().lower() in ("x86_64", "amd64"):
        found["avx2"] = ["-DMIERU_BYTES=32", "-mavx2", "-mfma"]
        found["avx512"] = ["-DMIERU_BYTES=64", "-mavx2", "-mfma", *AVX512]
    return found


def xla_headers() -> Path | None:
    """The folder of XLA's headers, where jaxlib is installed; it is not imported."""
    found = importlib.util.find_spec("jaxlib")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (Path(folder) / "include/xla/ffi/api/ffi.h").exists():
            return Path(folder) / "include"
    return None


def native_fingerprint(root: Path, cxx: str) -> str:
    """A digest of the sources, the compiler, how it is asked, and XLA's headers."""
    version = call([cxx, "--version"], root)[1]
    headers = xla_headers()
    for_xla = fingerprint(headers / "xla/ffi/api") if headers else ""
    asked = f"{cxx}\0{version}\0{platform.machine()}\0{FLAGS}\0{instruction_sets()}\0{for_xla}\0"
    return hashlib.sha256((asked + fingerprint(root / SOURCES)).encode()).hexdigest()


def native_built(root: Path) -> bool:
    """Whether the native code is that of the sources and the compiler that are here."""
    if not (root / SOURCES).exists():
        return True
    mark, cxx = root / NATIVE_MARK, compiler()
    if cxx is None or not (mark.exists() and (root / NATIVE).exists()):
        return False
    return mark.read_text() == native_fingerprint(root, cxx)


def build_native(root: Path) -> None:
    """Compile the native code. Raises NotBuilt where there is no compiler, or it fails."""
    cxx = compiler()
    if cxx is None:
        raise NotBuilt(
            "the native code was not built: no C++ compiler was found (g++ or clang++; CXX names "
            "another); without it small networks learn in NumPy, more slowly\n"
            "ネイティブコードを作れませんでした: C++ コンパイラ (g++ か clang++。CXX で指定可) が"
            "見つかりません。小さなネットワークの学習には、速度の劣る NumPy を使います"
        )
    with tempfile.TemporaryDirectory() as scratch:
        built = compile_all(cxx, root / SOURCES, Path(scratch))
        # Taking the old one's place at once: a process that has it open goes on with the old one.
        beside = (root / NATIVE).with_suffix(f".{os.getpid()}")
        shutil.copyfile(built, beside)
        beside.replace(root / NATIVE)
    (root / NATIVE_MARK).write_text(native_fingerprint(root, cxx))


def compile_all(cxx: str, sources: Path, scratch: Path) -> Path:
    """The library of all sources, in ``scratch``."""
    sets, headers = instruction_sets(), xla_headers()
    left_out = () if headers else set(sources.glob(FOR_XLA))
    files = [path for path in sorted(sources.glob("*.cc")) if path not in left_out]
    every_set = [path.name for path in files if path.match(BY_INSTRUCTIONS)]
    jobs = [
        ([*flags, f"-DMIERU_ISA={name}", "-c", file], f"{name}-{file}.o")
        for name, flags in sets.items()
        for file in every_set
    ]
    defined = ["-DMIERU_X86"] if "avx2" in sets else []
    defined += ["-isystem", str(headers)] if headers else []
    once = [path.name for path in files if path.name not in every_set]
    jobs += [([*defined, "-c", file], f"{file}.o") for file in once]
    commands = [[cxx, *FLAGS, *flags, "-o", str(scratch / out)] for flags, out in jobs]
    objects = [str(scratch / out) for _, out in jobs]
    built = scratch / NATIVE.name
    lean = LEAN if sys.platform == "linux" else []
    run_compiler(commands, sources)
    run_compiler([[cxx, "-shared", *objects, *lean, "-o", str(built)]], sources)
    return built


def run_compiler(commands: Sequence[Sequence[str]], folder: Path) -> None:
    """As many at once as there are cores: each may take a gigabyte.

    Raises NotBuilt with the end of what the first that failed said.
    """
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        ended = list(cores.map(lambda command: call(command, folder), commands))
    for command, (code, text) in zip(commands, ended, strict=True):
        if code:
            asked = " ".join(command)
            raise NotBuilt(
                f"the native code was not built: `{asked}` failed\n"
                f"ネイティブコードを作れませんでした: `{asked}` が失敗しました\n{text[-4000:]}"
            )


def wheel_tag() -> str:
    """A wheel with native code is for one kind of machine, and for every Python 3."""
    name = sysconfig.get_platform().replace("universal2", platform.machine())
    return "py3-none-" + name.replace("-", "_").replace(".", "_")


# --- Who asks ---


class Hook(BuildHookInterface[Any]):
    """Hatchling's hook: a wheel gets pages and native code, an sdist the pages and all sources.

    An editable install has ./run.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable":
            return
        self.attempt(pages_built, build_pages)
        if self.target_name != "wheel":
            return
        if (root / SOURCES).exists() and self.attempt(native_built, build_native):
            build_data["artifacts"].append(NATIVE.as_posix())
            build_data["pure_python"] = False
            build_data["tag"] = wheel_tag()

    def attempt(self, is_built: Any, build: Any) -> bool:
        root = Path(self.root)
        try:
            if not is_built(root):
                build(root)
        except NotBuilt as error:
            self.app.display_warning(str(error))
            return False
        return True


def main(parts: Sequence[str]) -> None:
    """Build the parts named, or all. The native code may be missing, the pages may not."""
    root = Path(__file__).parent
    if (not parts or "native" in parts) and not native_built(root):
        print(
            "▸ Compiling the native code ... / ネイティブコードをコンパイルしています ...",
            flush=True,
        )
        try:
            build_native(root)
        except NotBuilt as error:
            print(error, file=sys.stderr)
    if (not parts or "pages" in parts) and not pages_built(root):
        print("▸ Building the studio's pages ... / スタジオの画面を作っています ...", flush=True)
        try:
            build_pages(root)
        except NotBuilt as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
