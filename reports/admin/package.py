"""What leaves Bawaslu, on the desk: the form that builds a package, its approval, and its reading page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidance.models import ViolationClass
from procedures.enums import Event, Fact, Procedure, State
from procedures.vocabulary import Actor
from procedures.workflow import TABLES
from regions import offices
from regions.enums import RuleSetKind
from reports import enclosing, interests, packages
from reports.admin import casefile, enclosed, exhibit
from reports.admin.casefile import NONE, Pair
from reports.admin.desk import Desk
from reports.admin.forms import NUMBER_LENGTH, Choice, DeskForm, day
from reports.admin.parcels import titled
from reports.admin.tidyforms import Lines
from reports.admin.verbs import Values, Verb, people
from reports.enums import ConflictReason, EmploymentStatus
from reports.models.package import PackageRespondent, ReferralPackage
from reports.models.report import Exhibit
from reports.packages import Concern, Contents
from reports.texts import unturned
from services.accounts.enums import Action, DataGroup
from services.accounts.reentry import Act

PACKAGING = (Action.CREATE, DataGroup.NARRATIVE_REDACTED)
AROUND = 30  # letters shown on both sides of what a check has found


class PackageForm(DeskForm):
    """What will leave Bawaslu. The narrative starts empty on purpose: it is written, never copied."""

    narrative = forms.CharField(
        label=gettext_lazy("Uraian untuk penerusan"),
        widget=Lines(14),
        max_length=packages.LONGEST_NARRATIVE,
        help_text=gettext_lazy(
            "Tulis dengan kata kantor: apa yang dilakukan, kapan, di mana, dan buktinya. Jangan menyalin uraian "
            "asli; jangan menyebut pelapor, saksi, atau bahwa ada yang melapor."
        ),
    )
    accepted = forms.MultipleChoiceField(
        label=gettext_lazy("Sudah saya periksa, teks ini tetap boleh keluar"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    letter_number = forms.CharField(label=gettext_lazy("Nomor surat penerusan"), max_length=NUMBER_LENGTH)
    letter_date = day(gettext_lazy("Tanggal surat"))
    respondents = forms.MultipleChoiceField(
        label=gettext_lazy("Terlapor yang diteruskan"), widget=forms.CheckboxSelectMultiple
    )
    conflicted = forms.MultipleChoiceField(
        label=gettext_lazy("Dari kantor kepegawaian atau lingkungan PPK sendiri"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Yang dicentang diteruskan ke tingkat di atasnya, bukan ke kantor mereka sendiri. Yang sudah ditemukan "
            "portal tetap ke tingkat di atas, dicentang atau tidak."
        ),
    )
    conflict = forms.ChoiceField(
        label=gettext_lazy("Alasan konflik bagi yang dicentang"),
        choices=(("", gettext_lazy("Tidak ada")), *ConflictReason.choices),
        required=False,
    )
    exhibits = forms.MultipleChoiceField(
        label=gettext_lazy("Bukti yang ikut"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Dalam berkas, bukti yang dicentang dinomori ulang 1, 2, 3, … menurut urutan daftar ini, tanpa huruf; "
            "pakai nomor itu dalam uraian. Berkas ikut sebagai salinan bersih tanpa nama dan lokasi. Setelah berkas "
            "ini disusun, setiap gambar diperiksa dan dihitamkan di halaman berikutnya. Video dan suara tidak dapat "
            "dihitamkan: wajah dan suara keluar apa adanya, jadi sertakan hanya bila tidak menunjuk kepada orang yang "
            "melapor."
        ),
    )

    def __init__(self, *args: Any, concerns: Sequence[Concern], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concerns = concerns
        self.fields["accepted"].choices = [  # type: ignore[attr-defined]
            (one.code, one.message) for one in concerns if not one.final
        ]
        for name in ("accepted", "exhibits"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("letter_date")
        if cleaned.get("conflicted") and not cleaned.get("conflict"):
            self.add_error("conflict", _("Pilih alasannya."))
        narrative, accepted = self.data.get("narrative", ""), cleaned.get("accepted", [])
        for concern in self.concerns:
            if concern.final:
                self.add_error(concern.field, told(concern, narrative))
            elif concern.code not in accepted:
                self.add_error("accepted", told(concern, narrative))
        return cleaned


class ApproveForm(DeskForm):
    """A leader's yes to a package that somebody else built."""

    package = forms.ChoiceField(label=gettext_lazy("Berkas penerusan"))
    read = forms.BooleanField(
        label=gettext_lazy("Saya sudah membaca seluruh berkas ini; setelah disetujui isinya tidak bisa diubah")
    )


class DiscardForm(DeskForm):
    """An unapproved package thrown away, to build another."""

    package = forms.ChoiceField(label=gettext_lazy("Berkas penerusan"))


