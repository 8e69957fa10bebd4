"""Who sees which case and which package: their own office's, never one about themself or their unit.

Of an office's cases a verifier opens those they have and those that nobody has taken; of a colleague's they
see its line in the queue (`queue_of`), so that no clock and no doubling stays out of sight.

Every list, object, export and related field goes through these query sets.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from procedures.enums import Procedure, State
from procedures.models import Proceeding
from procedures.vocabulary import Actor
from regions import offices
from regions.models import Agency
from reports.models.case import Case, FormerHandler, Recusal, Respondent
from reports.models.distress import DistressCall
from reports.models.opening import Opening, Unsealing
from reports.models.package import PackageCopy, PackageLeg, PackageRespondent, ReferralPackage
from reports.models.report import Message, Report
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User

Person = User | AnonymousUser
DESK = (Role.OPERATOR, Role.VERIFIER, Role.LEADER)
OPENS = (Action.READ, DataGroup.NARRATIVE_ORIGINAL)  # who may open the file of a case reads at least this of it
TAKES_OUT = (Action.EXPORT, DataGroup.STATUS)
# Who of a desk opens the case of a colleague as well.
WHOLE = tuple(role for role in DESK if permissions.may(role, *OPENS, Context.OWN_OFFICE))
IN_HAND = (State.REVIEW, State.INQUIRY, State.STUDY)  # where the level above may take a case over
RECEIVERS = (Role.BKPSDM, Role.BKN)
M = TypeVar("M", bound=Model)
_told: list[Callable[[str], None]] = []  # who is to know that a case is named; see `install_naming`


def cases_visible_to(user: Person) -> QuerySet[Case]:
    """The cases that the user may open: of their own Bawaslu office, those of offices it has succeeded included.

    All of them for operators and leaders; for who is only a verifier there, their own and those nobody has taken.
    """
    return _reached(user, OPENS)


def cases_taken_out_by(user: Person) -> QuerySet[Case]:
    """The cases that the user may take out as a file: where a role of theirs may, not wherever they read one."""
    return _reached(user, TAKES_OUT)


def queue_of(user: Person) -> QuerySet[Case]:
    """All cases of the office, to be read in the order of the queue. One statement where it has succeeded others.

    Of those that `cases_visible_to` leaves out, the line of the queue alone is theirs to read.
    """
    return _handled_by(_with_cases(_codes(user, DESK)), user)


def sees_a_part(user: Person) -> bool:
    """Whether the queue holds cases that the user may not open because a colleague has them."""
    return bool(_reach(user)[1])


def is_taken(case: Case) -> bool:
    """Whether somebody who serves at the handling office has the case. One statement where it was given to anybody."""
    if case.officer is None:
        return False
    return access.serving_at([case.handler_id], on=timezone.localdate()).filter(user=case.officer).exists()


def cases_lifted_to(user: Person) -> QuerySet[Case]:
    """Open cases of offices below which silence or recusal has laid before the user's, for its leaders to take over."""
    codes = _codes(user, (Role.LEADER,))
    if not codes:
        return Case.objects.none()
    lifted = Proceeding.objects.filter(
        subject=OuterRef("pk"), procedure=Procedure.BAWASLU, level__gt=0, ended_at__isnull=True
    )
    cases = Case.objects.filter(Exists(lifted), handler__superior__in=codes, state__in=IN_HAND)
    return _without_own(cases, user, Respondent, "case")


def install_naming(says: Callable[[str], None]) -> None:
    """Take what tells the database that a case is named by its reference; `netralitas.wiring` hands it down."""
    _told[:] = [says]


def case_below(user: Person, reference: str) -> Case | None:
    """The case of that reference, if the office right above the one that has it is led by the user."""
    return _named(user, reference, Q(reference=reference))


def case_of_call(user: Person, call: DistressCall) -> Case | None:
    """The case of a call received at the user's office, if the office right above it is theirs to lead."""
    if not calls_heard_by(user).filter(pk=call.pk).exists():
        return None
    return _named(user, str(call.pk), Q(links__report=call.report_id, links__unlinked_at__isnull=True))


def _named(user: Person, name: str, which: Q) -> Case | None:
    for say in _told:
        say(name)
    case = Case.objects.filter(which).first()
    above = offices.above(offices.get(case.handler_id)) if case else None
    led = above is not None and above.code in _codes(user, (Role.LEADER,))
    return case if case and led and not is_recused(user, case) else None


