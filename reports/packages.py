"""Referral packages: built by a verifier, checked, approved by a leader, frozen, released.

A package holds the office's own words. Whoever reads it learns nothing of a reporter, not even
that there is one; what is wrong after approval is put right by a new package.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import Actor
from regions import days, offices
from reports import enclosing, interests, knowing, leaving, legs, naming, privacy, receipts, soundness, texts
from reports.enums import ConflictReason, ExhibitKind
from reports.models.case import Case, Respondent
from reports.models.consent import Consent
from reports.models.links import PackageOrigin
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from reports.models.report import Exhibit
from services.accounts.enums import Role
from services.audit import log

LONGEST_NARRATIVE = 20_000
# What betrays a person in a text that is meant to name none but the respondent.
SIGNS: dict[str, re.Pattern[str]] = {
    "email": re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[A-Za-z]{2,}"),
    "national_id": re.compile(r"(?<!\d)(?<!\d[ .-])\d(?:[ .-]?\d){15}(?![ .-]?\d)"),
    "phone": re.compile(r"(?<!\d)(?:\+?62|0)[ .-]?8\d{1,3}(?:[ .-]?\d{2,5}){2,3}(?!\d)"),
    "file_name": re.compile(
        r"\b[\w()-]{1,100}\.(?:jpe?g|png|webp|heic|pdf|mp4|mov|3gp|m4a|mp3|ogg|opus|wav|docx?)\b", re.I
    ),
    "named": naming.NAMED,
    "reporter": re.compile(r"\b(?:pelapor|pengadu|informan|whistle-?blower)\b", re.IGNORECASE),
}
# Addresses are full of long numbers and file names: in a link a NIK must hold a day of birth.
IN_LINKS: dict[str, re.Pattern[str]] = {
    "email": SIGNS["email"],
    "phone": SIGNS["phone"],
    "national_id": re.compile(r"(?<!\d)[1-9]\d{5}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}(?!\d)"),
}
SENTENCES: dict[str, Promise] = {
    "email": _("Ada alamat surel dalam teks."),
    "national_id": _("Ada angka 16 digit yang mirip NIK."),
    "phone": _("Ada nomor telepon dalam teks."),
    "file_name": _("Ada nama berkas; sebut bukti dengan nomornya."),
    "named": _(
        "Teks menyebut bukti dengan huruf kasus. Hurufnya menunjukkan bahwa beberapa orang melapor; tulis nomornya "
        "dalam berkas ini, misalnya “Bukti 1”."
    ),
    "reporter": _("Teks menyebut pelapor. Paket tidak boleh menunjukkan bahwa ada yang melapor."),
    "copied": _("Teks ini menyalin kalimat dari uraian asli. Tulis dengan kata kantor."),
    "empty": _("Uraian wajib diisi."),
    "too_long": _("Uraian paling panjang 20.000 karakter."),
    "control_characters": _("Uraian mengandung karakter tidak sah."),
    "no_respondent": _("Pilih paling sedikit satu terlapor dari kasus ini."),
    "unchecked": _("Identitas dan status terlapor belum diperiksa atau ditandai belum diketahui."),
    "strange_exhibit": _("Bukti yang dipilih bukan bukti kasus ini."),
    "sealed": _(
        "Teks ini memuat keterangan yang dapat menunjuk orang yang identitasnya tersegel: bagian nama, nomor telepon, "
        "alamat surel, alamat, atau tanggal lahir. Ganti dengan kata umum, misalnya “warga”. Nomor surat dan "
        "keterangan terlapor ikut diperiksa."
    ),
    "vault_down": _("Brankas identitas tidak menjawab, jadi berkas belum dapat diperiksa. Coba lagi sebentar lagi."),
}
ELSEWHERE = _("%(message)s Letaknya: %(place)s.")
ACCEPTABLE = {"reporter", "copied"}  # a person may look and let these pass; the others are put right
STREETS = ("jalan jl gang gg nomor no rt rw kelurahan kecamatan kota kabupaten provinsi desa",)
COPIED = 60  # letters in a row that stand in an original narrative as well


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that keeps a package back, in which field of its form, and where it stands in the narrative.

    One that is not `final` passes once an officer has looked at it and accepts it.
    """

    code: str
    message: str
    place: tuple[int, int] | None = None
    final: bool = True
    field: str = "narrative"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a verifier puts in. `conflicted` are respondents of the personnel office or the PPK's own circle."""

    narrative: str
    letter_number: str
    letter_date: date
    respondents: Sequence[UUID]
    conflicted: Sequence[UUID] = ()
    conflict: str = ""  # why those are, a `ConflictReason`
    exhibits: Sequence[UUID] = ()
    accepted: Collection[str] = ()  # codes of concerns that the verifier has looked at


