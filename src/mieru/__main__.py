"""``python -m mieru`` is the command ``mieru``."""

import sys

from mieru.cli import main

if __name__ == "__main__":
    sys.exit(main())
