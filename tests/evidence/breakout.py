"""A hostile decoder: run inside the sandbox as `python -m tests.evidence.breakout WISH SOURCE TARGET`, it tries to
get what it must not have and prints what came of it.
"""

import ctypes
import os
import resource
import socket
import subprocess
import sys

from services.evidence import confining
from services.evidence.rebuilding import confined

PTRACE_ATTACH, GET_NO_NEW_PRIVILEGES = 16, 39


def main(wish: str, target: int) -> str:
    """The wish, tried; what came of it in words."""
    if wish in ("inet", "inet6", "unix", "child"):
        return _network(wish)
    if wish == "parent":
        attached = ctypes.CDLL(None, use_errno=True).ptrace(PTRACE_ATTACH, os.getppid(), 0, 0) == 0
        return "attached" if attached else os.strerror(ctypes.get_errno())
    if wish == "memory":
        return f"got {len(bytes(confining.USUAL_MEMORY))} bytes"
    if wish == "size":
        os.ftruncate(target, confining.FILE_SIZE + 1)
        return "grew"
    if wish == "files":
        return f"opened {len([os.dup(target) for _number in range(confining.OPEN_FILES)])}"
    if wish == "environment":
        return " ".join(sorted(name for name in os.environ if name != "LC_CTYPE"))
    if wish == "privileges":
        return str(ctypes.CDLL(None).prctl(GET_NO_NEW_PRIVILEGES, 0, 0, 0, 0))
    return f"cpu {resource.getrlimit(resource.RLIMIT_CPU)[1]} core {resource.getrlimit(resource.RLIMIT_CORE)[1]}"


def _network(wish: str) -> str:
    family = {"inet": "AF_INET", "inet6": "AF_INET6", "unix": "AF_UNIX", "child": "AF_INET"}[wish]
    if wish == "child":
        program = f"import socket; socket.socket(socket.{family}); print('opened')"
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        return said.stdout.strip() or said.stderr.strip().splitlines()[-1]
    try:
        socket.socket(getattr(socket, family))
    except PermissionError as refused:
        return str(refused)
    return "opened"


if __name__ == "__main__":
    sys.exit(confined("jpeg", lambda: main(sys.argv[1], int(sys.argv[3]))))
