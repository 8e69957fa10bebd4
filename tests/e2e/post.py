"""The demo's post as it lies in VAR_DIR: what left since the last look, by subject and address."""

import re
from collections import Counter
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

LETTERS = Path(__file__).resolve().parents[2] / "templates" / "letters"
ON_PAPER = "agency:gakkumdu-"  # the joint desk has no mailbox here: Bawaslu brings it what it must know
WORDS = re.compile(r"""\{% translate ["'](.+?)["'] %\}""")


class Post:
    """Every letter that left, and which of them have been looked at."""

    def __init__(self, var_dir: Path) -> None:
        self.folder = var_dir / "mail"
        self._known: set[Path] = set()

    def look_away(self) -> None:
        """Forget what has come so far."""
        self._known = set(self.folder.glob("*.eml"))

    def new(self) -> list[EmailMessage]:
        """The letters since then."""
        return [_read(path) for path in self.folder.glob("*.eml") if path not in self._known]

    def told(self) -> Counter[tuple[str, str]]:
        """How often which subject went to which address since then."""
        return Counter((str(mail["Subject"]), to) for mail in self.new() for to in addresses(mail))


def addresses(mail: EmailMessage) -> list[str]:
    """To whom a letter went, without names."""
    return [address for _name, address in getaddresses([str(mail["To"])])]


def words(mail: EmailMessage) -> str:
    """Everything a letter says: subject, text and HTML."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(mail["Subject"]), *parts])


def expected(told: Iterable[str], *, reporter: str, filings: int) -> Counter[tuple[str, str]]:
    """The letters a scenario names, as subjects and addresses of the demo; reminders of several filings are one."""
    found: Counter[tuple[str, str]] = Counter()
    for line in told:
        letter, addressee = line.split()
        if addressee.startswith(ON_PAPER):
            continue
        address = reporter if addressee == "reporter" else f"{addressee.removeprefix('agency:')}@contoh.invalid"
        if letter == "office_reminder" and filings > 1:
            found[subject("office_digest"), address] += 1
        else:
            found[subject(letter), address] += filings
    return found


def subject(letter: str) -> str:
    """The subject of a letter, from its template."""
    [words] = WORDS.findall((LETTERS / letter / "subject.txt").read_text(encoding="utf-8"))
    return str(words)


def _read(path: Path) -> EmailMessage:
    parsed: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
    message: EmailMessage = parsed
    return message
