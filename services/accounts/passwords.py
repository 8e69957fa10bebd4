"""What makes a password too easy, each with its reason: too long to be hashed, well known, or a pattern.

The list of common passwords is Django's own file. A password is looked at without its digits and signs
and with letters in the place of look-alikes, so that "P4ssw0rd-2024!!" is the common word that it is.
"""

import re
from functools import cache
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 128  # characters; longer is refused before anything is computed from it
INSIDE = re.compile(r"(?<=[a-z])[013457@$!]+(?=[a-z])")  # a sign between two letters may stand for one
LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
# Words that anyone who knows the portal would try first.
CONTEXT = frozenset(
    [
        "admin",
        "administrator",
        "asn",
        "aman",
        "balikpapan",
        "bawaslu",
        "bkn",
        "bkpsdm",
        "demokrasi",
        "garuda",
        "indonesia",
        "jaga",
        "jujur",
        "kalteng",
        "kaltim",
        "kasn",
        "kendari",
        "kerja",
        "kotim",
        "kukar",
        "kutai",
        "lapor",
        "laporan",
        "masuk",
        "merdeka",
        "negara",
        "netral",
        "netralitas",
        "pancasila",
        "panwaslu",
        "password",
        "pegawai",
        "pemilu",
        "petugas",
        "pilkada",
        "pimpinan",
        "portal",
        "rahasia",
        "samarinda",
        "sandi",
        "sandiku",
        "sultra",
        "verifikator",
    ]
)
PIECE = 4  # letters: a shorter piece said again and again is a pattern


class UnlikeOneselfValidator(UserAttributeSimilarityValidator):
    """Unlike the name and the address of the account; says so in the words of the portal."""

    def get_error_message(self) -> str:
        return _("Kata sandi ini terlalu mirip dengan %(verbose_name)s.")

    def get_help_text(self) -> str:
        return _("Tidak mirip dengan nama atau alamat surel Anda.")


class LengthValidator:
    """At most 128 characters; every character counts and is allowed."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(_("Kata sandi paling banyak 128 huruf."), code="password_too_long")

    def get_help_text(self) -> str:
        return _("Paling banyak 128 huruf; semua huruf, angka, tanda, dan spasi boleh.")


class FamiliarValidator:
    """No common password, no word of this portal, no row of keys; says which it is."""

    def validate(self, password: str, user: object = None) -> None:
        typed = password.casefold()
        for plain in (typed, INSIDE.sub(_letters, typed)):
            words = set(re.findall(r"[^\W\d_]+", plain))
            if typed in _common() or (words and len(words) <= 2 and all(map(_known, words))):
                text = _("Kata sandi ini terlalu umum: kata yang dikenal dicoba lebih dahulu, juga yang diberi angka.")
                raise ValidationError(text, code="password_too_common")
        if _repeats(typed) or _runs(typed):
            text = _("Kata sandi ini hanya pola: huruf berulang atau berurutan.")
            raise ValidationError(text, code="password_pattern")

    def get_help_text(self) -> str:
        return _("Bukan kata yang umum, bukan nama kantor atau portal ini. Beberapa kata acak lebih kuat.")


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _known(word: str) -> bool:
    return word in CONTEXT or word in _common()


def _repeats(typed: str) -> bool:
    """Whether it is one short piece, said again and again."""
    return any(typed == (typed[:size] * len(typed))[: len(typed)] for size in range(1, PIECE + 1))


def _runs(typed: str) -> bool:
    """Whether every letter follows the one before it, up or down; 0 follows 9."""
    return {_step(a, b) for a, b in pairwise(typed)} in ({1}, {-1})


def _step(a: str, b: str) -> int:
    gap = ord(b) - ord(a)
    return {9: -1, -9: 1}.get(gap, gap) if a.isdecimal() and b.isdecimal() else gap


def _letters(found: re.Match[str]) -> str:
    return found.group().translate(LOOKALIKES)
