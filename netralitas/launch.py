"""The commands behind `make`: set everything up, then run, test, check or measure the portal.

Standard library only, and readable by an older Python, so that a wrong version gets a sentence
instead of a syntax error. It knows no model and no rule: `netralitas.prepare` does what needs Django.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
PATIENCE = 8.0  # seconds a process gets to stop by itself
PR_SET_PDEATHSIG = 1

POSTGRES = "postgres://postgres@127.0.0.1:5432/netralitas"
REDIS = "redis://127.0.0.1:6379/5"


class Stop(Exception):
    """The start cannot go on; the message says what is wrong and what to do."""


def say(text: str) -> None:
    """One line of our own, told apart from the processes' lines."""
    print(f"netralitas | {text}", flush=True)


# --- the virtual environment ---------------------------------------------------------------------


def install(*, development: bool) -> None:
    """Make `.venv` and install the pinned packages, once per content of the requirement files."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Stop(f"Python {found} is too old. Install Python 3.11 or newer and run: make run PYTHON=python3.11")
    wanted = "requirements-dev.txt" if development else "requirements.txt"
    stamp = VENV / f".{wanted}.{_digest(ROOT / wanted)}"
    if stamp.exists():
        return
    if not PYTHON.exists():
        say("making the virtual environment .venv")
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
            raise Stop("the virtual environment could not be made. Install Python's venv module (python3-venv)")
    say(f"installing pinned packages from {wanted} (about half a minute)")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*command, "--require-hashes", "-r", str(ROOT / wanted)], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr[-2000:], file=sys.stderr)
        raise Stop("the packages could not be installed. Check the network and the free disk space, then run again")
    stamp.touch()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


# --- make run ------------------------------------------------------------------------------------


def run() -> int:
    """Everything set up, then web, worker, scheduler and vault until Ctrl-C."""
    began = time.monotonic()
    port = _port(os.environ.get("PORT", "8000"))
    install(development=False)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "netralitas.settings.demo"),
        "DEMO": os.environ.get("DEMO") or "1",
        "DEMO_NOW_SINCE": str(time.time()),
        "PYTHONUNBUFFERED": "1",
        "PORT": str(port),
    }
    prepared = subprocess.run([str(PYTHON), "-m", "netralitas.prepare"], cwd=ROOT, env=environment)
    if prepared.returncode != 0:
        return prepared.returncode
    group = Group(environment)
    with group.stopped_by_signals():
        group.start("vault", "netralitas.vaultd")
        group.start("worker", "celery", "-A", "netralitas", "worker", *_worker_flags())
        group.start("beat", "celery", "-A", "netralitas", "beat", *_beat_flags(environment))
        group.start("web", "gunicorn", "netralitas.wsgi", *web_flags(port))
        _wait_for(port, group)
        say(f"open http://127.0.0.1:{port}/  (ready after {time.monotonic() - began:.0f} s, Ctrl-C stops everything)")
        return group.watch()


def web_flags(port: int) -> list[str]:
    """Gunicorn without an access log: no address and no agent is ever written down."""
    return [
        f"--bind=127.0.0.1:{port}",
        "--workers=2",
        "--threads=4",
        "--worker-class=gthread",
        "--preload",
        "--log-level=warning",
        "--no-control-socket",
    ]


def _worker_flags() -> list[str]:
    return ["--pool=threads", "--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]


def _beat_flags(environment: dict[str, str]) -> list[str]:
    folder = Path(environment.get("VAR_DIR") or ROOT / "var").expanduser().resolve()
    return ["--loglevel=WARNING", f"--schedule={folder / 'beat'}", "--pidfile="]


def _port(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise Stop(f"PORT is {value!r}. Write a number from 1 to 65535, as in: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError as error:
            raise Stop(f"port {value} cannot be used ({error.strerror}). Choose another: make run PORT=8001") from error
    return int(value)


def _wait_for(port: int, group: Group) -> None:
    for _attempt in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if group.ending.wait(0.1):
            return
    raise Stop("the web process did not open its port within a minute; its lines above say why")


class Group:
    """The portal's processes: one group in the foreground, prefixed output, ended together."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.commands: dict[str, list[str]] = {}
        self.falls: dict[str, int] = {}
        self.ending = threading.Event()

    def start(self, name: str, module: str, *flags: str) -> None:
        """Start one process; it also ends by itself if this one is killed outright."""
        command = [str(PYTHON), "-m", module, *flags]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=_end_with_parent,
        )
        self.commands[name] = [module, *flags]
        self.processes[name] = process
        threading.Thread(target=self._relay_lines, args=(name, process), daemon=True).start()

    def _relay_lines(self, name: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{name:<10} | {line.rstrip()}", flush=True)

    def stopped_by_signals(self) -> Group:
        """SIGINT, SIGTERM and SIGHUP end the group in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ending.set())
        return self

    def __enter__(self) -> Group:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def watch(self) -> int:
        """Wait for the end; restart a process that fell, but not one that keeps falling."""
        parent = os.getppid()
        while not self.ending.wait(0.5):
            if os.getppid() != parent:  # whoever started us is gone without a signal
                return 0
            for name, process in list(self.processes.items()):
                if process.poll() is None:
                    continue
                self.falls[name] = self.falls.get(name, 0) + 1
                say(f"{name} ended with code {process.returncode}")
                if self.falls[name] > 5:
                    raise Stop(f"{name} keeps ending; its lines above say why")
                time.sleep(min(self.falls[name], 5) * 0.3)
                self.start(name, *self.commands[name])
        return 0

    def stop(self) -> None:
        """Ask every process to end, then end those that do not."""
        self.ending.set()
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + PATIENCE
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        say("stopped")


def _end_with_parent() -> None:
    """Linux: let the kernel end this process when its parent is gone, also by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


# --- make test, check, e2e, proofs, bench ---------------------------------------------------------


def test(arguments: list[str]) -> int:
    """The whole suite on PostgreSQL and Redis, then once more, without the slow parts, embedded."""
    install(development=True)
    services = _services()
    say("the whole suite on PostgreSQL and Redis")
    code = _pytest(["-n", "2", "-m", "not e2e and not proof", *arguments], **services)
    if code != 0:
        return code
    say("once more on the embedded default (SQLite, no Redis), without the slow parts")
    return _pytest(["-n", "2", "-m", "not e2e and not proof and not slow and not postgres", *arguments])


def check() -> int:
    """Format, lint, types, contracts, templates, migrations, generated documents."""
    install(development=True)
    binary = VENV / "bin"
    steps = [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["lint-imports", "--no-cache"],
        ["mypy", "."],
        ["djlint", "--check", "--quiet", "templates"],
        ["python", "manage.py", "check", "--fail-level", "WARNING"],
        ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
        ["python", "manage.py", "procedure_doc", "--check"],
    ]
    failed = []
    for step in steps:
        say("check: " + " ".join(step))
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "netralitas.settings.test"}
        if subprocess.call([str(binary / step[0]), *step[1:]], cwd=ROOT, env=environment) != 0:
            failed.append(step[0])
    say("check: " + ("failed: " + ", ".join(failed) if failed else "all clean"))
    return 1 if failed else 0