def build(case: Case, contents: Contents, *, by: Actor) -> ReferralPackage:
    """Make a package of a case; raises `transitions.Unmet` with a sentence per concern, `NotYours` or `Unsound`.

    Files are listed as to be looked at: each travels once `blackening` has made the package's own copy.
    """
    _by_the_office(case, by, Role.VERIFIER)
    soundness.insist(case, letter_date=contents.letter_date)
    narrative = texts.lines(contents.narrative)
    wanted = Respondent.objects.filter(case=case, pk__in=contents.respondents)
    people = list(wanted.select_related("employer").order_by("number"))
    chosen = list(enclosing.travelling(case).filter(pk__in=contents.exhibits).order_by("number", "pk"))
    links = [one.link for one in chosen]
    seen = [*check(case, narrative), *check_beside(contents.letter_number, people, links)]
    said = [concern for concern in seen if concern.final or concern.code not in contents.accepted]
    concerns = [concern.message for concern in (*_of_contents(contents, people, chosen), *said)]
    if concerns := [*concerns, *enclosing.hindering(chosen)]:
        raise Unmet(*concerns)
    _refuse_betrayal(case, [narrative, contents.letter_number, *links], people, by=by)
    with transaction.atomic():
        package = ReferralPackage.objects.create(
            reference=receipts.ticket(),
            sender_id=case.handler_id,
            region_id=case.region_id,
            rule_set=case.rule_set,
            phase=case.phase,
            contest=case.contest,
            offence_id=case.offence_id,
            violation_class=case.office_class or case.violation_class,
            incident_date=case.incident_date,
            narrative=narrative,
            letter_number=contents.letter_number,
            letter_date=contents.letter_date,
            built_by=_person(by),
        )
        _fill(package, case, people, chosen, conflicts=_conflicts(contents, people, _today(case)))
        accepted = sorted(contents.accepted)
        log.record("package:build", subject=package.pk, actor=by.reference, case=case.pk, accepted=accepted)
    return package


def check(case: Case, narrative: str) -> list[Concern]:
    """What in a narrative could lead to a person who reported; empty when nothing does."""
    if not texts.shows(narrative):
        return [_concern("empty")]
    if len(narrative) > LONGEST_NARRATIVE:
        return [_concern("too_long")]
    if texts.refused(narrative):
        return [_concern("control_characters")]
    found = [_concern(code, match.span()) for code, sign in SIGNS.items() if (match := sign.search(narrative))]
    originals = case.links.filter(unlinked_at__isnull=True).values_list("report__narrative", flat=True)
    return [*found, *(_concern("copied", span) for text in originals if (span := _shared(narrative, text)))]


def check_beside(letter_number: str, people: Iterable[leaving.Person], links: Sequence[str]) -> list[Concern]:
    """What in the words beside the narrative could lead to a person who reported, each at its field of the form.

    `links` are those of the chosen evidence in its order, "" for a file.
    """
    found = [_beside(code, "letter_number", str(_("nomor surat"))) for code in _signs(letter_number)]
    for number, name, text in leaving.words(people):
        found += [_beside(code, "respondents", leaving.place(number, name)) for code in _signs(text)]
    for number, link in enumerate(links, 1):
        where = str(_("tautan Bukti %(number)d")) % {"number": number}
        found += [_beside(code, "exhibits", where) for code, sign in IN_LINKS.items() if sign.search(link)]
    return found


