"""What a process inside the sandbox gives up before it looks at a file: network, growth, privileges.

The network goes twice over: into a network of its own with nothing in it, where the system allows that (the usual
containers do not), and behind a filter of system calls that every Linux kernel lets a process put on itself.
Where neither holds, nothing is drawn.
"""

import ctypes
import errno
import os
import resource
import struct
from collections.abc import Iterable

MIB = 1024 * 1024
MEMORY = {"video": 3072 * MIB, "audio": 1024 * MIB}
USUAL_MEMORY, CPU, FILE_SIZE, OPEN_FILES = 1024 * MIB, 60, 400 * MIB, 64
FILM_CPU = 600  # seconds
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x40000000
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2  # prctl

# By machine: how the kernel calls it, and the numbers of the calls that are refused: socket, io_uring_setup (which
# could open sockets too), and what reads another process: ptrace, process_vm_readv and _writev, pidfd_getfd.
CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 425, 101, 310, 311, 438)),
    "aarch64": (0xC00000B7, (198, 425, 117, 270, 271, 438)),
}
FOREIGN = 0x40000000  # from this number on the calls of x86_64 are those of another table, with the same sockets
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of the filter
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def confine(kind: str) -> bool:
    """Give it all up, for good and for every child; whether the network is gone."""
    system = ctypes.CDLL(None, use_errno=True)
    alone = system.unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS) == 0
    alone = alone or system.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    known = CALLS.get(os.uname().machine)
    filtered = known is not None and refuse(system, *known)
    memory, cpu = MEMORY.get(kind, USUAL_MEMORY), FILM_CPU if kind in MEMORY else CPU
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    return alone or filtered


def refuse(system: ctypes.CDLL, machine: int, calls: Iterable[int]) -> bool:
    """Have the kernel refuse these calls to this process and its children, for good; whether it will."""
    code = b"".join(_instructions(machine, calls))
    program = _Program(len(code) // 8, code)
    return bool(system.prctl(SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0)


def _instructions(machine: int, refused: Iterable[int]) -> Iterable[bytes]:
    """The filter: calls of another machine end the process, those named are refused, the rest is allowed."""
    yield _instruction(LOAD, 4)  # the machine
    yield _instruction(EQUAL, machine, yes=1)
    yield _instruction(RETURN, KILL)
    yield _instruction(LOAD, 0)  # the number of the call
    yield _instruction(AT_LEAST, FOREIGN, no=1)
    yield _instruction(RETURN, REFUSE)
    for number in refused:
        yield _instruction(EQUAL, number, no=1)
        yield _instruction(RETURN, REFUSE)
    yield _instruction(RETURN, ALLOW)


def _instruction(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
