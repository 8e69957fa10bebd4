"""Sixty packages with a planted trace of the sealed people are refused; of sixty clean ones at most two.

Generated from a fixed seed, against real envelopes that the vault's desk opens. Every name is invented.
"""

import random
from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from procedures.transitions import Unmet
from reports import handling, packages
from reports.models.case import Case
from reports.models.package import ReferralPackage
from reports.packages import Contents
from reports.submission import ReporterEntry, WitnessEntry
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
FIRST = (
    "Wirasta",
    "Meilani",
    "Gondowati",
    "Setia",
    "Putri",
    "Ngurahadi",
    "Yusriansyah",
    "Kartikawati",
    "Juli",
    "Damai",
)
MIDDLE = ("Andalusia", "bin Sukmawan", "Ratnaningtyas", "Hariyadi", "Bunga", "Pangestu")
LAST = ("Contohwijaya", "Rekaputra", "Fiksiana", "Umpamasari", "Andaikata", "Misalkanto")
STREETS = ("Melati Putih", "Pelita Raya", "Cendana Baru", "Arjuna Timur", "Teratai")
# What an office writes. Words that are also names, numbers of letters, clocks and telephones of offices stand in it.
CLEAN = (
    "Pada {day} {place} terlapor ikut berorasi dan mengajak warga memilih salah satu pasangan calon.",
    "Terlapor menyukai dan membagikan {count} unggahan kampanye; lihat Bukti 1, pukul 09.30 sampai 11.45.",
    "Berdasarkan surat tugas 012/PM.05/X/2024, petugas memeriksa kegiatan {place} pada {day}.",
    "Terlapor, NIP 19780203 200501 1 004, hadir memakai atribut pasangan calon nomor urut {count}.",
    "Kegiatan bertajuk kampanye damai itu dihadiri putra-putri daerah yang setia mendukung; terlapor memberi sambutan.",
    "Kantor menerima keterangan ahli pada 3 Juli 2024 dan {day}; telepon kantor 0542-770{count}1.",
)
PLACES = ("di Lapangan Merdeka", "di Kelurahan Damai", "di gedung serba guna", "di Jalan Jenderal Sudirman")
SPELLED = {
    "0": "nol", "1": "satu", "2": "dua", "3": "tiga", "4": "empat", "5": "lima", "6": "enam", "7": "tujuh",
    "8": "delapan", "9": "sembilan",
}  # fmt: skip
Plant = Callable[[random.Random, ReporterEntry, WitnessEntry], str]


def part(choose: random.Random, person: ReporterEntry) -> str:
    """The last of a person's names, which no respondent and no place has."""
    return person.name.split()[-1]


PLANTS: tuple[Plant, ...] = (
    lambda c, p, w: f"Menurut {p.name}, hal itu benar.",
    lambda c, p, w: f"Keterangan {part(c, p)} dicatat.",
    lambda c, p, w: f"KETERANGAN {part(c, p).upper()} DICATAT.",
    lambda c, p, w: f"Keterangan {' '.join(part(c, p))} dicatat.",
    lambda c, p, w: f"Keterangan {'.'.join(part(c, p).lower())} dicatat.",
    lambda c, p, w: f"Keterangan {part(c, p)[:4]}-\n{part(c, p)[4:]} dicatat.",
    lambda c, p, w: f"Keterangan {part(c, p)[:5]} {part(c, p)[5:]} dicatat.",
    lambda c, p, w: f"Saksi {w.name} hadir.",
    lambda c, p, w: f"Hubungi {p.phone}.",
    lambda c, p, w: f"Hubungi +62 {p.phone[1:4]} {p.phone[4:6]} {p.phone[6:9]} {p.phone[9:]}.",
    lambda c, p, w: f"Hubungi ({p.phone[:4]}) {p.phone[4:9]}/{p.phone[9:]}.",
    lambda c, p, w: f"Hubungi {' '.join(p.phone)}.",
    lambda c, p, w: f"Hubungi {' '.join(SPELLED[digit] for digit in p.phone)}.",
    lambda c, p, w: f"Akun {p.email.split('@')[0]} mengirimnya.",
    lambda c, p, w: f"Akun {p.email.split('@')[0].upper().replace('.', ' ')} mengirimnya.",
    lambda c, p, w: f"Surel {p.email}.",
    lambda c, p, w: f"Di depan {p.address}.",
    lambda c, p, w: f"Di depan {p.address.replace('Jalan', 'Jl.').replace(' Nomor ', ' no. ')}, sore hari.",
    lambda c, p, w: f"Lahir {p.birth_date:%d-%m-%Y}.",
    lambda c, p, w: f"Warga ber-NIK {c.randint(10**15, 10**16 - 1)}.",
    lambda c, p, w: f"Warga ber-NIK 6471 {c.randint(10**3, 10**4 - 1)} {c.randint(10**3, 10**4 - 1)} 0001.",
    lambda c, p, w: f"Lihat {part(c, p)}_{c.randint(1, 99)}.jpg.",
    lambda c, p, w: "Lihat IMG_20241003 (1).HEIC.",
)


def person(choose: random.Random, number: int) -> ReporterEntry:
    name = f"{choose.choice(FIRST)} {choose.choice(MIDDLE)} {choose.choice(LAST)}"
    local = f"{name.split()[0]}.{name.split()[-1]}{number}".lower()
    return ReporterEntry(
        name=name,
        address=f"Jalan {choose.choice(STREETS)} Nomor {choose.randint(11, 99)}, RT 0{choose.randint(1, 9)}",
        birth_date=date(choose.randint(1960, 2000), choose.randint(1, 12), choose.randint(1, 28)),
        phone=f"0812{choose.randint(10**7, 10**8 - 1)}",
        email=f"{local}@contoh.example",
    )


def clean(choose: random.Random) -> str:
    filled = {"day": f"{choose.randint(1, 30)} September 2024", "place": choose.choice(PLACES)}
    sentences = choose.sample(CLEAN, 3)
    return " ".join(one.format(count=choose.randint(2, 9), **filled) for one in sentences)


def refusal(case: Case, narrative: str) -> str:
    """Why the package is refused; empty where it is built, and then it is thrown away again."""
    people = list(case.respondents.values_list("pk", flat=True))
    try:
        built = packages.build(case, Contents(narrative, "012/PM.05/2024", TODAY, people), by=made.desk(case))
    except Unmet as unmet:
        return str(unmet)
    packages.discard(built, by=made.desk(case))
    return ""


def test_sixty_planted_packages_are_refused_and_sixty_clean_ones_are_built() -> None:
    choose, passed, stopped = random.Random(7), [], []  # noqa: S311  (repeatable people)
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        for number in range(60):
            reporter = person(choose, number)
            witness = WitnessEntry(name=f"{choose.choice(MIDDLE[2:])} {choose.choice(LAST)}", phone="081399887766")
            _code, case = made.filed(made.submission(reporter=reporter, witnesses=(witness,)))
            handling.register(case, number=f"{case.reference}/Reg", by=made.desk(case))
            made.heard(case, on=TODAY)
            text = clean(choose)
            trace = PLANTS[number % len(PLANTS)](choose, reporter, witness)
            if not refusal(case, f"{text} {trace}"):
                passed.append((reporter.name, trace))
            if why := refusal(case, text):
                stopped.append((reporter.name, text, why))
    assert passed == []
    assert len(stopped) <= 2, stopped
    assert ReferralPackage.objects.count() == 0
