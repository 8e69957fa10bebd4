"""A Python that has what production installs and nothing of development, since its packages take memory too."""

import hashlib
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv" / "production"  # made anew when requirements.txt or the interpreter changes


@cache
def python() -> str:
    """The interpreter; made on first use, which takes about half a minute."""
    asked = (ROOT / "requirements.txt").read_bytes() + sys.base_prefix.encode()
    wanted = FOLDER / hashlib.sha256(asked).hexdigest()[:16]
    interpreter = FOLDER / "bin" / "python"
    if not wanted.exists():
        print("  installing what production has (about half a minute)", flush=True)
        shutil.rmtree(FOLDER, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        install = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*install, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
        wanted.touch()
    return str(interpreter)
