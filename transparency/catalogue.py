"""The closed list of public tables: name, tier, unit, definition, columns. Nothing else is published."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: its name in CSV and JSON, its heading, and `string`, `date` or `integer`."""

    name: str
    title: Text
    type: Literal["string", "date", "integer"] = "string"


@dataclass(frozen=True)
class Table:
    """One public table. `unit` says what is counted: cases and persons never stand in one column.

    `stages` are the announced stages it shows; `by_month` tells a long table (one row per region,
    election, month and stage) from a wide one (one row per region, one column per stage).
    """

    name: str
    title: Text
    unit: Literal["case", "person"]
    definition: Text
    stages: tuple[tuple[str, Text], ...]
    by_month: bool = False
    tier: str = "announced"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        region = (Column("region", _("Kode wilayah")), Column("region_name", _("Wilayah")))
        if self.by_month:
            return (
                *region,
                Column("election", _("Pemilihan")),
                Column("month", _("Bulan"), "date"),
                Column("stage", _("Tahap")),
                Column("number", _("Jumlah"), "integer"),
            )
        return (*region, *(Column(code, title, "integer") for code, title in self.stages))


CASE_STAGES = (
    ("registered", _("Diregistrasi")),
    ("not_registered", _("Tidak diregistrasi")),
    ("not_violation", _("Bukan pelanggaran")),
    ("referred", _("Diteruskan")),
)
PERSON_STAGES = (
    ("referred", _("Diteruskan")),
    ("recommended", _("Direkomendasikan")),
    ("not_proven", _("Tidak terbukti")),
    ("decided", _("Diputus PPK")),
)

TABLES = (
    Table(
        name="case-funnel",
        title=_("Perjalanan perkara di Bawaslu, menurut wilayah"),
        unit="case",
        definition=_(
            "Satu perkara adalah satu perbuatan yang dilaporkan, berapa pun laporannya. Dihitung pada tahap yang sudah "
            "diumumkan kantor Bawaslu. Satu perkara dapat terhitung di beberapa tahap."
        ),
        stages=CASE_STAGES,
    ),
    Table(
        name="person-funnel",
        title=_("Tindak lanjut terhadap orang yang diteruskan, menurut wilayah"),
        unit="person",
        definition=_(
            "Satu orang adalah satu terlapor dalam satu perkara yang diteruskan Bawaslu. Direkomendasikan berarti "
            "KASN/BKN mengirim rekomendasi; diputus berarti pejabat pembina kepegawaian (PPK) menetapkan keputusan."
        ),
        stages=PERSON_STAGES,
    ),
    Table(
        name="cases-by-month",
        title=_("Perkara menurut wilayah, pemilihan, bulan, dan tahap"),
        unit="case",
        definition=_("Bulan adalah bulan terjadinya tahap itu. Hanya tahap yang sudah diumumkan kantor."),
        stages=CASE_STAGES,
        by_month=True,
    ),
    Table(
        name="persons-by-month",
        title=_("Orang yang diteruskan menurut wilayah, pemilihan, bulan, dan tahap"),
        unit="person",
        definition=_("Bulan adalah bulan terjadinya tahap itu. Hanya tahap yang sudah diumumkan kantor."),
        stages=PERSON_STAGES,
        by_month=True,
    ),
)
BY_NAME = {table.name: table for table in TABLES}
