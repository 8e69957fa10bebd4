"""What the desk records beside the steps: what decisions rest on, who a respondent was, lines to a reporter."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import Fact
from procedures.vocabulary import Actor
from regions import days, offices
from regions.enums import OtherPlace
from reports import handling, hearings, linking, messages, naming, recusals, requirements, visibility
from reports.admin import forms, officers, plenaries
from reports.admin.clocks import BY_A_LEADER
from reports.admin.desk import Desk
from reports.admin.filters import spelled
from reports.admin.moveforms import PlacesForm
from reports.admin.verbs import (
    Rejected,
    Values,
    Verb,
    employers,
    filing,
    filings,
    in_hand,
    named,
    people,
    received,
    respondent,
    stages,
    unreceived,
)
from reports.enums import EmploymentStatus
from reports.models.case import Respondent
from reports.models.hearing import Preservation
from reports.submission import RespondentEntry
from services.accounts.enums import Action, Context, DataGroup


def _subject(desk: Desk) -> Respondent:
    """The respondent that a check is about: the one named in the address, else the first still to be checked."""
    rows = desk.rows.respondents
    wanted = desk.request.POST.get("respondent") or desk.request.GET.get("respondent")
    named = [one for one in rows if str(one.pk) == wanted]
    return next(iter(named or [one for one in rows if one.checked_on is None] or rows))


def _described(desk: Desk) -> Values:
    """The form starts with what is known of that person, never of another."""
    one = _subject(desk)
    names = ("name", "nip", "status", "employer_text", "unit", "position", "bkn_asked_on")
    known = {name: getattr(one, name) for name in names}
    return {"respondent": str(one.pk), "source": one.check_source, "employer": one.employer_id or "", **known}


def _persons(desk: Desk) -> Values:
    """Whom the form is about, and the way to the others."""
    chosen, here = _subject(desk), desk.request.path
    links = [(named(one), f"{here}?respondent={one.pk}", one.pk == chosen.pk) for one in desk.rows.respondents]
    return {"persons": links}


def _reply(desk: Desk, by: Actor, values: Values) -> None:
    person = respondent(desk, values)
    hearings.record_reply(person, kind=values["kind"], on=values["on"], summary=values["summary"], by=by)


def _invite(desk: Desk, by: Actor, values: Values) -> None:
    person, given = respondent(desk, values), {name: values[name] for name in ("number", "dated_on", "hearing_on")}
    hearings.invite(person, by=by, **given)


def _waiting(desk: Desk) -> list[Preservation]:
    return [one for one in desk.rows.preservations if one.done_on is None]


def _links(desk: Desk) -> Values:
    """The links that nobody has preserved yet, by name and the day they came."""
    names = {one.pk: naming.known_as(one) for rows in desk.rows.exhibits.values() for one in rows}
    told = _("Bukti %(name)s, masuk %(day)s")
    return {
        "choices": {
            "task": [
                (str(one.pk), told % {"name": names.get(one.exhibit_id, "–"), "day": days.spoken_date(one.due_on)})
                for one in _waiting(desk)
            ]
        }
    }


def _preserve(desk: Desk, by: Actor, values: Values) -> None:
    task = next(one for one in _waiting(desk) if str(one.pk) == values["task"])
    hearings.preserve(task, note=values["note"], on=desk.today, by=by)


def _check(desk: Desk, by: Actor, values: Values) -> None:
    found = {name: values[name] for name in hearings.CHECKED}
    known = values["known"] == "yes"
    person = respondent(desk, values)
    asked = {name: values[name] for name in ("source", "bkn_asked_on")}
    hearings.record_status_check(person, known=known, on=desk.today, by=by, found=found, **asked)


def _reception(desk: Desk, by: Actor, values: Values) -> None:
    handling.record_official_reception(filing(desk, values), on=values["on"], by=by)


def _reception_anew(desk: Desk, by: Actor, values: Values) -> None:
    handling.record_reception_anew(filing(desk, values), on=values["on"], reason=values["note"], by=by)


def _elsewhere(desk: Desk) -> Values:
    """The places other than the case's own."""
    served = [(one.code, one.name) for one in offices.regions() if one.code != desk.case.region_id]
    return {"choices": {"also_in": [*served, *OtherPlace.choices]}}


