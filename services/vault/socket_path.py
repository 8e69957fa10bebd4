"""Reaching the vault's socket at any depth of folders.

The kernel keeps about 100 bytes for the path of a Unix socket. A longer one is reached through a
short symbolic link to its folder, made for one `bind` or `connect` in a private temporary folder.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 100  # bytes; 108 on Linux and 104 elsewhere, less the closing zero


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """A spelling of `path` that fits, valid inside the block."""
    if len(bytes(path)) <= LONGEST:
        yield str(path)
        return
    # Waived for bandit on 27 Nov 2026: a folder of our own with a random name and mode 0700 is made in it.
    # Not the configured TMPDIR: it may be as deep as the folder that did not fit.
    with tempfile.TemporaryDirectory(prefix="nv-", dir="/tmp") as folder:  # nosec B108
        link = Path(folder) / "v"
        link.symlink_to(path.parent)
        yield str(link / path.name)