def compare(case: Case, said: Iterable[str], people: Iterable[leaving.Person], *, by: Actor) -> list[Concern]:
    """Whether words that are to leave give away anything of the people sealed behind the case; on the record.

    What is said of the `people` leaves with them and is compared as well, in the one question asked of the
    vault. It is one sentence for whatever was found: the vault does not say what. Words that the respondents
    or the place bear as well may stand there (`leaving.spared`).
    """
    region, about = offices.region(case.region_id), list(people)
    places = [region.name, region.province.name, *(district.name for district in offices.districts(region))]
    text = "\n".join(_once([*said, *(text for _number, _name, text in leaving.words(about))]))
    spared = [*leaving.spared(about), *places, *STREETS]
    subjects = case.links.filter(unlinked_at__isnull=True).values_list("report__subject", flat=True)
    try:
        found = privacy.betrays(subjects, text=text, spared=spared, by=_person(by))
    except privacy.VaultDown:
        return [_concern("vault_down")]
    except privacy.Refused as refusal:
        return [Concern(refusal.code, refusal.message)]
    log.record("package:compare", subject=case.pk, actor=by.reference, found=found)
    return [_concern("sealed")] if found else []


def approve(package: ReferralPackage, *, by: Actor) -> ReferralPackage:
    """A leader who did not build it agrees; from now on nothing in it changes.

    Raises `transitions.NotYours` and `Unmet`.
    """
    case = may_be_approved(package, by=by)
    _refuse_betrayal(case, _leaving(package), leaving.of_package(package), by=by)
    with transaction.atomic():
        waiting = ReferralPackage.objects.filter(pk=package.pk, approved_on__isnull=True)
        if not waiting.update(approved_by=by.user, approved_on=_today(case)):
            raise Unmet(str(_("Paket ini sudah disetujui.")))
        log.record("package:approve", subject=package.pk, actor=by.reference)
    package.refresh_from_db()
    return package


def may_be_approved(package: ReferralPackage, *, by: Actor) -> Case:
    """All that stands against an approval and costs the vault nothing: to be said before a leader is asked for a code.

    Returns the case of the package; raises `transitions.NotYours` and `Unmet`, and changes nothing.
    """
    case = case_of(package)
    _by_the_office(case, by, Role.LEADER)
    if package.sender_id != case.handler_id:
        raise Unmet(str(_("Berkas ini disusun kantor sebelumnya. Susun berkas kantor Anda sendiri.")))
    if package.built_by == by.user:
        raise NotYours(str(_("Paket tidak boleh disetujui oleh orang yang menyusunnya.")))
    links = list(package.exhibits.values_list("link", flat=True))
    seen = [*check(case, package.narrative), *check_beside(package.letter_number, leaving.of_package(package), links)]
    if concerns := [concern for concern in seen if concern.final]:
        raise Unmet(*(concern.message for concern in concerns))
    if hindrances := [*knowing.hindrances(case, package), *enclosing.hindrances(package)]:
        raise Unmet(*hindrances)
    return case


def discard(package: ReferralPackage, *, by: Actor) -> None:
    """Throw a package away to build another: an unapproved one, or one whose evidence was taken back before it left."""
    case = case_of(package)
    _by_the_office(case, by, Role.VERIFIER, Role.LEADER)
    with transaction.atomic():
        found = ReferralPackage.objects.select_for_update().get(pk=package.pk)
        if found.approved_on and (found.released_on or not enclosing.taken_back(found)):
            raise Unmet(str(_("Paket ini sudah disetujui.")))
        Consent.objects.filter(package=package).delete()
        enclosing.drop(package)
        enclosing.of_package(package).delete()
        PackageOrigin.objects.filter(package=package).delete()
        package.exhibits.all().delete()
        package.respondents.all().delete()
        log.record("package:discard", subject=package.pk, actor=by.reference, case=case.pk)
        package.delete()


def release(package: ReferralPackage) -> legs.Sent | None:
    """Let an approved package leave: the offices in charge get their legs. Twice is once (None)."""
    return legs.release(package)


def case_of(package: ReferralPackage) -> Case:
    """The case a package came from."""
    return legs.case_of(package)


