"""The browser studio's server: it shows what the other rooms know, and computes nothing itself.

``serve()`` opens the studio. ``messages`` is the one schema of what the server and the page say to
each other; ``python -m mieru.studio.typescript`` writes the page's TypeScript types from it.
"""

from mieru.studio.serving import serve

__all__ = ["serve"]
