"""What a filing must be to be stored, and what the law still asks of it: one list for all doors.

`problems` refuses what cannot be stored as typed; `missing` names which of the three formal and
three material requirements are not met, and never refuses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidance import acts
from procedures import deadlines
from regions import calendars, days, offices
from regions.calendars import Placement
from regions.enums import ContestKind, OtherPlace
from regions.models import Region
from reports import texts
from reports.enums import Capacity, EmploymentStatus, Favoured, Knowers, ReportKind, Requirement, Sex
from reports.submission import (
    MOST_RESPONDENTS,
    MOST_WITNESSES,
    Problem,
    ReporterEntry,
    RespondentEntry,
    Submission,
    WitnessEntry,
    read,
    tidy,
)  # fmt: skip

__all__ = [
    "Missing", "Problem", "ReporterEntry", "RespondentEntry", "Submission", "WitnessEntry",
    "adult", "describes", "employer", "given", "is_late", "missing", "names_someone", "placement", "problems",
    "read", "still", "tidy", "wanted", "window",
]  # fmt: skip

NARRATIVE_LIMIT = 20_000  # code points, each newline counted once
EARLIEST, EARLIEST_BIRTH = date(2000, 1, 1), date(1900, 1, 1)
FEWEST_LETTERS = 20  # a shorter narrative cannot say what, where, when and how
VOTING_AGE = 17
KINDS = (ReportKind.REPORT, ReportKind.TIP)  # a finding is opened by staff
LIMITS = {
    "place": 300, "narrative": NARRATIVE_LIMIT, "name": 120, "employer": 120, "unit": 120, "position": 120,
    "description": 500, "address": 300, "birth_place": 80, "occupation": 80, "citizenship": 60,
}  # fmt: skip
CLOSED: dict[str, type[TextChoices]] = {
    "contest": ContestKind,
    "favoured": Favoured,
    "capacity": Capacity,
    "knowers": Knowers,
    "status": EmploymentStatus,
    "sex": Sex,
}
CHOICES = {name: frozenset(listed.values) for name, listed in CLOSED.items()}
SENTENCES: dict[str, Promise] = {
    "invalid_choice": gettext_lazy("Pilihan ini tidak dikenal atau sudah berubah."),
    "required": gettext_lazy("Isian ini wajib diisi."),
    "control_characters": gettext_lazy("Isian ini mengandung karakter tidak sah."),
    "future": gettext_lazy("Tanggal ini belum terjadi di wilayah itu."),
    "too_early": gettext_lazy("Tanggal ini terlalu lama berlalu."),
    "before_incident": gettext_lazy("Tanggal diketahui tidak mungkin sebelum tanggal kejadian."),
    "other_region": gettext_lazy("Kecamatan ini bukan bagian dari wilayah yang dipilih."),
    "not_allowed": gettext_lazy("Informasi awal tidak memuat identitas pelapor. Pilih laporan resmi, atau kosongkan."),
    "email": gettext_lazy("Tulis satu alamat surel, misalnya nama@contoh.id."),
    "phone": gettext_lazy("Tulis nomor telepon dengan angka, misalnya 0812 0000 0000."),
}
WANTED: dict[str, Promise] = {
    Requirement.REPORTER: gettext_lazy("Laporan resmi memerlukan nama dan alamat pelapor."),
    Requirement.RESPONDENT: gettext_lazy("Sebutkan siapa yang dilaporkan; nama, jabatan, atau tempat kerjanya cukup."),
    Requirement.LATE: gettext_lazy("Laporan disampaikan setelah batas waktu sejak peristiwa diketahui."),
    Requirement.TIME_PLACE: gettext_lazy("Sebutkan kapan dan di mana peristiwa terjadi."),
    Requirement.DESCRIPTION: gettext_lazy("Uraikan peristiwanya: apa, siapa, kapan, di mana, dan bagaimana."),
    Requirement.EVIDENCE: gettext_lazy("Sertakan bukti: foto, rekaman, dokumen, atau tautan."),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One requirement of the law that is not met yet."""

    code: str
    message: str


