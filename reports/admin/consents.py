"""Asking those who reported whether a package may leave: the verifier asks, a leader may go on after silence."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from procedures.vocabulary import Actor
from reports import consents, knowing
from reports.admin.desk import Desk
from reports.admin.forms import DeskForm
from reports.admin.package import PACKAGING, approvable, contents
from reports.admin.parcels import titled
from reports.admin.verbs import Values, Verb
from reports.enums import SilenceReason
from reports.models.package import ReferralPackage
from services.accounts.enums import Action, DataGroup


class AskForm(DeskForm):
    """Which package those who reported are to read."""

    package = forms.ChoiceField(label=gettext_lazy("Berkas penerusan"))


class SilenceForm(DeskForm):
    """Why a package goes on though nobody answered."""

    package = forms.ChoiceField(label=gettext_lazy("Berkas penerusan"))
    reason = forms.ChoiceField(label=gettext_lazy("Alasan"), choices=SilenceReason.choices)
    read = forms.BooleanField(
        label=gettext_lazy("Saya sudah membaca berkas ini; isinya tidak menunjuk kepada orang yang melapor")
    )


def unasked(desk: Desk) -> list[ReferralPackage]:
    """Packages for which somebody is still to be asked."""
    return [one for one in approvable(desk) if "unasked" in _standings(desk, one)]


def silent(desk: Desk) -> list[ReferralPackage]:
    """Packages for which an answer is overdue."""
    late = {row.package_id for row in desk.rows.consents if not row.answer and row.due_on < desk.today}
    return [one for one in approvable(desk) if one.pk in late and "waiting" in _standings(desk, one)]


def _standings(desk: Desk, package: ReferralPackage) -> list[str]:
    asked = {row.report_id: row for row in desk.rows.consents if row.package_id == package.pk}
    return [knowing.standing(asked.get(one.pk)) for one in desk.rows.reports if knowing.is_asked(one)]


def _choices(packages: Sequence[ReferralPackage]) -> Mapping[str, Any]:
    return {"choices": {"package": [(str(one.pk), titled(one)) for one in packages]}}


def _chosen(values: Values) -> ReferralPackage:
    return ReferralPackage.objects.get(pk=UUID(values["package"]))


def _ask(_desk: Desk, by: Actor, values: Values) -> None:
    consents.ask(_chosen(values), by=by)


def _go_on(_desk: Desk, by: Actor, values: Values) -> None:
    consents.go_on(_chosen(values), reason=values["reason"], by=by)


VERBS = (
    Verb(
        "ask-consent",
        gettext_lazy("Minta persetujuan pelapor atas berkas penerusan"),
        AskForm,
        _ask,
        gettext_lazy("Permintaan persetujuan tampil di halaman status pelapor."),
        right=PACKAGING,
        explanation=gettext_lazy(
            "Pelapor menyebut bahwa kurang dari lima orang mungkin tahu hal ini. Ia membaca teks berkas ini lewat "
            "kodenya dan menjawab setuju atau tidak. Tanpa persetujuan, berkas ini tidak dapat disetujui."
        ),
        button=gettext_lazy("Minta persetujuan"),
        extras=lambda desk: _choices(unasked(desk)),
        context=lambda desk: {"parcels": [contents(one, desk) for one in unasked(desk)]},
        watches=("packages",),
        offered=lambda desk: bool(unasked(desk)),
    ),
    Verb(
        "without-consent",
        gettext_lazy("Lanjutkan berkas tanpa bukti karena pelapor tidak menjawab"),
        SilenceForm,
        _go_on,
        gettext_lazy("Alasan dicatat; pelapor membacanya di halaman status."),
        right=(Action.APPROVE, DataGroup.NARRATIVE_REDACTED),
        explanation=gettext_lazy(
            "Diam bukan persetujuan: bukti dari pelapor tidak boleh keluar. Hanya berkas tanpa bukti apa pun yang "
            "dapat dilanjutkan, setelah waktu menjawab lewat."
        ),
        extras=lambda desk: _choices(silent(desk)),
        context=lambda desk: {"parcels": [contents(one, desk) for one in silent(desk)]},
        watches=("packages",),
        offered=lambda desk: bool(silent(desk)),
    ),
)  # fmt: skip
