"""What people and programs put into forms, for Hypothesis: any text a body can carry, and texts that must be taken.

A browser sends bytes. Half a character or broken UTF-8 arrives as replacement signs, so `arrived` says what
of a text the portal can know.
"""

import unicodedata
from datetime import date
from typing import Any
from urllib.parse import quote_plus

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

ODD = (
    "\x00", "\x1b[31m", "\u202e", "\u2067", "\u200b", "\u3164", "\ufeff", "\ud800", "\udc9f", "\r\n", "\u2028", "\x85",
    "e\u0301", "<script>", "</textarea>", "{{7*7}}", "%(a)s", "'; --", "%00", "\U0001f469\u200d\U0001f467",
    "ꦗꦮ", "بالي",
)  # fmt: skip
any_sign = st.characters() | st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zl", "Zp"])
anything = (
    st.text(any_sign, max_size=80)
    | st.lists(st.sampled_from(ODD) | st.text(max_size=10), max_size=8).map("".join)
    | st.builds(lambda piece, times: piece * times, st.sampled_from((*ODD, "a")), st.sampled_from((121, 501, 20_001)))
)
# Signs that every text field takes: no control signs, no halves.
plain = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t"), max_size=40)
dates = (
    st.dates(date(1800, 1, 1), date(2200, 1, 1)).map(date.isoformat)
    | st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year:04}")
    | st.sampled_from(("0000-00-00", "2027-02-29", "31/04/2024", "2026-13-01", "9999-12-31", "٢٠٢٤-٠٩-٢٨", "kemarin"))
    | anything
)
PATIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much,
           HealthCheck.data_too_large, HealthCheck.large_base_example]  # fmt: skip


def repeatable(examples: int) -> Any:
    """So many examples, the same on every machine."""
    return settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=PATIENT
    )


def urlencoded(answers: dict[str, str]) -> str:
    """The body a browser would send; half a character goes out as the bytes it is made of."""
    pairs = ((name, quote_plus(text.encode("utf-8", "surrogatepass"))) for name, text in answers.items())
    return "&".join(f"{name}={text}" for name, text in pairs)


def arrived(text: str) -> str:
    """What of a text reaches the portal."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def lines(text: str) -> str:
    """What is to be kept of a text of several lines, written down anew: NFC, one kind of newline, no blanks around."""
    for end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return unicodedata.normalize("NFC", text).strip()


def line(text: str) -> str:
    """The same for one line: every run of newlines and tabs is a space."""
    pieces = lines(text).replace("\t", "\n").split("\n")
    return " ".join([pieces[0], *(piece for piece in pieces[1:-1] if piece), *pieces[1:][-1:]]).strip()
