"""``./run bench [NAME ...]``: one benchmark by name with its options, or all of them."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = (
    *("training", "convolution", "kernels", "backprop", "startup", "kills", "pictures"),
    *("population", "tables", "playground", "page", "load", "fuzz"),
)


def main() -> None:
    sys.path.insert(0, str(HERE))
    name, *options = sys.argv[1:] or [""]
    if name and name not in NAMES:
        sys.exit(f"{name} is no benchmark; there are {', '.join(NAMES)}")
    for chosen in [name] if name else NAMES:
        print(f"\n## {chosen}\n", flush=True)
        sys.argv = [chosen, *options]
        runpy.run_path(str(HERE / f"{chosen}.py"), run_name="__main__")


if __name__ == "__main__":
    main()
