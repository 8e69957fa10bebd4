"""The rules as something people read: the tables of the procedures and of routing, and a change tried on past cases."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guidance.models import ViolationClass
from procedures.enums import Procedure
from procedures.management import document
from procedures.workflow import TABLES
from regions.enums import AgencyKind, ContestKind, RuleSetKind
from regions.routing import rules as routing
from regions.routing.rules import Destination, PlaceRule, Rules
from reports import trial, visibility
from reports.enums import EmploymentStatus
from services.audit import log

TITLE = gettext_lazy("Aturan dan jalur perkara")
PURPOSE = gettext_lazy("Tabel yang dijalankan portal, dan percobaan perubahan jalur pada 90 hari terakhir.")
SHOWN = 200  # rows of a trial on one page
REFUSED = 422
ANY = [("", gettext_lazy("semua"))]
LEVELS = (AgencyKind.BAWASLU_REGENCY, AgencyKind.BAWASLU_PROVINCE, AgencyKind.BAWASLU_RI)
PARTIES = {
    routing.Party.OVERSEER: gettext_lazy("pengawas netralitas nasional (KASN/BKN)"),
    routing.Party.PERSONNEL: gettext_lazy("kantor kepegawaian (BKPSDM/BKD)"),
    routing.Party.ABOVE_PPK: gettext_lazy("tingkat di atas pejabat pembina kepegawaian"),
    routing.Party.VILLAGE_OFFICE: gettext_lazy("dinas pemberdayaan masyarakat dan desa"),
    routing.Party.MILITARY: gettext_lazy("TNI"),
    routing.Party.POLICE: gettext_lazy("Polri"),
    routing.Party.JOINT_DESK: gettext_lazy("Sentra Gakkumdu"),
}
ROADS: dict[str, tuple[Destination, ...]] = {
    "overseer": (routing.TO_OVERSEER, routing.COPY_TO_EMPLOYER),
    "overseer_above": (routing.TO_OVERSEER, routing.COPY_ABOVE),
    "employer": (routing.TO_EMPLOYER,),
    "employer_letter": (routing.TO_OWN_EMPLOYER_BY_LETTER,),
    "above": (routing.TO_LEVEL_ABOVE,),
    "village": (routing.TO_DPMD,),
}


class PlaceForm(forms.Form):
    """Another Bawaslu for some acts."""

    prefix = "place"
    rule_set = forms.ChoiceField(label=gettext_lazy("Aturan"), choices=[*ANY, *RuleSetKind.choices], required=False)
    contest = forms.ChoiceField(label=gettext_lazy("Pemilihan"), choices=[*ANY, *ContestKind.choices], required=False)
    to = forms.ChoiceField(
        label=gettext_lazy("Ditangani oleh"),
        choices=[("", "–"), *((one.value, one.label) for one in LEVELS)],
        error_messages={"required": gettext_lazy("Pilih tingkat Bawaslu yang akan menangani.")},
    )

    def rules(self) -> Rules:
        """The rules with this change."""
        given = self.cleaned_data
        level = AgencyKind(given["to"])
        return trial.with_place(
            PlaceRule(
                to=level,
                conflicted_to=level,
                rule_sets=(RuleSetKind(given["rule_set"]),) if given["rule_set"] else (),
                contests=(ContestKind(given["contest"]),) if given["contest"] else (),
                basis="",
                sure="M",
            )
        )


class ReferralForm(forms.Form):
    """Another road for some persons."""

    prefix = "referral"
    status = forms.ChoiceField(
        label=gettext_lazy("Status terlapor"), choices=[*ANY, *EmploymentStatus.choices], required=False
    )
    violation_class = forms.ChoiceField(
        label=gettext_lazy("Kelas"), choices=[*ANY, *ViolationClass.choices], required=False
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Diteruskan kepada"),
        error_messages={"required": gettext_lazy("Pilih kepada siapa diteruskan.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "–"), *((key, said(to)) for key, to in ROADS.items())]  # type: ignore[attr-defined]

    def rules(self) -> Rules:
        """The rules with this change."""
        given = self.cleaned_data
        row = trial.row_of(
            ROADS[given["to"]],
            statuses=(given["status"],) if given["status"] else (),
            classes=(given["violation_class"],) if given["violation_class"] else (),
        )
        return trial.with_referral(row)


FORMS: dict[str, type[PlaceForm | ReferralForm]] = {"place": PlaceForm, "referral": ReferralForm}


def page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The tables, and below them the two forms; sending one tries its change and changes nothing."""
    made = {name: form(request.POST if name in request.POST else None) for name, form in FORMS.items()}
    tried = next((form for form in made.values() if form.is_bound), None)
    offices = visibility.desks_of(request.user)
    context = {
        **site.each_context(request),
        "title": TITLE,
        "purpose": PURPOSE,
        "procedures": _procedures(),
        "routing": _routing(),
        "place": made["place"],
        "referral": made["referral"],
        "may_try": bool(offices),
        "days": trial.DAYS,
    }
    status = 200
    if tried is not None:
        if not offices:
            raise PermissionDenied
        status = 200 if tried.is_valid() else REFUSED
        context["trial"] = _try(request, tried) if status == 200 else None
    return TemplateResponse(request, "admin/rules.html", context, status=status)


