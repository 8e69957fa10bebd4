"""The steps of the Bawaslu leg as form pages, in the order of the work."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from procedures.enums import Event
from procedures.vocabulary import Actor
from reports import handling
from reports.admin import forms
from reports.admin.desk import Desk
from reports.admin.verbs import Run, Values, Verb, parts, pattern
from reports.enums import Requirement


def _return(desk: Desk, by: Actor, values: Values) -> None:
    handling.return_for_completion(desk.case, missing=values["parts"], note=values["note"], by=by)


def _refuse(desk: Desk, by: Actor, values: Values) -> None:
    handling.refuse(desk.case, missing=values["parts"], note=values["note"], by=by)


def _register(desk: Desk, by: Actor, values: Values) -> None:
    handling.register(desk.case, number=values["number"], note=values["note"], by=by)


def _adopt(desk: Desk, by: Actor, values: Values) -> None:
    handling.adopt(desk.case, number=values["number"], note=values["note"], by=by)


def _noted(verb: Callable[..., Any]) -> Run:
    """A step whose form asks for a note alone."""

    def run(desk: Desk, by: Actor, values: Values) -> None:
        verb(desk.case, note=values["note"], by=by)

    return run


STEPS = (
    Verb(
        "return",
        gettext_lazy("Kembalikan untuk dilengkapi"),
        forms.PartsForm,
        _return,
        gettext_lazy("Laporan dikembalikan. Pelapor diberi tahu apa yang kurang."),
        event=Event.RETURN,
        explanation=gettext_lazy("Waktu perbaikan pelapor mulai berjalan setelah langkah ini."),
        extras=lambda desk: {"choices": {"parts": parts(desk)}},
        initial=lambda desk: {"parts": [code for code in desk.case.missing if code != Requirement.LATE]},
    ),
    Verb(
        "register",
        gettext_lazy("Registrasi"),
        forms.RegisterForm,
        _register,
        gettext_lazy("Laporan diregistrasi."),
        event=Event.REGISTER,
        extras=lambda desk: {"pattern": pattern(desk)},
    ),
    Verb(
        "refuse",
        gettext_lazy("Tidak registrasi"),
        forms.PartsForm,
        _refuse,
        gettext_lazy("Dicatat: tidak diregistrasi, dengan alasannya."),
        event=Event.REFUSE,
        explanation=gettext_lazy(
            "Bila hanya batas waktu yang lewat, isinya dilanjutkan sebagai informasi awal, bukan dihentikan."
        ),
        extras=lambda desk: {"choices": {"parts": parts(desk)}},
        initial=lambda desk: {"parts": desk.case.missing},
    ),
    Verb(
        "keep-as-tip",
        gettext_lazy("Jadikan informasi awal"),
        forms.ReasonForm,
        _noted(handling.keep_as_tip),
        gettext_lazy("Isinya dilanjutkan sebagai informasi awal."),
        event=Event.KEEP_AS_TIP,
    ),
    Verb(
        "complete",
        gettext_lazy("Catat kelengkapan yang dibawa ke kantor"),
        forms.NoteForm,
        _noted(handling.complete_at_office),
        gettext_lazy("Kelengkapan dicatat; kajian awal dilanjutkan."),
        event=Event.COMPLETE,
    ),
    Verb(
        "adopt",
        gettext_lazy("Jadikan temuan"),
        forms.RegisterForm,
        _adopt,
        gettext_lazy("Dicatat sebagai temuan pengawas."),
        event=Event.ADOPT,
        extras=lambda desk: {"pattern": pattern(desk)},
    ),
    Verb(
        "stop",
        gettext_lazy("Hentikan penelusuran"),
        forms.ReasonForm,
        _noted(handling.stop),
        gettext_lazy("Penelusuran dihentikan."),
        event=Event.STOP,
    ),
    Verb(
        "dismiss",
        gettext_lazy("Nyatakan bukan pelanggaran"),
        forms.ReasonForm,
        _noted(handling.dismiss),
        gettext_lazy("Dicatat: bukan pelanggaran."),
        event=Event.DISMISS,
    ),
    Verb(
        "extend",
        gettext_lazy("Perpanjang waktu penanganan"),
        forms.ReasonForm,
        _noted(handling.extend),
        gettext_lazy("Waktu penanganan diperpanjang."),
        event=Event.EXTEND,
    ),
    Verb(
        "refer",
        gettext_lazy("Teruskan"),
        forms.NoteForm,
        _noted(handling.refer),
        gettext_lazy("Kasus diteruskan. Berkasnya keluar bersama kiriman berikutnya."),
        event=Event.REFER,
        watches=("packages", "people"),
    ),
)  # fmt: skip
