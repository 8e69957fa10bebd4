"""The code a reporter holds: issued, read back forgivingly, and stored as a keyed hash only.

130 random bits as 26 Crockford base32 characters, then two Reed-Solomon check characters over
GF(32): any one or two wrong characters are noticed without looking anything up.
"""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
FORGIVEN = str.maketrans("OIL", "011")
BETWEEN = str.maketrans("", "", " -\t\n\r\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")
DATA, CHECKS, GROUP = 26, 2, 4
LENGTH = DATA + CHECKS
TICKET = 12

# GF(32) by x^5 + x^2 + 1; POWERS[i] is the i-th power of its generator, doubled to spare a modulo.
POLYNOMIAL = 0b100101


def _powers() -> list[int]:
    powers, value = [], 1
    for _step in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= POLYNOMIAL
    return powers * 2


POWERS = _powers()
LOGS = {value: index for index, value in enumerate(POWERS[:31])}


class Typo(Exception):
    """The text cannot be a code: a character is wrong, missing or too many. Nothing was looked up."""

    def __str__(self) -> str:
        return _("Periksa lagi kodenya, ada salah ketik.")


def issue() -> str:
    """A fresh code of 28 characters, without hyphens."""
    data = _random(DATA)
    return "".join(ALPHABET[value] for value in (*data, *_checks(data)))


def ticket() -> str:
    """A random public reference of 60 bits. It opens nothing."""
    return "".join(ALPHABET[value] for value in _random(TICKET))


def read(text: str) -> str:
    """The canonical code behind what a person typed; raises `Typo`.

    Case, spaces and hyphens do not matter, and O, I and L are read as 0, 1 and 1.
    """
    plain = text[:200].translate(BETWEEN).upper().translate(FORGIVEN)
    if len(plain) != LENGTH or not all(sign in VALUES for sign in plain):
        raise Typo
    values = [VALUES[sign] for sign in plain]
    if any(_syndrome(values, root) for root in range(CHECKS)):
        raise Typo
    return plain


def grouped(code: str) -> str:
    """The code as it is shown and read aloud: seven groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest(code: str) -> str:
    """The keyed hash under which everything of a code is stored (hex, 64 characters).

    HMAC, not a slow hash: 130 random bits cannot be guessed, passwords can.
    """
    return hmac.new(settings.RECEIPT_PEPPER.encode(), code.encode(), sha256).hexdigest()


def bind(text: str, *, code: str) -> str:
    """A keyed hash that binds a text under its code: its holder can prove the text, nobody else can try one (hex)."""
    return hmac.new(code.encode(), text.encode(), sha256).hexdigest()


def _random(length: int) -> list[int]:
    """So many symbols of five random bits, drawn at once."""
    bits = secrets.randbits(5 * length)
    return [bits >> 5 * place & 31 for place in range(length)]


def _times(left: int, right: int) -> int:
    return POWERS[LOGS[left] + LOGS[right]] if left and right else 0


def _syndrome(values: list[int], root: int) -> int:
    """The code word, read as a polynomial, at the generator's power `root`; 0 when unharmed."""
    result = 0
    for value in values:
        result = _times(result, POWERS[root]) ^ value
    return result


def _checks(data: list[int]) -> tuple[int, int]:
    """The two last symbols that make the word vanish at the first two powers of the generator."""
    plain, weighted = _syndrome([*data, 0, 0], 0), _syndrome([*data, 0, 0], 1)
    # a ^ b = plain and a*g ^ b = weighted, so a = (plain ^ weighted) / (g ^ 1).
    total = plain ^ weighted
    first = POWERS[LOGS[total] - LOGS[POWERS[1] ^ 1] + 31] if total else 0
    return first, first ^ plain