def _places(desk: Desk, by: Actor, values: Values) -> None:
    handling.record_places(desk.case, values["also_in"], by=by)


def _reclass(desk: Desk, by: Actor, values: Values) -> None:
    handling.reclass(desk.case, office_class=values["office_class"], reason=values["office_reason"], by=by)


def _assign(desk: Desk, by: Actor, values: Values) -> None:
    handling.assign(desk.case, officer=UUID(values["officer"]) if values["officer"] else None, by=by)


def _take(desk: Desk, by: Actor, _values: Values) -> None:
    handling.assign(desk.case, officer=by.user, by=by)


def _gives(desk: Desk) -> bool:
    """Whether the officer may give the case to anybody of the office; others may only hand their own back."""
    return any(one.role in visibility.WHOLE for one in desk.actors)


def _recuse(desk: Desk, by: Actor, values: Values) -> None:
    recusals.recuse(desk.case, reason=values["why"], note=values["note"], by=by)


def _officers(desk: Desk) -> Values:
    """Those of the office who may have the case: nobody is given one that they must stand aside from."""
    may = {str(one) for one in recusals.free(desk.case)} if _gives(desk) else {str(desk.request.user.pk)}
    found = [choice for choice in officers.choices([desk.case.handler_id]) if choice[0] in may]
    return {"choices": {"officer": [("", _("Belum ditugaskan")), *found]}}


def _announce(desk: Desk, by: Actor, values: Values) -> None:
    hearings.announce(desk.case, stage=values["stage"], on=values["on"], by=by)


def _message(desk: Desk, by: Actor, values: Values) -> None:
    try:
        messages.from_office(filing(desk, values), values["text"], by=by, due_on=values["due_on"])
    except messages.Refused as error:
        raise Rejected("due_on" if error.code == "due" else "text", str(error)) from error


def _add(desk: Desk, by: Actor, values: Values) -> None:
    names = ("name", "status", "unit", "position", "description")
    employer = values["employer"] or values["employer_text"]
    entry = RespondentEntry(employer=employer, **{name: values[name] for name in names})
    if not requirements.names_someone(entry):
        raise Rejected("name", _("Isi paling sedikit satu hal tentang orang ini."))
    handling.add_respondent(desk.case, entry, by=by)


def _link(desk: Desk, by: Actor, values: Values) -> None:
    report = visibility.reports_visible_to(desk.request.user).filter(ticket=spelled(values["ticket"])).first()
    if report is None:
        raise Rejected("ticket", _("Tidak ada laporan dengan tiket ini di kantor Anda."))
    try:
        linking.link(report, desk.case, by=by, reason=values["note"])
    except linking.NotLinkable as error:
        raise Rejected("ticket", _("Laporan ini sudah ada di kasus ini, atau ditangani kantor lain.")) from error


def _unlink(desk: Desk, by: Actor, values: Values) -> None:
    try:
        linking.unlink(filing(desk, values), by=by, reason=values["note"])
    except linking.NotLinkable as error:
        raise Rejected("report", _("Laporan ini memang masuk lewat kasus ini; tidak ada yang bisa dilepas.")) from error


