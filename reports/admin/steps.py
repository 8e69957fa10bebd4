"""The steps of the Bawaslu leg as form pages, in the order of the work."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from procedures.enums import Event
from procedures.handing import receivers
from procedures.vocabulary import Actor, Course
from reports import handling
from reports.admin import forms, verbs
from reports.admin.desk import Desk
from reports.admin.moveforms import HandForm, TakenOverForm
from reports.admin.verbs import Extras, Run, Values, Verb, parts, pattern
from reports.enums import Requirement
from services.accounts.reentry import Act


def _return(desk: Desk, by: Actor, values: Values) -> None:
    handling.return_for_completion(desk.case, missing=values["parts"], note=values["note"], by=by)


def _refuse(desk: Desk, by: Actor, values: Values) -> None:
    handling.refuse(desk.case, missing=values["parts"], note=values["note"], by=by)


def _register(desk: Desk, by: Actor, values: Values) -> None:
    handling.register(desk.case, number=values["number"], note=values["note"], by=by)


def _adopt(desk: Desk, by: Actor, values: Values) -> None:
    handling.adopt(desk.case, number=values["number"], note=values["note"], by=by)


def _hand(event: Event) -> Run:
    """Move the case to the office that was chosen."""

    def run(desk: Desk, by: Actor, values: Values) -> None:
        handling.hand(desk.case, event=event, to=values["to"], why=values["why"], note=values["note"], by=by)

    return run


def _offices(course: Course) -> Extras:
    """The offices that stand on a course, for a choice."""
    return lambda desk: {"choices": {"to": [(one.code, one.name) for one in receivers(desk.rows.leg, course)]}}


def _taken_over(desk: Desk, by: Actor, values: Values) -> None:
    above = receivers(desk.rows.leg, Course.UP)[0]
    letter = verbs.letter(values, sender=above.name)
    handling.take_over(desk.case, letter=letter, why=values["why"], note=values["note"], by=by)


def _noted(verb: Callable[..., Any]) -> Run:
    """A step whose form asks for a note alone."""

    def run(desk: Desk, by: Actor, values: Values) -> None:
        verb(desk.case, note=values["note"], by=by)

    return run


HANDED_EXPLAINED = gettext_lazy(
    "Kasus pindah ke antrean kantor penerima; tenggatnya berjalan terus. Pelapor diberi tahu dengan kata netral. "
    "Kantor Anda tetap dapat membaca riwayatnya sampai langkah ini."
)
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
        act=Act.REFERRAL,
        watches=("packages", "people"),
    ),
    Verb(
        "find-crime",
        gettext_lazy("Nyatakan ada unsur pidana"),
        forms.NoteForm,
        _noted(handling.find_crime),
        gettext_lazy("Perkara dibahas juga di Sentra Gakkumdu; penanganan di kantor Anda berjalan terus."),
        event=Event.FIND_CRIME,
        explanation=gettext_lazy(
            "Jalur pidana berjalan sejajar di Sentra Gakkumdu. Jalur kepegawaian tidak menunggu hasilnya."
        ),
    ),
    Verb(
        "hand-down",
        gettext_lazy("Limpahkan ke Bawaslu di bawahnya"),
        HandForm,
        _hand(Event.HAND_DOWN),
        gettext_lazy("Kasus dilimpahkan. Riwayat sampai hari ini tetap dapat Anda baca."),
        event=Event.HAND_DOWN,
        explanation=HANDED_EXPLAINED,
        extras=_offices(Course.DOWN),
        leaves=True,
    ),
    Verb(
        "hand-over",
        gettext_lazy("Limpahkan ke Bawaslu setingkat"),
        HandForm,
        _hand(Event.HAND_OVER),
        gettext_lazy("Kasus dilimpahkan. Riwayat sampai hari ini tetap dapat Anda baca."),
        event=Event.HAND_OVER,
        explanation=HANDED_EXPLAINED,
        extras=_offices(Course.SIDEWAYS),
        leaves=True,
    ),
    Verb(
        "taken-over",
        gettext_lazy("Catat pengambilalihan oleh Bawaslu di atasnya"),
        TakenOverForm,
        _taken_over,
        gettext_lazy("Pengambilalihan dicatat. Riwayat sampai hari ini tetap dapat Anda baca."),
        event=Event.TAKE_OVER,
        explanation=HANDED_EXPLAINED,
        leaves=True,
    ),
)  # fmt: skip