def told(concern: Concern, narrative: str) -> str:
    """A concern with the words around the place it means."""
    if concern.place is None:
        return concern.message
    start, end = concern.place
    words = {"message": concern.message, "text": " ".join(narrative[max(0, start - AROUND) : end + AROUND].split())}
    return _("%(message)s Di sekitar: “%(text)s”") % words


def may_be_referred(desk: Desk) -> bool:
    """Whether the procedure knows a referral from where the case stands."""
    leg = desk.rows.leg
    table = TABLES[Procedure(leg.procedure)]
    return bool(table.rows(State(leg.state), Event.REFER, RuleSetKind(leg.rule_set)))


def waiting(desk: Desk) -> list[ReferralPackage]:
    """The packages that nobody has approved yet."""
    return [one for one in desk.rows.packages if one.approved_on is None]


def approvable(desk: Desk) -> list[ReferralPackage]:
    """Those of them that the office in charge built itself: a former office's are thrown away."""
    return [one for one in waiting(desk) if one.sender_id == desk.case.handler_id]


def ready(desk: Desk) -> list[ReferralPackage]:
    """Those of them in which every picture has been looked at: they may go to the leader."""
    return [one for one in approvable(desk) if not desk.rows.unseen(one.pk)]


def spoilt(desk: Desk) -> list[ReferralPackage]:
    """Approved ones that cannot leave any more: a report whose files they hold was taken back or unlinked."""
    standing = {one.pk for one in travelling(desk)}
    torn = {one.package_id for one in desk.rows.sources if one.exhibit_id not in standing}
    return [one for one in desk.rows.packages if one.approved_on and not one.released_on and one.pk in torn]


def travelling(desk: Desk) -> list[Exhibit]:
    """The exhibits of the case that may travel: not those of a report that was taken back."""
    standing = [one.pk for one in desk.rows.reports if one.withdrawn_on is None]
    found = [one for pk in standing for one in desk.rows.exhibits.get(pk, ())]
    return sorted(found, key=lambda one: (one.number, one.pk))  # as a package numbers them


def exhibits(desk: Desk) -> list[Choice]:
    """The exhibits that may travel, for checkboxes."""
    whole = DataGroup.EVIDENCE_ORIGINAL in desk.sees
    return [(str(one.pk), exhibit.shown(one, whole=whole, seen=False).text) for one in travelling(desk)]


def _choices(desk: Desk) -> Mapping[str, Any]:
    return {"choices": {"package": [(str(one.pk), titled(one)) for one in (*waiting(desk), *spoilt(desk))]}}


def _approvable(desk: Desk) -> Mapping[str, Any]:
    return {"choices": {"package": [(str(one.pk), titled(one)) for one in ready(desk)]}}


def _form(desk: Desk) -> Mapping[str, Any]:
    persons = people(desk)
    return {
        "choices": {"respondents": persons, "conflicted": persons, "exhibits": exhibits(desk)},
        "concerns": _concerns(desk) if desk.request.method == "POST" else (),
    }


def _concerns(desk: Desk) -> list[Concern]:
    """What a narrative would give away. Here and not only on building, so that a refused try stays on the record."""
    typed = desk.request.POST
    narrative = typed.get("narrative", "")
    chosen = set(typed.getlist("respondents"))
    persons = [one for one in desk.rows.respondents if str(one.pk) in chosen] or desk.rows.respondents
    taken, rows = set(typed.getlist("exhibits")), enclosing.travelling(desk.case).order_by("number", "pk")
    links, letter = [one.link for one in rows if str(one.pk) in taken], typed.get("letter_number", "")
    found = [*packages.check(desk.case, narrative), *packages.check_beside(letter, persons, links)]
    by = desk.actor_for(*PACKAGING)
    if by is None or any(one.final for one in found):  # put right first: the vault answers only so often
        return found
    # The very words and people that building compares, so that the vault counts them once.
    return [*found, *packages.compare(desk.case, [narrative, letter, *links], persons, by=by)]


def _interests(desk: Desk) -> Mapping[str, Any]:
    """The respondents whose employer's side has an interest that stands out, ticked, with the reason."""
    found = {}
    for one in desk.rows.respondents:
        employer = offices.get(one.employer_id) if one.employer_id else None
        if reason := interests.found(employer, unit=one.unit, position=one.position, on=desk.today):
            found[str(one.pk)] = reason.value
    return {"conflicted": list(found), "conflict": next(iter(found.values()), "")}


def _build(desk: Desk, by: Actor, values: Values) -> None:
    chosen = {name: [UUID(pk) for pk in values.get(name, ())] for name in ("respondents", "conflicted", "exhibits")}
    contents = Contents(
        narrative=values["narrative"],
        letter_number=values["letter_number"],
        letter_date=values["letter_date"],
        accepted=values.get("accepted", ()),
        conflict=values["conflict"],
        **chosen,
    )
    packages.build(desk.case, contents, by=by)


