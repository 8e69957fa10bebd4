"""One form page per verb: shows what is unmet, keeps what was typed, and never writes over a colleague."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Procedure, State
from procedures.vocabulary import Actor
from procedures.workflow import TABLES
from regions.enums import RuleSetKind
from reports.admin import addresses, clocks, consents, joint, package, wording
from reports.admin.desk import Desk, sit_down
from reports.admin.forms import DeskForm
from reports.admin.frame import Crumb
from reports.admin.records import RECORDS
from reports.admin.steps import STEPS
from reports.admin.verbs import Rejected, Verb
from reports.models.case import Case
from reports.soundness import Unsound
from services.accounts import reentry

RECORDED = (*RECORDS, *package.VERBS, *consents.VERBS, *clocks.VERBS)
ALL: dict[str, Verb] = {verb.slug: verb for verb in (*STEPS, *RECORDED, *joint.VERBS)}
TEMPLATE = "admin/reports/case/event.html"
STALE, REFUSED = 409, 422


@dataclass(frozen=True)
class Button:
    """A step as the case page offers it; `helps` are addresses of records that would bring what is unmet."""

    label: str
    url: str
    ready: bool
    why: str
    helps: list[tuple[str, str]]


def address(case: Case, slug: str) -> str:
    """Where the form of a verb stands, or the page itself (`change`)."""
    return addresses.of_case(case.pk, slug)


def steps(desk: Desk) -> list[Button]:
    """The steps open to this officer, those that cannot be taken yet with what is missing."""
    buttons = []
    for verb in STEPS:
        found = desk.offers.get(verb.event) if verb.event else None
        if found is None:
            continue
        offer = found[0]
        url = address(desk.case, verb.slug)
        buttons.append(Button(str(verb.title), url, not offer.unmet, " ".join(offer.unmet), helps(desk, offer)))
    return buttons


def helps(desk: Desk, offer: transitions.Offer) -> list[tuple[str, str]]:
    """The records that would bring what a step still lacks, as far as this officer may make them."""
    absent = set(offer.needs) - desk.rows.facts.present
    return [
        (str(one.title), address(desk.case, one.slug))
        for one in RECORDED
        if one.serves in absent and may_record(desk, one)
    ]


def records(desk: Desk) -> list[Button]:
    """What this officer may record now."""
    return [
        Button(str(one.title), address(desk.case, one.slug), ready=True, why="", helps=[])
        for one in RECORDED
        if may_record(desk, one)
    ]


def joint_records(desk: Desk) -> list[Button]:
    """What this officer may record now of the joint desk, from its letters."""
    return [
        Button(str(one.title), address(desk.case, one.slug), ready=True, why="", helps=[])
        for one in joint.VERBS
        if may_record(desk, one)
    ]


def may_record(desk: Desk, verb: Verb) -> bool:
    """Whether a record makes sense for this case now and the table lets this officer make it."""
    return desk.actor_for(*verb.right) is not None and verb.offered(desk)


def page(request: HttpRequest, case: Case, slug: str, *, frame: dict[str, Any]) -> HttpResponse:
    """The form of one verb, or the act itself. `frame` is the context that every page here shares."""
    verb = ALL.get(slug)
    if verb is None:
        raise Http404
    if request.method == "POST":
        return _act(request, case, verb, frame)
    desk = sit_down(request, case)
    actor = _actor(desk, verb)
    if actor is None:
        raise Http404
    form = _form(desk, verb, None)
    return _shown(desk, verb, form, frame=frame)


def _act(request: HttpRequest, case: Case, verb: Verb, frame: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        # Two officers press at once: the second waits here, then finds that its version is old.
        Case.objects.select_for_update().filter(pk=case.pk).first()
        case.refresh_from_db()
        desk = sit_down(request, case)
        if not desk.actors:
            raise Http404  # a colleague has taken it meanwhile
        return _attempt(desk, verb, frame)


def _attempt(desk: Desk, verb: Verb, frame: dict[str, Any]) -> HttpResponse:
    actor = _actor(desk, verb, refuse=True)
    changed = desk.changed(desk.request.POST.get("version", ""), watched=verb.watches)
    if changed:
        return _shown(desk, verb, _form(desk, verb, _fresh(desk)), frame=frame, status=STALE, changed=changed)
    if actor is None:
        raise Http404
    form = _form(desk, verb, desk.request.POST)
    if not form.is_valid():
        return _shown(desk, verb, form, frame=frame, status=REFUSED)
    try:
        verb.before(desk, actor, form.cleaned_data)
        if verb.act:
            reentry.require(desk.request, verb.act)
        with transaction.atomic():
            verb.run(desk, actor, form.cleaned_data)
    except transitions.Stale:
        again = sit_down(desk.request, Case.objects.get(pk=desk.case.pk))
        changed = again.changed(desk.request.POST.get("version", ""), watched=verb.watches)
        return _shown(again, verb, _form(again, verb, _fresh(again)), frame=frame, status=STALE, changed=changed)
    except transitions.NotYours as error:
        raise PermissionDenied from error
    except transitions.Refused as error:
        return _shown(desk, verb, form, frame=frame, status=REFUSED, refused=_sentences(error))
    except (Rejected, Unsound) as error:
        for field, sentence in error.faults.items():
            form.add_error(field if field in form.fields else None, sentence)
        return _shown(desk, verb, form, frame=frame, status=REFUSED)
    messages.success(desk.request, str(verb.done))
    if verb.leaves:
        return HttpResponseRedirect(addresses.queue())
    return HttpResponseRedirect(address(desk.case, "change"))


def _actor(desk: Desk, verb: Verb, *, refuse: bool = False) -> Actor | None:
    """As whom the verb is done; None where it does not stand open now. Raises where no role ever may."""
    if verb.event is None:
        actor = desk.actor_for(*verb.right)
        if actor is None:
            raise PermissionDenied
        return actor if verb.offered(desk) else None
    if verb.event in desk.offers:
        return desk.offers[verb.event][1]
    leg = desk.rows.leg
    if not TABLES[Procedure(leg.procedure)].rows(State(leg.state), verb.event, RuleSetKind(leg.rule_set)):
        return None
    raise PermissionDenied


def _form(desk: Desk, verb: Verb, data: QueryDict | None) -> DeskForm:
    initial = {**verb.initial(desk), "version": desk.version}
    return verb.form(
        data, initial=initial, today=desk.today, earliest=desk.case.received_on, label_suffix="", **verb.extras(desk)
    )


def _fresh(desk: Desk) -> QueryDict:
    """What was typed, with the version of now: the officer may send it again after reading what changed."""
    data = desk.request.POST.copy()
    data["version"] = desk.version
    return data


def _sentences(error: transitions.Refused) -> list[str]:
    return [str(sentence) for sentence in error.sentences]


def _consequence(desk: Desk, verb: Verb) -> str:
    """The state after the step where there is only one; empty where it depends on what is filled in."""
    if verb.event is None:
        return ""
    leg = desk.rows.leg
    state = State(leg.state)
    rows = TABLES[Procedure(leg.procedure)].rows(state, verb.event, RuleSetKind(leg.rule_set))
    targets = {row.lands_in(state) for row in rows}
    # A step that leaves the state where it is leads nowhere else.
    return str(targets.pop().label) if len(targets) == 1 and targets != {state} else ""


def _shown(
    desk: Desk,
    verb: Verb,
    form: DeskForm,
    *,
    frame: dict[str, Any],
    status: int = 200,
    changed: list[str] | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    case = desk.case
    offer = desk.offers.get(verb.event) if verb.event else None
    unmet = list(offer[0].unmet) if offer else []
    closed = _actor(desk, verb) is None
    back = address(case, "change")
    context = {
        **frame,
        **verb.context(desk),
        "title": str(verb.title),
        "crumbs": [*frame["crumbs"], Crumb(wording.grouped(case.reference), back), Crumb(str(verb.title))],
        "case": case,
        "consequence": _consequence(desk, verb),
        "changed": changed,
        "refused": refused or ([] if status == STALE else unmet if status == 200 else []),
        "helps": helps(desk, offer[0]) if offer and unmet else [],
        "form": form,
        "explanation": verb.explanation,
        "button": verb.button or _("Simpan"),
        "blocked": _("Langkah ini tidak terbuka lagi pada tahap sekarang.") if closed else " ".join(unmet),
        "back_url": back,
    }
    return TemplateResponse(desk.request, TEMPLATE, context, status=status)
