"""Where sources conflict on a term: the other ways to read it, shown to staff beside the one that runs. Data only."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from procedures.enums import Sureness
from procedures.vocabulary import Term
from regions.days import days, working_days
from regions.enums import RuleSetKind

PILKADA, PEMILU, OUTSIDE = RuleSetKind.PILKADA, RuleSetKind.PEMILU, RuleSetKind.OUTSIDE_ELECTION
C1, C2, M, X = Sureness.C1, Sureness.C2, Sureness.M, Sureness.X


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Another length or another start of a clock. `from_reception` counts from the day the leg began."""

    term: Term
    basis: str
    sure: Sureness
    from_reception: bool = False


HOURS = gettext_noop("jam kerja penerimaan Senin–Jumat, Perbawaslu 8/2020 ps. 5 (2a); definisi “hari” belum dilihat")
PLAIN = gettext_noop("UU 7/2017 Pasal 454 ayat (5) dan (7): “hari”, tanpa kata “kerja”")
TEXT = gettext_noop("definisi “hari” dalam Perbawaslu 7/2022 belum dilihat")

OTHERS: dict[tuple[str, RuleSetKind], tuple[OtherReading, ...]] = {
    ("initial_review", PILKADA): (OtherReading(working_days(2), HOURS, M),),
    ("completion", PILKADA): (OtherReading(working_days(2), HOURS, M),),
    ("inquiry", PILKADA): (OtherReading(working_days(7), HOURS, M),),
    ("handling", PILKADA): (
        OtherReading(
            days(3),
            gettext_noop("UU 1/2015 Pasal 134 ayat (5) berbunyi: sejak laporan diterima"),
            C2,
            from_reception=True,
        ),
        OtherReading(working_days(3), HOURS, M),
    ),
    ("initial_review", PEMILU): (OtherReading(days(2), TEXT, M),),
    ("completion", PEMILU): (OtherReading(days(2), TEXT, M),),
    ("inquiry", PEMILU): (OtherReading(days(7), TEXT, M),),
    ("handling", PEMILU): (OtherReading(days(7), PLAIN, C1),),
    **{
        ("follow_up", one): (
            OtherReading(days(3), gettext_noop("sumber lain menyebut tiga hari"), X),
            OtherReading(days(10), gettext_noop("keterangan Kemendagri, 2 November 2020: sepuluh hari"), X),
        )
        for one in RuleSetKind
    },
}
