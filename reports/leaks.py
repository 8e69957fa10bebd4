"""What the page of a reporter says of a failure to protect personal data: fixed words around codes and one day.

A code reads "breach:<how>:<groups of data>:<remedy>:<day>", such as "breach:copied:D4.D6:closed:2026-11-26". It
names no case, no person and no office, and needs no other row to be spoken.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from regions import days
from reports.enums import Leak, Remedy
from services.accounts.enums import DataGroup

PREFIX = "breach:"
SENTENCE = _(
    "Terjadi kegagalan pelindungan data pribadi pada %(day)s: data %(how)s. Data yang terkena: %(groups)s. %(remedy)s "
    "Bila Anda merasa terancam, pakai “Saya ditekan” di halaman ini."
)


def code(*, how: str, groups: Iterable[str], remedy: str, on: date) -> str:
    """The code under which a line is kept."""
    known = [one.value for one in DataGroup if one.value in set(groups)]
    return f"{PREFIX}{Leak(how).value}:{'.'.join(known)}:{Remedy(remedy).value}:{on.isoformat()}"


def sentence(spoken: str) -> str:
    """The sentence of such a code, in the language of the reader."""
    how, groups, remedy, on = spoken.removeprefix(PREFIX).split(":")
    words = {
        "day": days.spoken_date(date.fromisoformat(on)),
        "how": Leak(how).label,
        "groups": ", ".join(str(DataGroup(one).label).lower() for one in groups.split(".")),
        "remedy": Remedy(remedy).label,
    }
    return str(SENTENCE) % words