def cases_formerly_of(user: Person) -> QuerySet[FormerHandler]:
    """What the user's own office handled before it was moved elsewhere; never a case about themself."""
    codes = _codes(user, DESK)
    if not codes:
        return FormerHandler.objects.none()
    cases = _without_own(Case.objects.filter(pk=OuterRef("case")), user, Respondent, "case")
    return FormerHandler.objects.filter(Exists(cases), agency__in=codes)


def desks_of(user: Person, *, roles: tuple[Role, ...] = DESK) -> list[str]:
    """Codes of the Bawaslu offices for which the user works on cases today, in one of `roles`."""
    return _codes(user, roles)


def calls_visible_to(user: Person) -> QuerySet[DistressCall]:
    """Calls for help that the user is to act on as a leader or a custodian; none about a matter of their own."""
    led, kept = _codes(user, (Role.LEADER,)), _codes(user, (Role.CUSTODIAN,))
    calls = DistressCall.objects.filter(told__in=[*led, *_below(kept)])
    if not isinstance(user, User):
        return calls.none()
    aside = Recusal.objects.filter(user=user.pk, case__links__report=OuterRef("report"))
    own = Q(person_hash=user.person_hash) if user.person_hash else Q(pk__in=[])
    own |= Q(unit__iexact=user.unit.name) if user.unit else Q(pk__in=[])
    about = Respondent.objects.filter(own, case__links__report=OuterRef("report"))
    return calls.exclude(Exists(aside)).exclude(Exists(about))


def calls_heard_by(user: Person) -> QuerySet[DistressCall]:
    """Calls told to an office above that the user leads, once received and until they are closed."""
    told = calls_visible_to(user).filter(told__in=_codes(user, (Role.LEADER,)))
    return told.filter(above=True, received_on__isnull=False, closed_on__isnull=True)


def messages_heard_by(user: Person, call: DistressCall) -> QuerySet[Message]:
    """What was said about the report of such a call; of it alone, and nothing that goes past the user's own office."""
    told = Q(call__isnull=True) | Q(call__told__in=_codes(user, (Role.LEADER,)))
    return Message.objects.filter(told, report__in=calls_heard_by(user).filter(pk=call.pk).values("report"))


def reports_visible_to(user: Person) -> QuerySet[Report]:
    """The reports that lie in a case the user may see."""
    cases = cases_visible_to(user).filter(links__report=OuterRef("pk"), links__unlinked_at__isnull=True)
    return Report.objects.filter(Exists(cases))


def packages_visible_to(user: Person) -> QuerySet[ReferralPackage]:
    """Packages that the user's Bawaslu office sends, and released ones that came to the user's desk.

    The desk of BKN sees what had come to KASN, because its work is BKN's now.
    """
    (whole, part), received = _reach(user), _codes(user, RECEIVERS)
    if not whole and not part and not received:
        return ReferralPackage.objects.none()
    came = PackageLeg.objects.filter(_any("proceeding__agency_id", received), respondent__package=OuterRef("pk"))
    copied = PackageCopy.objects.filter(_any("agency_id", received), package=OuterRef("pk"))
    seen = (Q(released_on__isnull=False) & (Exists(came) | Exists(copied))) if received else Q(pk__in=[])
    if whole:
        seen |= _any("sender_id", whole)
    if part:
        made_of = Case.objects.filter(_opened(user, whole, part), origins__package=OuterRef("pk"))
        seen |= _any("sender_id", part) & Q(Exists(made_of))
    return _without_own(ReferralPackage.objects.filter(seen), user, PackageRespondent, "package")


def legs_sent_by(user: Person, on: date) -> QuerySet[PackageLeg]:
    """The legs that the user's own Bawaslu office has referred, of cases that they may open."""
    codes = access.agencies_of(user, on, roles=DESK)
    sent = PackageLeg.objects.filter(proceeding__sender__in=codes)
    if codes and sees_a_part(user):
        sent = sent.filter(Exists(packages_visible_to(user).filter(pk=OuterRef("respondent__package"))))
    return sent


def context(user: Person, subject: Case | ReferralPackage) -> Context:
    """How the user stands to a case or a package; what they may do with it is in the permission table."""
    if is_recused(user, subject):
        return Context.RECUSED
    if isinstance(subject, Case):
        if subject.handler_id not in _codes(user, DESK):
            former = FormerHandler.objects.filter(case=subject, agency__in=_codes(user, DESK))
            return Context.FORMER_OFFICE if former.exists() else Context.OTHER_OFFICE
        return standing(user, subject)
    if subject.sender_id in _codes(user, DESK):
        stands = {standing(user, case) for case in Case.objects.filter(origins__package=subject)}
        return next((one for one in (Context.ASSIGNED, Context.UNTAKEN) if one in stands), Context.OWN_OFFICE)
    codes = _codes(user, RECEIVERS)
    came = PackageLeg.objects.filter(respondent__package=subject, proceeding__agency_id__in=codes).exists()
    here = came or PackageCopy.objects.filter(package=subject, agency_id__in=codes).exists()
    return Context.RECEIVED if subject.released_on and here else Context.OTHER_OFFICE


