"""When a running term reminds, and whom: officer, leader, then the level above. Data only.

The portal's own rule, no law: it tells people early and climbs when they stay silent.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from procedures.enums import Rung
from procedures.vocabulary import LadderRung
from regions.days import working_days

LONG_TERM_DAYS = 7

LADDER = (
    LadderRung(
        Rung.BEFORE_DUE,
        timedelta(days=2),
        timedelta(days=3),
        tells=_("Petugas yang memegang perkara"),
        tells_en="The officer who holds the case",
    ),
    LadderRung(
        Rung.DUE,
        timedelta(days=1),  # the first moment of the last local day
        timedelta(days=1),
        tells=_("Petugas yang memegang perkara"),
        tells_en="The officer who holds the case",
    ),
    LadderRung(
        Rung.OVERDUE,
        timedelta(0),
        timedelta(0),
        tells=_("Petugas dan pimpinan kantor"),
        tells_en="The officer and the leader of the office",
    ),
    LadderRung(
        Rung.ESCALATED,
        timedelta(0),
        timedelta(0),
        after=working_days(1),  # the leader has one working day
        tells=_("Kantor setingkat di atas"),
        tells_en="The level above",
    ),
)
