"""Which Bawaslu a filing goes to, and why: one answer for the review page, the filing itself and the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from regions import offices
from regions.calendars import Placement
from regions.enums import AgencyKind, OtherPlace
from regions.models import Agency
from regions.routing import resolve
from regions.routing.rules import RULES, Reach, Rules
from regions.routing.staff import works_at
from reports.models.case import Case
from reports.submission import Submission


@dataclass(frozen=True, slots=True)
class Addressee:
    """The office, how far the places of the act lie apart, and whether a conflict lifted the matter to it."""

    office: Agency
    reach: Reach
    lifted: bool

    @property
    def why(self) -> str:
        """Why it is not the Bawaslu of the place, in one sentence; empty where it is."""
        if self.lifted:
            return _(
                "Ada terlapor yang tampaknya bekerja di Bawaslu yang semestinya menangani, jadi laporan langsung ke "
                "tingkat di atasnya."
            )
        if self.reach is Reach.SEVERAL_PROVINCES:
            return _("Perbuatan yang sama terjadi di beberapa provinsi.")
        if self.reach is Reach.SEVERAL_REGENCIES:
            return _("Perbuatan yang sama terjadi di beberapa kabupaten/kota.")
        return "" if self.office.kind == AgencyKind.BAWASLU_REGENCY else _("Ini menyangkut pemilihan gubernur.")


def of(submission: Submission, placed: Placement, *, on: date) -> Addressee:
    """The office that gets this filing on a local day of its region."""

    def handler(*, conflicted: bool) -> Agency:
        return resolve.handler(
            region=submission.region,
            district=submission.district or None,
            contest=placed.contest,
            rule_set=placed.rule_set,
            on=on,
            spans=submission.also_in,
            conflicted=conflicted,
        )

    reach = resolve.reach_of(offices.region(submission.region).code, submission.also_in)
    office = handler(conflicted=False)
    if not _concerned(office, submission):
        return Addressee(office, reach, lifted=False)
    office = handler(conflicted=True)
    # People of two levels in one report: it goes on to the first level of which it names nobody.
    while _concerned(office, submission) and (above := offices.above(office)):
        office = offices.in_office(above, on)
    return Addressee(office, reach, lifted=True)


def by_place(case: Case, rules: Rules = RULES) -> Agency:
    """The office that the table names for a case, whoever it is about."""
    return resolve.handler(
        region=case.region_id,
        district=case.district_id,
        contest=case.contest,
        rule_set=case.rule_set,
        on=case.received_on,
        spans=case.also_in.split(),
        rules=rules,
    )


def places(codes: Iterable[str]) -> str:
    """Further places of an act in words; a code that nothing is known of is left as it is."""
    names = {**{region.code: region.name for region in offices.regions()}, **dict(OtherPlace.choices)}
    return ", ".join(str(names.get(code, code)) for code in codes)


def _concerned(office: Agency, submission: Submission) -> bool:
    return any(works_at(office, one.employer, one.unit, one.position) for one in submission.respondents)
