"""THE TABLE of doors: by which request each cell of the permission table can be done over HTTP.

Where no request does it, `NO_DOOR` says why. Where HTTP does otherwise than the cell says, `OTHERWISE` says why,
and the test insists that it really does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from reports.admin import blackening
from reports.models.case import Case
from reports.models.package import PackageLeg
from reports.models.report import Exhibit
from services.accounts.enums import Action
from tests.attack.planting import OFFICE
from tests.attack.stage import CONTEXTS, ENTRY, JOINT, LETTER, ON, RECOMMENDED, Stage, Visitor
from tests.factories import reports

Try = Callable[[Visitor, Stage], HttpResponseBase]


@dataclass(frozen=True)
class Door:
    """One request; `shows` is the group whose columns it changes, or that its answer must hold a canary of."""

    name: str
    knock: Try
    shows: str
    reading: bool = False
    # The statuses with which it stays shut; 409 says that a colleague has the case.
    refuses: frozenset[int] = frozenset({403, 404, 409})
    alone: bool = False  # it opens to whom its cell opens, whatever the other doors of the cell do


def verb(case: Callable[[Stage], Case], slug: str, **values: Callable[[Stage], Any]) -> Try:
    """The form of one verb of a case, filled in."""

    def knock(by: Visitor, stage: Stage) -> HttpResponseBase:
        at = case(stage)
        given = {name: value(stage) for name, value in values.items()}
        address = reverse("admin:reports_case_verb", args=[at.pk, slug])
        return by.browser.post(address, {"version": stage.version(at), **given})

    return knock


def always(value: Any) -> Callable[[Stage], Any]:
    """The same whatever the stage."""
    return lambda _stage: value


def _fresh(stage: Stage) -> Case:
    return stage.fresh


def _study(stage: Stage) -> Case:
    return stage.study


def _person(stage: Stage) -> str:
    return str(stage.study.respondents.get().pk)


def _step(leg: Callable[[Stage], PackageLeg], event: str, **values: Any) -> Try:
    """The form of one step at a desk, or at Bawaslu from a letter."""

    def knock(by: Visitor, stage: Stage) -> HttpResponseBase:
        at = leg(stage)
        address = reverse("admin:reports_packagerespondent_step", args=[at.respondent_id, at.pk, event])
        return by.browser.post(address, {"version": at.proceeding.version, **values})

    return knock


def _blacken(by: Visitor, stage: Stage) -> HttpResponseBase:
    source = stage.drawn.sources.get()
    address = reverse("admin:reports_case_blacken", args=[stage.study.pk, stage.drawn.pk, source.number, 1])
    seen = blackening.Place(None, stage.drawn, source, 1, None).print  # type: ignore[arg-type]
    given = {"print": seen, "seen": "yes", "cell": ["0"]}
    return by.browser.post(address, given)


def _original(by: Visitor, stage: Stage) -> HttpResponseBase:
    address = reverse("admin:reports_case_original", args=[stage.planted.case.pk, stage.photo.pk])
    given = {"otp": by.code, "reason": "unreadable", "purpose": "Salinan bersih terlalu buram untuk dibaca."}
    return by.browser.post(address, given)


def _agree(by: Visitor, stage: Stage) -> HttpResponseBase:
    address = reverse("admin:reports_opening_change", args=[stage.opening.pk])
    return by.browser.post(address, {"act": "approve", "otp": by.code})


def _look(by: Visitor, stage: Stage) -> HttpResponseBase:
    address = reverse("admin:reports_opening_change", args=[stage.granted.pk])
    return by.browser.post(address, {"act": "look", "otp": by.code})


def _confirm(by: Visitor, stage: Stage) -> HttpResponseBase:
    keys = [stage.typed.respondent_id, stage.typed.pk, stage.record.pk]
    return by.browser.post(reverse("admin:reports_packagerespondent_letter", args=keys), {"confirm": "1"})


def _confirm_joint(by: Visitor, stage: Stage) -> HttpResponseBase:
    address = reverse("admin:reports_case_letter", args=[stage.heard.pk, stage.joint_record.pk])
    return by.browser.post(address, {"confirm": "1"})


def _joint(by: Visitor, stage: Stage) -> HttpResponseBase:
    """From the version of the page, as somebody who may read it sees it: it names the leg of the joint desk as well."""
    address = reverse("admin:reports_case_verb", args=[stage.joint.pk, "joint-continue"])
    return by.browser.post(address, {"version": stage.version(stage.joint), **JOINT})


def _posted(address: str, **values: Callable[[Visitor, Stage], Any]) -> Try:
    def knock(by: Visitor, stage: Stage) -> HttpResponseBase:
        given = {name: value(by, stage) for name, value in values.items()}
        return by.browser.post(reverse(address), given)

    return knock


def _account(by: Visitor, stage: Stage) -> HttpResponseBase:
    at = looked_after(by, stage)
    address = reverse("admin:accounts_user_change", args=[at.pk])
    return by.browser.post(address, {"username": at.username})  # no longer active


def looked_after(by: Visitor, stage: Stage) -> Any:
    """The account an administrator would change: their own, if it is they whom the matter is about."""
    return by.user if by.user.person_hash == stage.fresh.respondents.get().person_hash else stage.bystander


def _breach(by: Visitor, stage: Stage) -> HttpResponseBase:
    address = reverse("admin:netralitas_breach_change", args=[stage.breach.pk])
    return by.browser.post(address, BREACH)


BREACH = {
    "detected_at": f"{ON}T08:00", "since": "", "until": "", "what": "Contoh.", "groups": ["D10"], "subjects": "12",
    "measures": "Salinan dihapus.", "authority_told_at": "", "subjects_told_at": "", "told_how": "",
}  # fmt: skip
DECIDED = {
    "decree_number": "800/1/CONTOH", "decree_date": ON, "signatory": "Wali Kota", "kind": "M1", "mismatch_reason": "",
    "starts_on": "2024-10-24", "reply": "answer", "replied_on": "2024-10-01", "announced_on": "",
}  # fmt: skip
FORM = frozenset({403, 404, 422})  # who may stand at the desk reads there why the act is not theirs
CONFIRMING = frozenset({403, 404, 409})
OWN_QUEUE = frozenset({200, 403})  # who has a queue downloads their own, in which the matter does not stand
SPAN = {"since": "2024-10-01T00:00", "until": "2024-10-03T23:00"}
C, R, U, A, X, P = (str(one) for one in (Action.CREATE, Action.READ, Action.UPDATE, Action.APPROVE, Action.EXPORT,
                                         Action.PURGE))  # fmt: skip
_build = verb(
    _study, "package", narrative=always(reports.OFFICIAL), letter_number=always("023/CONTOH"), letter_date=always(ON),
    respondents=lambda stage: [_person(stage)],
    exhibits=lambda stage: [str(pk) for pk in Exhibit.objects.filter(report__links__case=stage.study).values_list(
        "pk", flat=True)],
)  # fmt: skip
_approve = verb(_study, "approve", package=lambda stage: str(stage.ready.pk), read=always("on"))
_by_letter = _step(lambda stage: stage.overseen, "recommend", **RECOMMENDED, **LETTER)
_recommend = _step(lambda stage: stage.overseen, "recommend", **RECOMMENDED)
_decide = _step(lambda stage: stage.personnel, "decide", **DECIDED)
_role = _posted(
    "admin:accounts_rolerequest_changelist", user=lambda by, stage: looked_after(by, stage).username,
    agency=lambda _by, _stage: OFFICE, role=lambda _by, _stage: "operator", since=lambda _by, _stage: ON,
    basis=lambda _by, _stage: "ST 12/2024",
)  # fmt: skip
CHANGES = "admin:accounts_accountchange_changelist"
_change = _posted(
    CHANGES, user=lambda by, stage: looked_after(by, stage).username, email=lambda _by, _stage: "lain@contoh.invalid",
    nip=lambda _by, _stage: "", unit=lambda _by, _stage: "", reason=lambda _by, _stage: "mutasi, datang sendiri",
)  # fmt: skip

DOORS: dict[tuple[str, str], tuple[Door, ...]] = {
    ("D1", R): (Door("look at what somebody else was granted", _look, "D1", reading=True),),
    ("D1", A): (Door("agree to an opening", _agree, "D12"),),
    ("D3", U): (
        Door("check a respondent", verb(_study, "check", respondent=_person, known=always("no"), status=always("pns"),
                                        employer=always("pemkot-balikpapan"), unit=always("Bagian Lain")), "D3"),
    ),
    ("D5", C): (Door("build a package", _build, "D5"),),
    ("D5", U): (
        Door("discard a package", verb(_study, "discard", package=lambda stage: str(stage.drawn.pk)), "D5"),
    ),
    ("D5", A): (Door("approve a package", _approve, "D5"),),
    ("D6", R): (Door("open an original", _original, "D6", reading=True),),
    ("D7", C): (Door("put evidence into a package", _build, "D7"),),
    ("D7", U): (Door("blacken a picture", _blacken, "D10"),),
    ("D7", A): (Door("approve what is enclosed", _approve, "D5"),),
    ("D8", C): (
        Door("write to a reporter", verb(_fresh, "message", text=always("Terima kasih."),
                                         report=lambda stage: str(stage.fresh.links.get().report_id)), "D8"),
    ),
    ("D9", C): (
        Door("record a reply", verb(_study, "reply", respondent=_person, kind=always("answer"), on=always(ON),
                                    summary=always("Jawaban contoh")), "D9"),
    ),
    ("D9", U): (
        Door("reclass a case", verb(_study, "class", office_class=always("ethics"), office_reason=always("Kajian")),
             "D9"),
    ),
    ("D10", U): (
        Door("receive officially", verb(_fresh, "reception", on=always(ON),
                                        report=lambda stage: str(stage.fresh.links.get().report_id)), "D10"),
        Door("recommend at the desk", _recommend, "D10", refuses=FORM),
        Door("decide at the desk", _decide, "D10", refuses=FORM),
    ),
    ("D10", A): (
        Door("stop a clock", verb(_fresh, "pause", reason=always("court"), since=always(ON),
                                  clock=lambda stage: str(stage.clock.pk)), "D10"),
    ),
    ("D10", X): (Door("download the queue", _posted("admin:reports_case_export", reason=lambda _by, _stage: "plenary"),
                      "D10", reading=True, refuses=OWN_QUEUE),),
    ("D11", C): (
        Door("record a recommendation from a letter", _by_letter, "D11", refuses=FORM),
        Door("record a letter of the joint desk", _joint, "D11"),
        Door("recommend", _recommend, "D11", refuses=FORM),
        Door("decide", _decide, "D11", refuses=FORM),
    ),
    ("D11", A): (
        Door("confirm what a letter says", _confirm, "D11", refuses=CONFIRMING, alone=True),
        Door("confirm what a letter of the joint desk says", _confirm_joint, "D11", refuses=CONFIRMING, alone=True),
    ),
    ("D12", X): (
        Door("download what was opened", _posted("admin:audit_entry_exposure", since=lambda _by, _stage: SPAN["since"],
                                                 until=lambda _by, _stage: SPAN["until"]), ENTRY, reading=True),
    ),
    ("D12", C): (Door("open a worksheet", _posted("admin:netralitas_breach_add", **{
        name: lambda _by, _stage, value=value: value for name, value in BREACH.items()}), "D12"),),
    ("D12", U): (Door("fill a worksheet in", _breach, "D12"),),
    ("D14", C): (
        Door("ask for a role", _role, "D14", refuses=FORM, alone=True),
        Door("ask for another address of an account", _change, "D14", refuses=FORM, alone=True),
    ),
    ("D14", U): (Door("change an account", _account, "D14"),),
    ("D14", A): (
        Door("agree to a role", _posted("admin:accounts_rolerequest_changelist",
                                        approve=lambda _by, stage: stage.role.pk), "D14", refuses=FORM),
        Door("agree to a lost code app", _posted("admin:accounts_factorreset_changelist",
                                                 approve=lambda _by, stage: stage.reset.pk), "D14", refuses=FORM,
             alone=True),
        Door("agree to another address of an account", _posted(CHANGES, approve=lambda _by, stage: stage.change.pk),
             "D14", refuses=FORM, alone=True),
        Door("refuse another address of an account", _posted(
            CHANGES, decline=lambda _by, stage: stage.change.pk, note=lambda _by, _stage: "Bukan orangnya."),
             "D14", refuses=FORM, alone=True),
    ),
}  # fmt: skip

# (groups, letters, why no request of the staff room does it). What stands here is proven by the empty acts: none of
# our addresses changes anything of these groups unasked, and none shows them to who may not read them.
NO_DOOR: tuple[tuple[str, str, str], ...] = (
    ("D1 D2 D3 D4 D6", C, "made by a filing alone, on the public pages and with the reporter's code"),
    ("D1 D2 D4 D6", U, "sealed or original: what was filed is added to by its reporter and edited by nobody (N-09)"),
    ("D8", U, "what was said to a reporter stays as it was said"),
    ("D10", C, "a case begins with a filing; the desk opens none by itself"),
    ("D11", U, "a recommendation or a decision is followed by a further paper, which is a creation, never rewritten"),
    ("D13", "CU", "figures are counted and published by the worker from what the offices announced"),
    ("D13", A, "an office announces its stage (D10), and the figure follows by itself"),
    ("D2 D3 D4 D6 D8 D9 D12", A, "nothing of these waits for a yes"),
    ("D1 D2 D3 D4 D5 D6 D7 D8 D9 D11 D13 D14", X, "no list of these can be downloaded; a file is read where it lies"),
    ("D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 D11 D12 D13 D14", P, "destroyed by the worker, when its time is over"),
)
AS_THE_PUBLIC = "figures are public and no row of them is about anybody: read as the public"
SIGNED_OUTSIDE = "who recommends signs on paper; what waits for a yes here is what Bawaslu typed in from a letter"
NOT_THE_HANDLER = "who handles a case is never the second person of its opening (N-02); the cell is of the role alone"
SECOND = "a second administrator may take a lost code app away with the first; a role never (N-08)"
WORKSHEETS = "requests and breaches are worksheets of who audits; entries of the audit itself are written by no page"
OTHERWISE: dict[tuple[str, str, str, str], str] = {
    **{(role, "recused", "D13", R): AS_THE_PUBLIC for role in (
        "operator", "verifier", "leader", "bkpsdm", "bkn", "custodian", "auditor", "sysadmin")},
    **{(role, "assigned", "D1", A): NOT_THE_HANDLER for role in ("leader", "custodian")},
    **{("bkn", context, "D11", A): SIGNED_OUTSIDE for context in CONTEXTS if context != "recused"},
    **{("auditor", context, "D12", letter): WORKSHEETS for context in CONTEXTS for letter in (C, U)},
    **{("sysadmin", context, "D14", A): SECOND for context in CONTEXTS if context != "recused"},
    ("auditor", "recused", "D12", X): "the book holds ids and codes only and stays whole for every auditor",
    ("sysadmin", "recused", "D14", R): "the list of accounts is whole; one's own is read there and changed by others",
}  # fmt: skip