RECORDS = (
    *plenaries.VERBS,
    Verb(
        "invite",
        gettext_lazy("Undangan klarifikasi"),
        forms.InviteForm,
        _invite,
        gettext_lazy("Undangan dicatat."),
        right=(Action.CREATE, DataGroup.NOTES),
        explanation=gettext_lazy(
            "Paling sedikit satu hari sebelum klarifikasi. Yang tidak hadir dicatat sebagai ketidakhadiran; "
            "dalam Pemilu setelah undangan kedua."
        ),
        extras=lambda desk: {"choices": {"respondent": people(desk)}},
        offered=lambda desk: in_hand(desk) and bool(desk.rows.respondents),
    ),
    Verb(
        "preserve",
        gettext_lazy("Amankan tautan yang masuk hari ini"),
        forms.PreserveForm,
        _preserve,
        gettext_lazy("Dicatat: tautan sudah diamankan."),
        right=(Action.CREATE, DataGroup.NOTES),
        explanation=gettext_lazy("Unggahan media sosial bisa hilang besok. Amankan pada hari tautannya masuk."),
        extras=_links,
        offered=lambda desk: bool(_waiting(desk)),
    ),
    Verb(
        "reply",
        gettext_lazy("Jawaban, ketidakhadiran, atau pelepasan hak jawab"),
        forms.ReplyForm,
        _reply,
        gettext_lazy("Hak jawab dicatat."),
        right=(Action.CREATE, DataGroup.NOTES),
        extras=lambda desk: {"choices": {"respondent": people(desk)}},
        serves=Fact.RIGHT_OF_REPLY,
        offered=lambda desk: in_hand(desk) and bool(desk.rows.respondents),
    ),
    Verb(
        "check",
        gettext_lazy("Pemeriksaan identitas dan status terlapor"),
        forms.CheckForm,
        _check,
        gettext_lazy("Hasil pemeriksaan dicatat."),
        right=(Action.UPDATE, DataGroup.RESPONDENT_IDENTITY),
        explanation=gettext_lazy("Yang dicari: siapa dan apa statusnya pada hari kejadian, bukan hari ini."),
        extras=lambda desk: {"choices": {"respondent": people(desk), "employer": employers(desk)}},
        initial=_described,
        context=_persons,
        watches=("people",),
        serves=Fact.STATUS_CHECKED,
        offered=lambda desk: in_hand(desk) and bool(desk.rows.respondents),
    ),
    Verb(
        "reception",
        gettext_lazy("Penerimaan resmi: tanda tangan atau penyerahan"),
        forms.ReceptionForm,
        _reception,
        gettext_lazy("Penerimaan resmi dicatat. Pelapor melihatnya di halaman status."),
        extras=lambda desk: {"choices": {"report": unreceived(desk)}},
        watches=("reports",),
        offered=lambda desk: bool(unreceived(desk)),
    ),
    Verb(
        "reception-anew",
        gettext_lazy("Catat ulang hari penerimaan resmi"),
        forms.ReceptionAnewForm,
        _reception_anew,
        gettext_lazy("Hari penerimaan resmi dicatat ulang. Pelapor melihatnya di halaman status."),
        right=BY_A_LEADER,
        explanation=gettext_lazy("Bila hari yang tercatat salah. Tanggal semula tetap tersimpan, dengan alasannya."),
        extras=lambda desk: {"choices": {"report": received(desk)}},
        watches=("reports",),
        offered=lambda desk: bool(received(desk)) and handling.reception_matters(desk.case),
    ),
    Verb(
        "places",
        gettext_lazy("Tempat lain perbuatan yang sama"),
        PlacesForm,
        _places,
        gettext_lazy("Tempat kejadian dicatat."),
        explanation=gettext_lazy(
            "Beberapa kabupaten/kota: milik Bawaslu Provinsi; beberapa provinsi: milik Bawaslu RI. Kasus belum "
            "berpindah dengan catatan ini; tenggatnya berjalan terus."
        ),
        extras=_elsewhere,
        initial=lambda desk: {"also_in": desk.case.also_in.split()},
        watches=("places",),
        offered=in_hand,
    ),
    Verb(
        "class",
        gettext_lazy("Kelas menurut kantor"),
        forms.ReclassForm,
        _reclass,
        gettext_lazy("Kelas menurut kantor dicatat, dengan alasannya."),
        right=(Action.UPDATE, DataGroup.NOTES),
        initial=lambda desk: {"office_class": desk.case.office_class, "office_reason": desk.case.office_class_reason},
        watches=("class",),
        offered=in_hand,
    ),
    Verb(
        "take",
        gettext_lazy("Ambil kasus ini"),
        forms.DeskForm,
        _take,
        gettext_lazy("Kasus ini kini Anda pegang."),
        explanation=gettext_lazy(
            "Sejak itu verifikator lain hanya melihat rujukan, tahap, tenggat, dan siapa pemegangnya. "
            "Anda dapat mengembalikannya; pimpinan dapat menugaskannya kepada yang lain."
        ),
        button=gettext_lazy("Ambil"),
        watches=("officer",),
        offered=lambda desk: desk.context == Context.UNTAKEN and not _gives(desk),  # who gives may give it to themself
    ),
    Verb(
        "assign",
        gettext_lazy("Penugasan"),
        forms.AssignForm,
        _assign,
        gettext_lazy("Penugasan dicatat."),
        explanation=gettext_lazy(
            "Dengan “Belum ditugaskan” kasus kembali ke antrean dan terbuka bagi semua verifikator kantor ini."
        ),
        extras=_officers,
        initial=lambda desk: {"officer": str(desk.case.officer or "")},
        watches=("officer",),
        offered=lambda desk: _gives(desk) or desk.context == Context.ASSIGNED,
    ),
    Verb(
        "recuse",
        gettext_lazy("Mengundurkan diri dari perkara ini"),
        forms.RecuseForm,
        _recuse,
        gettext_lazy("Dicatat. Perkara ini tidak lagi terlihat oleh Anda; petugas lain diberi tahu."),
        right=(Action.READ, DataGroup.STATUS),
        explanation=gettext_lazy(
            "Bila Anda punya kepentingan, mundurlah sebelum bertindak. Ini tidak dapat dibatalkan."
        ),
        leaves=True,
    ),
    Verb(
        "announce",
        gettext_lazy("Pengumuman kantor"),
        forms.AnnounceForm,
        _announce,
        gettext_lazy("Pengumuman dicatat. Angka publik menghitungnya sejak tanggal itu."),
        extras=lambda desk: {"choices": {"stage": stages(desk)}},
        offered=lambda desk: bool(stages(desk)),
    ),
    Verb(
        "respondent",
        gettext_lazy("Tambah terlapor"),
        forms.RespondentForm,
        _add,
        gettext_lazy("Terlapor ditambahkan."),
        right=(Action.UPDATE, DataGroup.RESPONDENT_IDENTITY),
        explanation=gettext_lazy("Yang belum diketahui dibiarkan kosong."),
        extras=lambda desk: {"choices": {"employer": employers(desk)}},
        initial=lambda _desk: {"status": EmploymentStatus.UNKNOWN.value},
        watches=("people",),
        offered=in_hand,
    ),
    Verb(
        "link",
        gettext_lazy("Tautkan laporan tentang perbuatan yang sama"),
        forms.LinkForm,
        _link,
        gettext_lazy("Laporan ditautkan ke kasus ini. Tidak ada yang dihapus."),
        explanation=gettext_lazy("Kasus asal laporan itu tetap ada; laporan bisa dilepas lagi kapan saja."),
        watches=("reports",),
    ),
    Verb(
        "unlink",
        gettext_lazy("Lepas laporan"),
        forms.UnlinkForm,
        _unlink,
        gettext_lazy("Laporan dilepas dan kembali ke kasus asalnya."),
        extras=lambda desk: {"choices": {"report": filings(desk)}},
        watches=("reports",),
        offered=lambda desk: desk.case.report_count > 1,
    ),
    Verb(
        "message",
        gettext_lazy("Pesan kepada pelapor"),
        forms.MessageForm,
        _message,
        gettext_lazy("Pesan terkirim ke halaman status pelapor."),
        right=(Action.CREATE, DataGroup.MESSAGES),
        extras=lambda desk: {"choices": {"report": filings(desk)}},
        button=gettext_lazy("Kirim"),
        offered=lambda desk: bool(desk.rows.reports),
    ),
)  # fmt: skip
