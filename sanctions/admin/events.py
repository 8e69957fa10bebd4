"""Which form asks for an event, which verb takes it, and what the page says beforehand. One table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.enums import Event
from sanctions import decisions, execution, recommendations
from sanctions.admin.forms import DecideForm, EndForm, ExecuteForm, LeavingForm, RecommendForm, StepForm


@dataclass(frozen=True)
class Desk:
    """One event at a desk."""

    form: type[StepForm]
    verb: Callable[..., Any]
    explanation: Promise


EVENTS: dict[str, Desk] = {
    Event.RECOMMEND: Desk(
        RecommendForm,
        recommendations.recommend,
        _("Setelah disimpan, verifikasi selesai dan tindak lanjut di instansi terlapor mulai berjalan."),
    ),
    Event.FIND_NOT_PROVEN: Desk(
        EndForm,
        recommendations.find_not_proven,
        _("Setelah disimpan, verifikasi selesai tanpa rekomendasi. Langkah ini tidak dapat dibatalkan."),
    ),
    Event.REJECT: Desk(
        EndForm,
        recommendations.reject,
        _("Untuk penerusan yang tidak diperiksa pengawas netralitas. Langkah ini tidak dapat dibatalkan."),
    ),
    Event.DECIDE: Desk(
        DecideForm,
        decisions.decide,
        _("Catat surat keputusan yang sudah ditandatangani. Akhir masa sanksi dihitung dari jenisnya."),
    ),
    Event.DECLINE: Desk(
        EndForm,
        decisions.decline,
        _("Untuk keputusan PPK tanpa sanksi. Alasannya dapat diperiksa pengawas netralitas."),
    ),
    Event.RECORD_LEAVING: Desk(
        LeavingForm,
        decisions.record_leaving,
        _("Untuk terlapor yang sudah berhenti, pensiun, atau meninggal."),
    ),
    Event.EXECUTE: Desk(
        ExecuteForm,
        execution.record,
        _("Catat bahwa surat keputusan sudah dilaksanakan."),
    ),
}
