"""The questions of the official report form (Perbawaslu 7/2022 and 9/2024), in plain words, by step.

Names are the field names of the API, dotted where they lie inside another. What an answer may be is
decided by `reports.requirements`; here is only how it is asked.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions.enums import ContestKind
from reports.enums import Capacity, EmploymentStatus, Favoured, Knowers, ReportKind, Sex


class Shape(StrEnum):
    """How an answer is given."""

    LINE = "line"
    LINES = "lines"
    DATE = "date"
    EMAIL = "email"
    PHONE = "tel"
    PICK = "pick"  # a closed list, one of many
    RADIO = "radio"  # a closed list, shown whole
    DISTRICT = "district"  # kecamatan under their region
    ACT = "act"  # acts under their groups, with examples
    EMPLOYER = "employer"  # free text with suggestions
    PLACES = "places"  # several of a closed list: where else


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """One question: its name in the API, how it is asked, and how long an answer may be.

    Compared by identity, so that what is made of one can be kept: its words are lazy.
    """

    name: str
    label: Promise
    shape: Shape = Shape.LINE
    help: Promise | str = ""
    choices: type[TextChoices] | None = None
    optional: bool = False
    limit: int = 120
    size: str = ""  # "short", "middle", "long": how wide or tall the answer probably is


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One page of the form. `block` names the list whose entries the page repeats."""

    name: str
    label: Promise
    questions: tuple[Question, ...] = ()
    block: str = ""
    entry: tuple[Question, ...] = ()
    most: int = 0


class Kind(TextChoices):
    """The two doors, as the last choice before sending."""

    REPORT = ReportKind.REPORT.value, _("Laporan resmi, dengan nama dan alamat saya")
    TIP = ReportKind.TIP.value, _("Informasi awal, tanpa nama")


