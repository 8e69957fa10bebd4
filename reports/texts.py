"""What people type, made comparable: newlines, Unicode form, and the few signs that are refused.

Pure functions on text. Every pattern runs in time linear in the length of its input.
"""

import re
import unicodedata

LINE_ENDS = re.compile(r"\r\n?|\u0085|\u2028|\u2029")
# Line breaks inside a field of one line become spaces: pasting must not cost anyone their text.
BREAKS = re.compile(r"[\t\n]+")
REFUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Letters that show nothing although Unicode does not call them spaces (Hangul fillers, empty Braille).
BLANKS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u17b5"}
INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Me"}
# Signs that turn the direction of writing: a name may hold them, but they must not fool who reads it.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
PHONE_SIGNS = re.compile(r"[ .()/-]+")
PHONE = re.compile(r"(?:\+|0)[0-9]{7,14}")
MOST_MARKS = 30
LONGEST_EMAIL, LONGEST_LOCAL_PART, LONGEST_PHONE = 254, 64, 30


def lines(text: str) -> str:
    """Text of several lines: NFC, one kind of newline, no blanks around it."""
    return composed(LINE_ENDS.sub("\n", text)).strip()


def line(text: str) -> str:
    """Text of one line: NFC, breaks and tabs as single spaces, no blanks around it."""
    return BREAKS.sub(" ", lines(text)).strip()


def composed(text: str) -> str:
    """Text in NFC.

    Sorting the marks on one letter takes time quadratic in their number, and a bored attacker sends
    thousands; so a run is cut after 30, which no script exceeds (UAX #15, stream-safe text).
    """
    if text.isascii():
        return text
    pieces, start, run = [], 0, 0
    for place, sign in enumerate(text):
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > MOST_MARKS:
            pieces.append(unicodedata.normalize("NFC", text[start:place]))
            start, run = place, 1
    return "".join((*pieces, unicodedata.normalize("NFC", text[start:])))


def number(text: str) -> int | None:
    """A number as pages hand it back: plain digits and at most nine of them; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def shows(text: str) -> bool:
    """Whether a reader would see anything at all."""
    return any(sign not in BLANKS and unicodedata.category(sign) not in INVISIBLE for sign in text)


def refused(text: str) -> bool:
    """Whether it holds NUL, another control character (newline and tab aside) or half a character."""
    return REFUSED.search(text) is not None


def unturned(text: str) -> str:
    """The text as staff read it: each invisible sign that turns the direction of writing stands there by its number."""
    return TURNS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def email(text: str) -> str | None:
    """The address in lower-case ASCII domain form, or None where it is not one we can write to."""
    local, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST_EMAIL or len(local) > LONGEST_LOCAL_PART or not LOCAL_PART.fullmatch(local):
        return None
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(DOMAIN_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return None
    address = f"{local}@{ascii_domain}"
    return address if len(address) <= LONGEST_EMAIL else None


def phone(text: str) -> str | None:
    """The number as digits, with its plus if it has one, or None where it cannot be a number."""
    if len(text) > LONGEST_PHONE:
        return None
    digits = PHONE_SIGNS.sub("", text)
    if digits.startswith("62"):
        digits = f"+{digits}"
    return digits if PHONE.fullmatch(digits) else None