def e2e(arguments: list[str]) -> int:
    """Real processes, a real browser."""
    install(development=True)
    if not (shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")):
        raise Stop("no Chromium was found. Install it (Debian: apt-get install chromium) and run: make e2e")
    return _pytest(["-m", "e2e", *arguments], **_services())


def proofs(arguments: list[str]) -> int:
    """The long runs: chaos, attack, oracle, load."""
    install(development=True)
    return _pytest(["-m", "proof", *arguments], **_services())


def bench(arguments: list[str]) -> int:
    """Measure, and print the table of the design's budgets."""
    install(development=True)
    environment = {**os.environ, **{key: value for key, value in _services().items() if key not in os.environ}}
    return subprocess.call([str(PYTHON), "-m", "bench", *arguments], cwd=ROOT, env=environment)


def _services() -> dict[str, str]:
    """Addresses of PostgreSQL and Redis; where one cannot be reached that is an error, not a skip."""
    services = {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or POSTGRES,
        "REDIS_URL": os.environ.get("REDIS_URL") or REDIS,
    }
    for name, port in (("PostgreSQL", 5432), ("Redis", 6379)):
        given = os.environ.get("DATABASE_URL" if name == "PostgreSQL" else "REDIS_URL")
        with socket.socket() as probe:
            probe.settimeout(3)
            if not given and probe.connect_ex(("127.0.0.1", port)) != 0:
                raise Stop(f"{name} cannot be reached on 127.0.0.1:{port}. Start it, or set DATABASE_URL and REDIS_URL")
    return services


def _pytest(arguments: list[str], **services: str) -> int:
    environment = {**os.environ, **services, "DJANGO_SETTINGS_MODULE": "netralitas.settings.test"}
    if not services:
        environment.pop("DATABASE_URL", None)
        environment.pop("REDIS_URL", None)
    return subprocess.call([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=environment)


def main(arguments: list[str]) -> int:
    """Dispatch one command; a Stop becomes one line."""
    commands = {
        "run": lambda rest: run(),
        "test": test,
        "check": lambda rest: check(),
        "e2e": e2e,
        "proofs": proofs,
        "bench": bench,
    }
    if not arguments or arguments[0] not in commands:
        print("usage: python -m netralitas.launch " + "|".join(commands), file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Stop as stop:
        say(f"cannot go on: {stop}")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
