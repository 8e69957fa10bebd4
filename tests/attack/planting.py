"""A case that went all the way to a decision, with a canary in every text that people wrote on the way."""

import io
import itertools
import random
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from procedures.models import Proceeding
from procedures.vocabulary import Actor
from reports import drafts, exhibits, handling, hearings, messages, packages, plenary, receipts
from reports.blackening import Marks
from reports.enums import Channel, ReplyKind
from reports.models.case import Case
from reports.models.package import PackageLeg, PackageRespondent, ReferralPackage
from reports.models.report import Exhibit, Report
from reports.submission import ReporterEntry, RespondentEntry, WitnessEntry
from sanctions import decisions, recommendations
from sanctions.models.catalogue import SanctionKind
from services.accounts.enums import DataGroup, Role
from services.evidence import copies
from tests.factories import accounts, reports
from tests.factories.packages import looked

DAY = date(2024, 10, 3)
OFFICE, PERSONNEL = "bawaslu-balikpapan", "bkpsdm-balikpapan"
LETTERS = "bcdfghjkmnpqrtvwxz23456789"  # none that spells a word, none that looks like another
VERBS = ["assign", "class", "link", "package", "register", "reply", "message", "announce", "minutes", "refer"]
NIP = "198501012010011001"
DESK, PICTURE = ("exhibit", "exhibit_file"), ("blacken", "clean", "result")


@dataclass
class Planted:
    """The case and its canaries, each with the groups of data in which it may stand."""

    canaries: dict[str, set[str]] = field(default_factory=dict)
    code: str = ""
    case: Case = field(default_factory=Case)
    package: ReferralPackage = field(default_factory=ReferralPackage)
    waiting: ReferralPackage = field(default_factory=ReferralPackage)  # a second one that nobody has looked at yet
    person: PackageRespondent = field(default_factory=PackageRespondent)
    people: dict[str, Any] = field(default_factory=dict)
    _chance: random.Random = field(default_factory=lambda: random.Random(20241003))  # noqa: S311  (no secret)

    def word(self, *groups: str) -> str:
        """A new canary that may stand in these groups of data."""
        made = "".join(self._chance.choice(LETTERS) for _ in range(14))
        self.canaries[made] = set(groups)
        return made

    def number(self, start: str, length: int, *groups: str) -> str:
        """A new canary of digits."""
        made = start + "".join(self._chance.choice("0123456789") for _ in range(length - len(start)))
        self.canaries[made] = set(groups)
        return made

    @property
    def report(self) -> Report:
        """The one report of the case."""
        return reports.report_of(self.code)

    def ids(self) -> dict[str, list[object]]:
        """Keys of everything that lies in the case, by placeholder of our addresses."""
        legs = Proceeding.objects.filter(package_leg__respondent=self.person).values_list("pk", flat=True)
        everything = [self.case.pk, self.report.pk, self.report.subject, self.package.pk, self.person.pk]
        return {
            "uuid:object_id": everything,
            "path:object_id": [self.case.pk, self.report.subject],
            "int:object_id": self.minutes(),
            "uuid:pk": [self.package.pk, self.waiting.pk, *Exhibit.objects.values_list("pk", flat=True)],
            "uuid:respondent": [self.person.pk],
            "int:leg": list(legs),
            "slug:verb": VERBS,
            "slug:event": ["recommend", "decide", "execute"],
        }

    def addresses(self) -> list[str]:
        """Where the files of both packages open, each under its own number: every combination would be too many."""
        found = [reverse(f"admin:reports_packagerespondent_{one}", args=[self.person.pk, 2]) for one in DESK]
        for package in (self.package, self.waiting):
            found.append(reverse("admin:reports_case_package_file", args=[self.case.pk, package.pk, 2]))
            found += [reverse(f"admin:reports_case_{one}", args=[self.case.pk, package.pk, 2, 1]) for one in PICTURE]
        return found

    def minutes(self) -> list[object]:
        """Keys of the plenary minutes."""
        return list(self.case.decisions.values_list("minutes", flat=True))


def grow() -> Planted:
    """Everything, through the real verbs, on one morning of the campaign."""
    planted = Planted()
    _file(planted)
    _talk(planted)
    _study(planted)
    _refer(planted)
    _conclude(planted)
    reports.relayed()
    planted.case.refresh_from_db()
    planted.package.refresh_from_db()
    return planted


def _by(role: str, agency: str = OFFICE, user: UUID | None = None) -> Actor:
    return reports.officer(role, agency, user)


