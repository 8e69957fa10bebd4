"""From a fresh clone to the first page, by the README's one command; and a second start."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench import load
from bench.server import ROOT, free_port


def fresh_and_second() -> tuple[float, float]:
    """Seconds from `make run` to the first page: with installation, then once more."""
    with tempfile.TemporaryDirectory(prefix="netralitas-start-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        fresh = _start(clone, Path(folder) / "var")
        second = _start(clone, Path(folder) / "var")
        shutil.rmtree(clone / ".venv")
    return fresh, second


def _start(clone: Path, var_dir: Path) -> float:
    port = free_port()
    inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    environment = {**inherited, "PORT": str(port), "VAR_DIR": str(var_dir)}
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while time.monotonic() - began < 600:
            try:
                status = load.send(port, ("GET", "/", None, {})).status
            except OSError:
                if process.poll() is not None:
                    raise SystemExit("make run ended before it opened its port") from None
                time.sleep(0.1)
                continue
            if status == 200:
                return time.monotonic() - began
        raise SystemExit("make run did not open its port within ten minutes")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)