def _chosen(desk: Desk, values: Values) -> ReferralPackage:
    offered = (*waiting(desk), *spoilt(desk))
    return ReferralPackage.objects.get(pk=next(one.pk for one in offered if str(one.pk) == values["package"]))


def _may_be_approved(desk: Desk, by: Actor, values: Values) -> None:
    packages.may_be_approved(_chosen(desk, values), by=by)


def _approve(desk: Desk, by: Actor, values: Values) -> None:
    packages.approve(_chosen(desk, values), by=by)


def _discard(desk: Desk, by: Actor, values: Values) -> None:
    packages.discard(_chosen(desk, values), by=by)


VERBS = (
    Verb(
        "package",
        gettext_lazy("Susun berkas penerusan"),
        PackageForm,
        _build,
        gettext_lazy("Berkas penerusan disusun. Periksa dulu gambar di dalamnya, bila ada; lalu pimpinan menyetujui."),
        right=PACKAGING,
        extras=_form,
        initial=lambda desk: {
            "letter_date": desk.today,
            "respondents": [str(one.pk) for one in desk.rows.respondents],
            **_interests(desk),
        },
        watches=("people", "packages"),
        offered=lambda desk: may_be_referred(desk) and bool(desk.rows.respondents),
    ),
    Verb(
        "approve",
        gettext_lazy("Setujui berkas penerusan"),
        ApproveForm,
        _approve,
        gettext_lazy("Berkas penerusan disetujui."),
        right=(Action.APPROVE, DataGroup.NARRATIVE_REDACTED),
        act=Act.PACKAGE_APPROVAL,
        before=_may_be_approved,
        extras=_approvable,
        context=lambda desk: {"parcels": [contents(one, desk) for one in ready(desk)]},
        watches=("people", "packages"),
        serves=Fact.PACKAGE,
        offered=lambda desk: bool(ready(desk)),
    ),
    Verb(
        "discard",
        gettext_lazy("Buang berkas penerusan yang belum disetujui"),
        DiscardForm,
        _discard,
        gettext_lazy("Berkas penerusan dibuang; susun yang baru."),
        right=(Action.UPDATE, DataGroup.NARRATIVE_REDACTED),
        extras=_choices,
        watches=("packages",),
        offered=lambda desk: bool(waiting(desk) or spoilt(desk)),
    ),
)  # fmt: skip


def contents(package: ReferralPackage, desk: Desk) -> Mapping[str, Any]:
    """A package as its receivers will read it, with every picture as it will travel. Two statements."""
    whole = ReferralPackage.objects.select_related("offence").get(pk=package.pk)
    return {
        "title": titled(whole),
        "facts": _facts(whole),
        "destroyed": destroyed(whole),
        "narrative": whole.narrative,
        "persons": [_person(one) for one in PackageRespondent.objects.filter(package=whole)],
        "exhibits": enclosed.pieces(desk, whole.pk),
    }


def destroyed(package: ReferralPackage) -> str:
    """That its time was over and what it held is gone; empty while it is there."""
    told = _("Masa simpan berkas ini habis: nama terlapor, uraian, dan bukti di dalamnya dimusnahkan pada %(day)s.")
    return told % {"day": casefile.spoken(package.destroyed_on)} if package.destroyed_on else ""


def _facts(package: ReferralPackage) -> list[Pair]:
    offence = package.offence
    return [
        (_("Pengirim"), offices.get(package.sender_id).name),
        (_("Pasal larangan"), f"{offence.code} {offence.name}" if offence else NONE),
        (_("Kelas"), str(ViolationClass(package.violation_class).label) if package.violation_class else NONE),
        (_("Tanggal kejadian"), casefile.spoken(package.incident_date)),
        (_("Aturan"), str(RuleSetKind(package.rule_set).label)),
        (_("Disetujui"), casefile.spoken(package.approved_on)),
        (_("Dikirim"), casefile.spoken(package.released_on)),
    ]


def _person(one: PackageRespondent) -> list[Pair]:
    employer = offices.get(one.employer_id).name if one.employer_id else one.employer_text
    return [
        (_("Nama"), unturned(one.name) or _("belum diketahui")),
        (_("Status"), str(EmploymentStatus(one.status).label)),
        (_("Instansi"), unturned(employer) or _("belum diketahui")),
        (_("Unit kerja"), unturned(one.unit) or NONE),
        (_("Jabatan"), unturned(one.position) or _("belum diketahui")),
        (_("Ke tingkat di atas"), _above(one)),
    ]


def _above(one: PackageRespondent) -> str:
    if not one.conflicted:
        return _("tidak")
    return _("ya: %(reason)s") % {"reason": ConflictReason(one.conflict).label} if one.conflict else _("ya")