def said(to: Iterable[Destination]) -> str:
    """Recipients in words, the one in charge first."""
    parts = []
    for one in to:
        notes = [word for word, holds in ((_("tembusan"), one.copy), (_("lewat surat"), one.by_letter)) if holds]
        parts.append(f"{PARTIES[one.party]} ({', '.join(notes)})" if notes else str(PARTIES[one.party]))
    return "; ".join(parts)


def _try(request: HttpRequest, form: PlaceForm | ReferralForm) -> dict[str, Any]:
    found = trial.run(form.rules(), visibility.cases_visible_to(request.user), today=timezone.localdate())
    # Which cases a person has been shown is on record, as on every other page of the desk.
    log.record(
        "rules:tried", subject=form.prefix or "", actor=f"user:{request.user.pk}", tried=found.tried,
        shown=[one.case.pk for one in found.elsewhere[:SHOWN]],
    )  # fmt: skip
    return {"tried": found.tried, "number": len(found.elsewhere), "rows": found.elsewhere[:SHOWN], "most": SHOWN}


def _procedures() -> list[dict[str, Any]]:
    tongue = document.ENGLISH if get_language() == "en" else document.INDONESIAN
    found = [
        {"title": document.titled(TABLES[one], tongue), "sheets": document.sheets(TABLES[one], tongue)}
        for one in Procedure
        if one in TABLES
    ]
    return [*found, {"title": document.ladder(tongue).title, "sheets": (document.ladder(tongue),)}]


def _routing() -> list[document.Sheet]:
    any_ = _("semua")
    place = [
        [
            ", ".join(str(REACHES[one]) for one in row.reach) if len(row.reach) < len(REACHES) else any_,
            ", ".join(str(one.label) for one in row.rule_sets) or any_,
            ", ".join(str(one.label) for one in row.contests) or any_,
            str(row.to.label),
            str(row.conflicted_to.label),
            row.basis,
            row.sure,
        ]
        for row in routing.PLACE
    ]
    referral = [
        [
            ", ".join(str(EmploymentStatus(one).label) for one in row.statuses) or any_,
            ", ".join(row.classes) or any_,
            said(row.to),
            said(row.conflicted_to),
            row.basis,
            row.sure,
        ]
        for row in routing.REFERRALS
    ]
    end = [_("Bila kantor itu sendiri berkepentingan"), _("Dasar"), _("Tanda")]
    return [
        document.Sheet(
            _("Bawaslu mana yang menangani"),
            [_("Tempat kejadian"), _("Aturan"), _("Pemilihan"), _("Ditangani oleh"), *end],
            place,
        ),
        document.Sheet(
            _("Kepada siapa diteruskan"), [_("Status terlapor"), _("Kelas"), _("Diteruskan kepada"), *end], referral
        ),
    ]


REACHES: dict[routing.Reach, Any] = {
    routing.Reach.ONE_REGENCY: gettext_lazy("satu kabupaten/kota"),
    routing.Reach.SEVERAL_REGENCIES: gettext_lazy("beberapa kabupaten/kota"),
    routing.Reach.SEVERAL_PROVINCES: gettext_lazy("beberapa provinsi"),
}
