"""A routing change tried on past cases: which would go elsewhere, and by which row. Changes nothing.

Who works in the office that would handle a case is left out: a conflict lifts a case under any rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regions import offices
from regions.enums import ContestKind, RuleSetKind
from regions.routing import resolve
from regions.routing.rules import PLACE, REFERRALS, RULES, Destination, PlaceRule, ReferralRule, Rules
from reports import addressee
from reports.models.case import Case, Respondent

DAYS = 90


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One case, or one respondent of it, that would go elsewhere: to whom now, to whom then, by which rows."""

    case: Case
    about: str  # empty for the case itself
    now: str
    then: str
    basis: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would have done to the cases of the last days."""

    tried: int
    elsewhere: list[Elsewhere]


def with_place(row: PlaceRule) -> Rules:
    """The rules with one more row before all others that say which Bawaslu handles an act."""
    return replace(RULES, place=(row, *PLACE))


def with_referral(row: ReferralRule) -> Rules:
    """The rules with one more row before all others that say to whom a person is referred."""
    return replace(RULES, referrals=(row, *REFERRALS))


def run(changed: Rules, cases: QuerySet[Case], *, today: date) -> Trial:
    """Route the cases received in the last days again, under the rules of today and the changed ones."""
    rows = cases.filter(received_on__gt=today - timedelta(days=DAYS)).order_by("received_on", "reference")
    found = list(rows.prefetch_related("respondents"))
    moved = [one for case in found for one in (*_handled(case, changed), *_referred(case, changed))]
    return Trial(len(found), moved)


def _handled(case: Case, changed: Rules) -> Iterable[Elsewhere]:
    now, then = (addressee.by_place(case, rules).code for rules in (RULES, changed))
    if now != then:
        yield Elsewhere(case, "", offices.get(now).name, offices.get(then).name, _place(case).basis)


def _place(case: Case) -> PlaceRule:
    return resolve.place_rule(
        PLACE,
        reach=resolve.reach_of(case.region_id, case.also_in.split()),
        contest=ContestKind(case.contest or ContestKind.UNKNOWN),
        rule_set=RuleSetKind(case.rule_set),
        district=case.district_id,
        on=case.received_on,
    )


def _referred(case: Case, changed: Rules) -> Iterable[Elsewhere]:
    for person in case.respondents.all():
        now, then = (_targets(case, person, rules) for rules in (RULES, changed))
        if now != then:
            row = resolve.referral_rule(
                REFERRALS, status=person.status, violation_class=_class_of(case), on=case.received_on
            )
            about = _("Terlapor %(number)s") % {"number": person.number}
            yield Elsewhere(case, about, "; ".join(now), "; ".join(then), row.basis)


def _targets(case: Case, person: Respondent, rules: Rules) -> list[str]:
    targets = resolve.referral(
        status=person.status,
        violation_class=_class_of(case),
        employer=offices.get(person.employer_id) if person.employer_id else None,
        region=case.region_id,
        on=case.received_on,
        rules=rules,
    )
    return [_said(one) for one in targets]


def _said(target: resolve.Target) -> str:
    notes = [word for word, holds in ((_("tembusan"), target.copy), (_("lewat surat"), target.by_letter)) if holds]
    return f"{target.agency.name} ({', '.join(notes)})" if notes else target.agency.name


def _class_of(case: Case) -> str:
    return case.office_class or case.violation_class


def row_of(to: tuple[Destination, ...], *, statuses: tuple[str, ...], classes: tuple[str, ...]) -> ReferralRule:
    """A row to be tried; what its office does under conflict stays out of the trial."""
    return ReferralRule(to=to, conflicted_to=to, statuses=statuses, classes=classes, basis="", sure="M")