def problems(submission: Submission) -> list[Problem]:
    """What cannot be stored as typed, in the order of the form; empty when it can be filed."""
    return list(_problems(tidy(submission)))


def employer(text: str) -> str | None:
    """The code of the employer the text names; None where it is free text, however code-like."""
    agency = offices.find(text.strip().lower())
    return agency.code if agency and agency.is_employer else None


def placement(submission: Submission) -> Placement:
    """Where the act stands in the calendar: by its own day, else the day it became known, else today."""
    zone = offices.region(submission.region).zone
    on = submission.incident_date or submission.known_date or days.local_date(timezone.now(), zone)
    return calendars.phase(submission.contest, submission.region, on)


def window(
    known_date: date | None, incident_date: date | None, *, rule_set: str, region: str
) -> deadlines.Reading | None:
    """The days in which the law asks to file; None outside elections or where no day is known.

    They count from the day the act became known; without it from the act itself, which is never later.
    """
    known_on = known_date or incident_date
    if known_on is None:
        return None
    return deadlines.filing_window(known_on, rule_set=rule_set, region=region, zone=offices.region(region).zone)


def is_late(reading: deadlines.Reading | None, *, today: date) -> bool:
    """Whether the local day `today` lies after the window; never where there is none."""
    return reading is not None and days.start_of(today, reading.zone) >= reading.due_at


def missing(submission: Submission, *, placement: Placement, today: date, evidence: bool) -> list[Missing]:
    """The requirements not met on `today` (a local date), in the order of the law.

    `evidence`: whether a file or link has been received. For a tip the list is information only.
    """
    reading = window(
        submission.known_date, submission.incident_date, rule_set=placement.rule_set, region=submission.region
    )
    reporter = given(submission.reporter, on=today)
    met = {
        Requirement.REPORTER: reporter["name_given"] and reporter["address_given"],
        Requirement.RESPONDENT: any(names_someone(entry) for entry in submission.respondents),
        Requirement.LATE: not is_late(reading, today=today),
        Requirement.TIME_PLACE: submission.incident_date is not None and texts.shows(submission.place),
        Requirement.DESCRIPTION: describes(submission.narrative),
        Requirement.EVIDENCE: evidence,
    }
    return [wanted(code) for code in Requirement if not met[code]]


def still(codes: Iterable[str], *, met: Iterable[str], late: bool) -> list[str]:
    """The codes that remain of an earlier list, in the order of the law."""
    left = set(codes) - set(met) - {Requirement.LATE.value} | ({Requirement.LATE.value} if late else set())
    return [code.value for code in Requirement if code in left]


def wanted(code: str) -> Missing:
    """A requirement with its sentence."""
    return Missing(Requirement(code).value, str(WANTED[code]))


def given(reporter: ReporterEntry | None, *, on: date) -> dict[str, bool | None]:
    """The yes/no facts about a reporter that are kept outside the vault, as columns of `Report`."""
    reporter = reporter or ReporterEntry()
    return {
        "name_given": texts.shows(reporter.name),
        "address_given": texts.shows(reporter.address),
        "contact_given": bool(reporter.email),
        "adult": adult(reporter, on=on),
    }


def adult(reporter: ReporterEntry, *, on: date) -> bool | None:
    """Whether the reporter was of voting age on that day; None where no birth date was given."""
    if reporter.birth_date is None:
        return None
    born = reporter.birth_date
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) >= VOTING_AGE


def names_someone(entry: RespondentEntry) -> bool:
    """Whether the entry tells anything by which a person could be found."""
    known = (entry.name, entry.position, entry.unit, entry.employer, entry.description)
    return any(texts.shows(text) for text in known)


def describes(narrative: str | None) -> bool:
    """Whether a narrative is long enough to tell what, where, when and how."""
    return sum(sign.isalnum() for sign in narrative or "") >= FEWEST_LETTERS


def _region(submission: Submission) -> Region | None:
    return next((region for region in offices.regions() if region.code == submission.region), None)


def _district_codes(region: Region) -> set[str]:
    return {district.code for district in offices.districts(region)}


def _wrong(field: str, code: str) -> Problem:
    return Problem(field, code, str(SENTENCES[code]))


