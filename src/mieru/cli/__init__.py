"""The command ``mieru``. It asks the rooms and prints what they say; it holds no mathematics.

Exit codes: 0 done, 1 failed, 2 wrong use (and 130 after Ctrl-C, 141 when the reader of the output
went away, as everywhere on Unix).
"""

from mieru.cli.entry import main

__all__ = ["main"]