def _fill(
    package: ReferralPackage,
    case: Case,
    people: Sequence[Respondent],
    chosen: Sequence[Exhibit],
    *,
    conflicts: Mapping[UUID, str],
) -> None:
    # The reporter's own description stays behind: how someone is described tells who describes.
    copies = [
        PackageRespondent(
            package=package,
            number=number,
            name=person.name,
            status=person.status,
            employer_id=person.employer_id,
            employer_text=person.employer_text,
            unit=person.unit,
            position=person.position,
            conflicted=bool(conflicts[person.pk]),
            conflict=conflicts[person.pk],
            person_hash=person.person_hash,
        )
        for number, person in enumerate(people, 1)
    ]
    PackageRespondent.objects.bulk_create(copies)
    PackageOrigin.objects.bulk_create(
        PackageOrigin(case=case, respondent=person, package=package, package_respondent=copy)
        for person, copy in zip(people, copies, strict=True)
    )
    numbered = list(enumerate(chosen, 1))
    PackageExhibit.objects.bulk_create(
        PackageExhibit(package=package, number=number, link=exhibit.link)
        for number, exhibit in numbered
        if exhibit.kind == ExhibitKind.LINK
    )
    files = [(number, exhibit) for number, exhibit in numbered if exhibit.kind == ExhibitKind.FILE]
    if wrong := enclosing.take_along(package, case, files):
        raise Unmet(*wrong)


def _leaving(package: ReferralPackage) -> list[str]:
    """All that leaves in words; raises `Unmet` where a file cannot be read."""
    rows = list(package.exhibits.all())
    said, wrong = enclosing.words(rows)
    if wrong:
        raise Unmet(*wrong)
    return [
        package.narrative,
        package.letter_number,
        *(row.link for row in rows),
        *(row.description for row in rows),
        *said,
    ]


def _refuse_betrayal(case: Case, said: Iterable[str], people: Iterable[leaving.Person], *, by: Actor) -> None:
    if concerns := compare(case, said, people, by=by):
        raise Unmet(*(concern.message for concern in concerns))


def _once(said: Iterable[str]) -> list[str]:
    """What is compared, in one spelling: the vault does not count the same text twice."""
    return [tidy for one in said if (tidy := texts.lines(one).strip())]


def _conflicts(contents: Contents, people: Iterable[Respondent], on: date) -> dict[UUID, str]:
    """Why each person's employer must not follow up: what stands out, else what the verifier says; "" for none."""
    told = ConflictReason(contents.conflict).value if contents.conflict else ConflictReason.STAFF.value
    found = {}
    for one in people:
        employer = offices.get(one.employer_id) if one.employer_id else None
        seen = interests.found(employer, unit=one.unit, position=one.position, on=on)
        found[one.pk] = seen.value if seen else told if one.pk in contents.conflicted else ""
    return found


def _of_contents(contents: Contents, people: Sequence[Respondent], chosen: Sequence[Exhibit]) -> Iterator[Concern]:
    if not people or len(people) != len(set(contents.respondents)):
        yield _concern("no_respondent")
    if any(person.checked_on is None for person in people):
        yield _concern("unchecked")
    if len(chosen) != len(set(contents.exhibits)):
        yield _concern("strange_exhibit")


def _concern(code: str, place: tuple[int, int] | None = None) -> Concern:
    return Concern(code, str(SENTENCES[code]), place, final=code not in ACCEPTABLE)


def _signs(text: str) -> list[str]:
    return [code for code, sign in SIGNS.items() if sign.search(text)]


def _beside(code: str, field: str, place: str) -> Concern:
    message = str(ELSEWHERE) % {"message": SENTENCES[code], "place": place}
    return Concern(code, message, final=code not in ACCEPTABLE, field=field)


def _shared(narrative: str, original: str) -> tuple[int, int] | None:
    """Where the narrative has `COPIED` letters in a row that stand in an original as well."""
    pieces = {original[start : start + COPIED] for start in range(len(original) - COPIED + 1)}
    for start in range(len(narrative) - COPIED + 1):
        if narrative[start : start + COPIED] in pieces:
            return start, start + COPIED
    return None


def _by_the_office(case: Case, by: Actor, *roles: Role) -> None:
    if by.role not in roles:
        raise NotYours(str(_("Langkah ini bukan wewenang peran Anda.")))
    if offices.in_office(offices.get(case.handler_id), _today(case)).code != by.agency:
        raise NotYours(str(_("Perkara ini dipegang kantor lain.")))


def _person(by: Actor) -> UUID:
    if by.user is None:
        message = "a package names the officer who built it. Pass an Actor with a user"
        raise ValueError(message)
    return by.user


def _today(case: Case) -> date:
    return days.local_date(timezone.now(), offices.region(case.region_id).zone)