def _problems(submission: Submission) -> Iterator[Problem]:
    yield from _kind_and_place(submission)
    yield from _dates(submission)
    yield from _narrative(submission)
    yield from _fields(submission, "", ("place", "contest", "favoured", "capacity", "knowers"))
    yield from _many("respondents", submission.respondents, MOST_RESPONDENTS)
    yield from _many("witnesses", submission.witnesses, MOST_WITNESSES)
    if submission.reporter is not None:
        yield from _reporter(submission, submission.reporter)


def _kind_and_place(submission: Submission) -> Iterator[Problem]:
    if submission.kind not in KINDS:
        yield _wrong("kind", "invalid_choice" if submission.kind else "required")
    region = _region(submission)
    if region is None:
        yield _wrong("region", "invalid_choice" if submission.region else "required")
    elif submission.district and submission.district not in _district_codes(region):
        elsewhere = any(submission.district in _district_codes(other) for other in offices.regions())
        yield _wrong("district", "other_region" if elsewhere else "invalid_choice")
    if not {one.code for one in offices.regions()}.union(OtherPlace.values).issuperset(submission.also_in):
        yield _wrong("also_in", "invalid_choice")
    if submission.act and acts.get(submission.act) is None:
        yield _wrong("act", "invalid_choice")


def _dates(submission: Submission) -> Iterator[Problem]:
    region = _region(submission)
    today = days.local_date(timezone.now(), region.zone) if region else None
    for name in ("incident_date", "known_date"):
        on = getattr(submission, name)
        if on is not None and on < EARLIEST:
            yield _wrong(name, "too_early")
        elif on is not None and today is not None and on > today:
            yield _wrong(name, "future")
    if submission.incident_date and submission.known_date and submission.known_date < submission.incident_date:
        yield _wrong("known_date", "before_incident")


def _narrative(submission: Submission) -> Iterator[Problem]:
    if submission.narrative is None and submission.kind != ReportKind.TIP:
        return  # an official report without it is stored, and told what is missing
    if not texts.shows(submission.narrative or ""):
        yield Problem("narrative", "required", _("Uraian kejadian wajib diisi."))
    else:
        yield from _fields(submission, "", ("narrative",))


def _many(name: str, entries: Sequence[RespondentEntry | WitnessEntry], most: int) -> Iterator[Problem]:
    if len(entries) > most:
        yield Problem(name, "too_many", _("Paling banyak %(limit)s orang.") % {"limit": most})
        return
    for index, entry in enumerate(entries):
        yield from _fields(entry, f"{name}.{index}.", [field.name for field in fields(entry)])


def _reporter(submission: Submission, reporter: ReporterEntry) -> Iterator[Problem]:
    if submission.kind == ReportKind.TIP:
        yield _wrong("reporter", "not_allowed")
        return
    yield from _fields(reporter, "reporter.", [field.name for field in fields(reporter)])
    if reporter.email and texts.email(reporter.email) is None:
        yield _wrong("reporter.email", "email")
    region = _region(submission)
    born = reporter.birth_date
    if born and born < EARLIEST_BIRTH:
        yield _wrong("reporter.birth_date", "too_early")
    elif born and region and born > days.local_date(timezone.now(), region.zone):
        yield _wrong("reporter.birth_date", "future")


def _fields(entry: object, path: str, names: Iterable[str]) -> Iterator[Problem]:
    """The checks of single fields: signs, length, choice, telephone."""
    for name in names:
        value = getattr(entry, name)
        if not value or not isinstance(value, str):
            continue
        if texts.refused(value):
            yield _wrong(path + name, "control_characters")
        elif name in CHOICES and value not in CHOICES[name]:
            yield _wrong(path + name, "invalid_choice")
        elif len(value) > LIMITS.get(name, len(value)):
            limit = f"{LIMITS[name]:,}".replace(",", ".")
            yield Problem(path + name, "max_length", _("Paling banyak %(limit)s karakter.") % {"limit": limit})
        elif name == "phone" and texts.phone(value) is None:
            yield _wrong(path + name, "phone")