def standing(user: Person, case: Case) -> Context:
    """How somebody of the handling office stands to a case that they need not stand aside from."""
    if case.officer is not None and case.officer == user.pk:
        return Context.ASSIGNED
    return Context.OWN_OFFICE if is_taken(case) else Context.UNTAKEN


def is_recused(user: Person, subject: Case | ReferralPackage) -> bool:
    """Whether the user is, or works in the unit of, someone the matter is about."""
    if isinstance(user, User) and _stood_aside(user, subject):
        return True
    people = subject.respondents.values_list("unit", "person_hash")
    return any(access.recused(user, unit=unit, person_hash=person_hash) for unit, person_hash in people)


def recused_from(user: User, packages: Collection[UUID]) -> set[UUID]:
    """Those of the packages that the user must stand aside from: `is_recused` for many at once."""
    about = {"case__origins__package__in": packages}
    aside = Recusal.objects.filter(user=user.pk, **about).values_list("case__origins__package", flat=True)
    people = PackageRespondent.objects.filter(package__in=packages).values_list("package", "unit", "person_hash")
    return set(aside) | {one for one, unit, key in people if access.recused(user, unit=unit, person_hash=key)}


def _stood_aside(user: User, subject: Case | ReferralPackage) -> bool:
    about = {"case": subject} if isinstance(subject, Case) else {"case__origins__package": subject}
    return Recusal.objects.filter(user=user.pk, **about).exists()


def openings_laid_before(user: Person) -> QuerySet[Opening]:
    """Requests to open an identity that the user may decide: of offices they lead, or whose keys they keep.

    Custodians keep the keys of their own office and of all below it. Never a request of their own, nor one
    of a case that they must stand aside from.
    """
    if not isinstance(user, User):
        return _no_opening()
    led, kept = _codes(user, (Role.LEADER,)), _kept_by(user)
    own_cases = Exists(cases_visible_to(user).filter(pk=OuterRef("case")))
    laid = Opening.objects.filter(Q(own_cases, office__in=led) | Q(office__in=sorted(kept)))
    return (
        _without_own(laid.exclude(requester=user.pk), user, Respondent, "case", "case")
        if led or kept
        else _no_opening()
    )


def openings_visible_to(user: Person) -> QuerySet[Opening]:
    """Requests the user made or may decide; for auditors all but those of a case they must stand aside from."""
    if not isinstance(user, User):
        return _no_opening()
    own = Opening.objects.filter(requester=user.pk)
    if _codes(user, (Role.AUDITOR,)):
        return own | _without_own(Opening.objects.all(), user, Respondent, "case", "case")
    return own | openings_laid_before(user)


def unsealings_visible_to(user: Person) -> QuerySet[Unsealing]:
    """Originals that the user opened; for auditors all but those of a case they must stand aside from."""
    if not isinstance(user, User):
        return Unsealing.objects.none()
    own = Unsealing.objects.filter(account=user.pk)
    if _codes(user, (Role.AUDITOR,)):
        return own | _without_own(Unsealing.objects.all(), user, Respondent, "case", "case")
    return own


def recused_among(people: Iterable[UUID], case: Case) -> set[UUID]:
    """Those of the people who must stand aside from a case: `is_recused` for many at once."""
    asked = set(people)
    aside = set(Recusal.objects.filter(case=case, user__in=asked).values_list("user", flat=True))
    about = list(case.respondents.values_list("unit", "person_hash"))
    found = User.objects.filter(pk__in=asked).select_related("unit") if about else ()
    return aside | {one.pk for one in found if any(access.recused(one, unit=u, person_hash=p) for u, p in about)}


def custodians_of(agency_code: str, *, without: Collection[UUID] = ()) -> list[UUID]:
    """Who keeps the keys of an office today: its own custodians, or those of the nearest level above that has any.

    Any but those `without` whom it has to be.
    """
    office: Agency | None = offices.get(agency_code)
    while office is not None:
        serving = access.officers_of(office.code, role=Role.CUSTODIAN, on=timezone.localdate())
        if found := [one for one in serving if one not in without]:
            return found
        office = offices.above(office)
    return []