def _file(planted: Planted) -> None:
    word, number = planted.word, planted.number
    d1, d3, d4 = DataGroup.REPORTER_IDENTITY, DataGroup.RESPONDENT_IDENTITY, DataGroup.NARRATIVE_ORIGINAL
    filing = reports.submission(
        place=f"Aula {word(d4)}",
        narrative=f"Pada pertemuan itu pegawai tersebut mengajak semua warga memilih satu pasangan. {word(d4)}",
        respondents=(
            RespondentEntry(
                name=f"Contoh {word(d3)}", status="pns", employer="pemkot-balikpapan",
                unit=f"Bagian {word(d3)}", position=f"Kepala {word(d3)}", description=f"Ciri {word(d3)}",
            ),
        ),
        witnesses=(
            WitnessEntry(name=f"Saksi {word(d1)}", address=f"Jalan {word(d1)}", phone=number("0812", 12, d1)),
        ),
        reporter=ReporterEntry(
            name=f"Warga {word(d1)}", birth_place=word(d1), birth_date=date(1990, 1, 2), sex="female",
            occupation=word(d1), citizenship=f"Indonesia {word(d1)}", address=f"Jalan {word(d1)} 1",
            phone=number("0813", 12, d1), email=f"{word(d1, DataGroup.REPORTER_LINKAGE)}@contoh.invalid",
        ),
    )  # fmt: skip
    code = receipts.issue()
    drafts.save_card(code, {}, telling_photo(word(d1), word(d1)))
    planted.code, planted.case = reports.filed(filing, code=code, channel=Channel.FORM)
    secret = planted.code.replace("-", "").lower()
    planted.canaries[secret] = {DataGroup.REPORTER_LINKAGE}
    original, copy = DataGroup.EVIDENCE_ORIGINAL, DataGroup.EVIDENCE_COPY
    exhibits.accept_link(planted.code, f"https://contoh.invalid/{word(original, copy)}")
    content = telling_photo(word(original), word(original))
    upload = SimpleUploadedFile(f"{word(original)}.jpg", content, content_type="image/jpeg")
    Client().post("/api/v1/reports/evidence/", {"receipt": planted.code, "file": upload})
    copies.make(1)


def telling_photo(maker: str, place: str) -> bytes:
    """A photo that tells more than it shows."""
    hidden = Image.Exif()
    hidden[0x010F], hidden[0x9286] = maker, f"GPS {place}"
    target = io.BytesIO()
    Image.new("RGB", (120, 80), "#b9cbd6").save(target, "JPEG", exif=hidden.tobytes(), comment=place.encode())
    return target.getvalue()


def _talk(planted: Planted) -> None:
    word = planted.word
    messages.from_reporter(planted.code, f"Saya punya rekaman lain. {word(DataGroup.MESSAGES)}")
    messages.from_office(planted.report, f"Terima kasih. {word(DataGroup.MESSAGES)}", by=_by(Role.VERIFIER))


def _study(planted: Planted) -> None:
    word, case, notes = planted.word, planted.case, DataGroup.NOTES
    verifier = accounts.officer("verifier", OFFICE)
    planted.people["assigned"] = verifier
    by = _by(Role.VERIFIER, user=verifier.pk)
    handling.assign(case, officer=verifier.pk, by=by)
    handling.reclass(case, office_class="ethics", reason=f"Kajian {word(notes)}", by=by)
    handling.register(case, number="001/Reg/CONTOH", note=f"Catatan {word(notes)}", by=by)
    for person in case.respondents.all():
        hearings.record_status_check(person, known=True, on=DAY, by=by, found={"nip": NIP})
        hearings.record_reply(person, kind=ReplyKind.ANSWER, on=DAY, by=by, summary=f"Jawaban {word(notes)}")
    seats = [f"Anggota {word(notes)}" for _ in range(4)]
    meeting = plenary.Plenary(f"1/BA/{word(notes)}"[:40], DAY, f"Agenda {word(notes)}", seats, ("Anggota Lima",), seats)
    plenary.record(case, meeting, by=_by(Role.LEADER), dissent=f"Beda {word(notes)}")


def _refer(planted: Planted) -> None:
    word, case = planted.word, planted.case
    contents = packages.Contents(
        narrative=f"Pegawai tersebut ikut serta dalam kegiatan satu pasangan. {word(DataGroup.NARRATIVE_REDACTED)}",
        letter_number="012/PM.05/CONTOH",
        letter_date=DAY,
        respondents=list(case.respondents.values_list("pk", flat=True)),
        exhibits=list(Exhibit.objects.values_list("pk", flat=True)),
    )
    by = _by(Role.VERIFIER, user=planted.people["assigned"].pk)
    planted.waiting = packages.build(case, replace(contents, letter_number="013/PM.05/CONTOH"), by=by)
    built = looked(packages.build(case, contents, by=by), case, Marks(cells=[0]))
    planted.package = packages.approve(built, by=_by(Role.LEADER))
    handling.refer(case, by=_by(Role.LEADER))
    reports.relayed()
    planted.person = planted.package.respondents.get()


def _conclude(planted: Planted) -> None:
    word, sanction = planted.word, DataGroup.SANCTION
    bkn = _by(Role.BKN, "bkn")
    leg = PackageLeg.objects.get(respondent=planted.person, procedure="oversight")
    recommendations.recommend(
        leg,
        by=bkn,
        number="12/R/CONTOH",
        dated_on=DAY,
        violation_class="ethics",
        text=f"Agar dijatuhi sanksi. {word(sanction)}",
    )
    reports.relayed()
    decisions.decide(
        PackageLeg.objects.get(respondent=planted.person, procedure="personnel"),
        by=_by(Role.BKPSDM, PERSONNEL),
        kind=SanctionKind.objects.filter(level="moral").order_by("order").first(),
        decree_number="800/1/CONTOH",
        decree_date=DAY,
        starts_on=DAY,
        signatory=f"Pejabat {word(sanction)}",
        reply=ReplyKind.ANSWER,
        replied_on=DAY,
        mismatch_reason=f"Alasan {word(sanction)}",
    )


def sealed_files() -> bytes:
    """The bytes of everything that lies in the folder of sealed files."""
    files = sorted(path for path in settings.EVIDENCE_DIR.rglob("*") if path.is_file())
    return b"\n".join(itertools.chain.from_iterable((str(path).encode(), path.read_bytes()) for path in files))