INCIDENT = Step(
    name="kejadian",
    label=_("Kejadian"),
    questions=(
        Question(
            name="district",
            label=_("Di mana kejadiannya?"),
            shape=Shape.DISTRICT,
            help=_(
                "Pilih kecamatan, atau wilayahnya saja bila kecamatannya belum tahu. "
                "Untuk media sosial, pilih wilayah tempat tugas yang dilaporkan."
            ),
        ),
        Question(
            name="also_in",
            label=_("Juga terjadi di"),
            shape=Shape.PLACES,
            help=_(
                "Tandai yang lain saja. Menurut aturan, perbuatan di beberapa kabupaten/kota ditangani Bawaslu "
                "Provinsi; di beberapa provinsi, Bawaslu RI."
            ),
            optional=True,
        ),
        Question(
            name="place",
            label=_("Tempat persisnya"),
            help=_("Nama gedung, jalan, grup, atau akun."),
            limit=300,
            optional=True,
        ),
        Question(
            name="incident_date",
            label=_("Tanggal kejadian"),
            shape=Shape.DATE,
            help=_("Bila berulang, tanggal yang terakhir."),
            optional=True,
        ),
        Question(
            name="known_date",
            label=_("Tanggal Anda mengetahuinya"),
            shape=Shape.DATE,
            help=_("Tujuh hari untuk melapor dihitung sejak Anda tahu, bukan sejak kejadian."),
            optional=True,
        ),
        Question(
            name="act",
            label=_("Mana yang paling mirip?"),
            shape=Shape.ACT,
            help=_("Pilih satu. Anda tidak perlu tahu pasalnya."),
            optional=True,
        ),
        Question(
            name="narrative",
            label=_("Ceritakan kejadiannya"),
            shape=Shape.LINES,
            help=_(
                "Apa yang dilakukan, siapa, kapan, di mana, bagaimana. Tulis yang Anda lihat atau dengar "
                "sendiri; jangan menulis nama Anda di sini."
            ),
            limit=20_000,
            size="long",
        ),
        Question(
            name="contest",
            label=_("Untuk pemilihan apa?"),
            shape=Shape.PICK,
            choices=ContestKind,
            optional=True,
            size="middle",
        ),
        Question(
            name="favoured",
            label=_("Siapa yang diuntungkan?"),
            shape=Shape.PICK,
            choices=Favoured,
            optional=True,
            size="middle",
        ),
    ),
)
RESPONDENT = Step(
    name="terlapor",
    label=_("Terlapor"),
    block="respondents",
    most=20,
    entry=(
        Question(name="name", label=_("Nama"), help=_("Nama panggilan atau inisial juga boleh.")),
        Question(
            name="position",
            label=_("Jabatan atau pekerjaan"),
            help=_("Misalnya camat, guru, kepala dinas, staf kelurahan."),
        ),
        Question(
            name="employer",
            label=_("Instansi tempat bekerja"),
            shape=Shape.EMPLOYER,
            help=_("Pilih dari daftar atau tulis sendiri."),
        ),
        Question(
            name="unit",
            label=_("Unit kerja"),
            help=_("Misalnya Kecamatan Sungai Kunjang, SDN 5, Dinas Pendidikan."),
        ),
        Question(name="status", label=_("Status"), shape=Shape.PICK, choices=EmploymentStatus, size="middle"),
        Question(
            name="description",
            label=_("Ciri lain yang menolong"),
            shape=Shape.LINES,
            help=_("Akun media sosial, ciri fisik, atau cara mengenalinya di foto."),
            limit=500,
        ),
    ),
)
EVIDENCE = Step(
    name="bukti",
    label=_("Bukti"),
    questions=(
        Question(
            name="knowers",
            label=_("Berapa orang yang mungkin tahu hal ini?"),
            shape=Shape.PICK,
            help=_(
                "Bila sedikit, isi laporan dapat menunjuk kepada Anda. Kurang dari lima: uraian dan bukti Anda tidak "
                "keluar dari Bawaslu tanpa persetujuan Anda lewat kode."
            ),
            choices=Knowers,
            optional=True,
            size="middle",
        ),
    ),
    block="witnesses",
    most=10,
    entry=(
        Question(name="name", label=_("Nama saksi")),
        Question(name="address", label=_("Alamat"), limit=300),
        Question(name="phone", label=_("Telepon"), shape=Shape.PHONE, limit=30, size="short"),
    ),
)
REPORTER = Step(
    name="pelapor",
    label=_("Pelapor"),
    questions=(
        Question(
            name="kind",
            label=_("Bagaimana Anda ingin menyampaikannya?"),
            shape=Shape.RADIO,
            choices=Kind,
        ),
        Question(name="reporter.name", label=_("Nama lengkap"), help=_("Seperti pada KTP.")),
        Question(
            name="reporter.address",
            label=_("Alamat"),
            help=_("Seperti pada KTP."),
            limit=300,
        ),
        Question(name="reporter.birth_place", label=_("Tempat lahir"), limit=80, optional=True),
        Question(name="reporter.birth_date", label=_("Tanggal lahir"), shape=Shape.DATE, optional=True),
        Question(
            name="reporter.sex", label=_("Jenis kelamin"), shape=Shape.PICK, choices=Sex, optional=True, size="middle"
        ),
        Question(name="reporter.occupation", label=_("Pekerjaan"), limit=80, optional=True, size="middle"),
        Question(name="reporter.citizenship", label=_("Kewarganegaraan"), limit=60, optional=True, size="middle"),
        Question(
            name="reporter.phone",
            label=_("Telepon"),
            shape=Shape.PHONE,
            limit=30,
            optional=True,
            size="short",
        ),
        Question(
            name="reporter.email",
            label=_("Surel"),
            shape=Shape.EMAIL,
            help=_("Untuk pemberitahuan singkat tanpa isi laporan. Jangan pakai surel kantor."),
            limit=254,
            optional=True,
            size="middle",
        ),
        Question(
            name="capacity",
            label=_("Anda melapor sebagai"),
            shape=Shape.PICK,
            choices=Capacity,
            optional=True,
        ),
    ),
)
REVIEW = Step(name="tinjau", label=_("Tinjau"))

STEPS = (INCIDENT, RESPONDENT, EVIDENCE, REPORTER, REVIEW)
BY_NAME = {step.name: step for step in STEPS}


def following(step: Step) -> Step:
    """The next page; the last one follows itself."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def preceding(step: Step) -> Step | None:
    """The page before; None for the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


# What is written on the pages of a code, beside the questions of the form.
WRITTEN = {"text": _("Tulis kepada petugas"), "links": _("Tautan")}


def label_of(path: str) -> str:
    """The question behind a dotted path, with the number of the person it is asked about; empty for none."""
    head, *rest = path.split(".")
    for step in STEPS:
        for question in step.questions:
            if question.name == path:
                return str(question.label)
        if head == step.block and len(rest) == 2 and rest[0].isdecimal():
            labels = {question.name: str(question.label) for question in step.entry}
            return f"{labels[rest[1]]} ({int(rest[0]) + 1})" if rest[1] in labels else ""
    return str(WRITTEN.get(path, ""))


def step_of(path: str) -> Step:
    """The page on which the field with this dotted path is asked; the first for one asked nowhere."""
    head = path.split(".")[0]
    for step in STEPS:
        if head == step.block or any(question.name.split(".")[0] == head for question in step.questions):
            return step
    return INCIDENT