def actors(user: Person, agency_code: str) -> list[Actor]:
    """As whom the user may act for an office today; empty where they serve elsewhere."""
    today = timezone.localdate()
    roles = [one.role for one in access.roles_at(user, today) if one.agency_code == agency_code]
    return [Actor(role, user=user.pk, agency=agency_code) for role in Role.values if role in roles]


def _no_opening() -> QuerySet[Opening]:
    return Opening.objects.none()


def _kept_by(user: Person) -> set[str]:
    today, found = timezone.localdate(), set(_codes(user, (Role.CUSTODIAN,)))
    waiting = [offices.get(code) for code in found]
    while waiting:
        below = [one for one in offices.of_bawaslu(below=waiting.pop(), on=today) if one.code not in found]
        found |= {one.code for one in below}
        waiting += below
    return found


def _codes(user: Person, roles: tuple[Role, ...]) -> list[str]:
    return sorted(access.agencies_of(user, timezone.localdate(), roles=roles))


def _below(kept: list[str]) -> list[str]:
    """The Bawaslu offices at or below those where somebody keeps identities."""
    found = []
    for office in offices.of_bawaslu(on=timezone.localdate()) if kept else ():
        level: Agency | None = office
        while level is not None and level.code not in kept:
            level = offices.above(level)
        if level is not None:
            found.append(office.code)
    return found


def _reached(user: Person, right: tuple[Action, DataGroup]) -> QuerySet[Case]:
    whole, part = _reach(user, right)
    if not whole and not part:
        return Case.objects.none()
    return _without_own(Case.objects.filter(_opened(user, whole, part)), user, Respondent, "case")


def _reach(user: Person, right: tuple[Action, DataGroup] = OPENS) -> tuple[list[str], list[str]]:
    """Codes of the offices where the user has that right to every case, and where not to those of colleagues."""
    held = [one for one in access.roles_at(user, timezone.localdate()) if one.role in DESK]
    whole, part = (
        {one.agency_code for one in held if permissions.may(one.role, *right, context)}
        for context in (Context.OWN_OFFICE, Context.UNTAKEN)
    )
    return sorted(whole), sorted(part - whole)


def _opened(user: Person, whole: list[str], part: list[str]) -> Q:
    found = _any("handler_id", whole) if whole else Q(pk__in=[])
    if part:
        # Who has left has no case any more: it lies there for anybody to take.
        serving = access.serving_at(part, on=timezone.localdate()).filter(user=OuterRef("officer"))
        found |= _any("handler_id", part) & (Q(officer=user.pk) | Q(~Exists(serving)))
    return found


def _handled_by(codes: list[str], user: Person) -> QuerySet[Case]:
    if not codes:
        return Case.objects.none()
    return _without_own(Case.objects.filter(_any("handler_id", codes)), user, Respondent, "case")


def _with_cases(codes: list[str]) -> list[str]:
    """Of an office and those it has succeeded, such as six dissolved Panwascam, the ones that have any case.

    That is mostly one, and then the index gives the order of the queue as well: at a million cases the
    difference between half a millisecond and fifteen.
    """
    if len(codes) < 2:
        return codes
    handled = Agency.objects.filter(Exists(Case.objects.filter(handler=OuterRef("pk"))), pk__in=codes)
    return sorted(handled.values_list("pk", flat=True)) or codes


def _any(name: str, codes: list[str]) -> Q:
    # Equality lets the index give the order as well; a list of one does so only on some databases.
    return Q(**{name: codes[0]}) if len(codes) == 1 else Q(**{f"{name}__in": codes})


def _without_own(
    rows: QuerySet[M], user: Person, people: type[Respondent] | type[PackageRespondent], key: str, outer: str = "pk"
) -> QuerySet[M]:
    # `outer` is what of a row is the case or package.
    if isinstance(user, User):
        about = {"case": OuterRef(outer)} if key == "case" else {"case__origins__package": OuterRef(outer)}
        rows = rows.exclude(Exists(Recusal.objects.filter(user=user.pk, **about)))
    own = Q()
    if isinstance(user, User) and user.person_hash:
        own |= Q(person_hash=user.person_hash)
    if isinstance(user, User) and user.unit:
        own |= Q(unit__iexact=user.unit.name)
    # Asked per row shown, by the key of the case: a list of all such cases would grow with the years.
    return rows.exclude(Exists(people.objects.filter(own, **{key: OuterRef(outer)}))) if own else rows
