"""What gives a sealed person away in a text, and what may stand there. All names invented."""

import pytest

from services.vault.matching import Text, betrayed

PERSON = {
    "name": "Drs. Wirya Andalusia bin Sukma",
    "birth_date": "1990-05-04",
    "sex": "female",
    "occupation": "Pedagang",
    "citizenship": "Indonesia",
    "address": "Jalan Contoh Melati 17, RT 04, Gunung Sari",
    "phone": "+62 812-3456-7890",
    "email": "wirya.andalusia@contoh.invalid",
}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Wirya melihat terlapor berorasi.", ["name"]),
        ("MENURUT WIRYA, terlapor berorasi.", ["name"]),
        ("Menurut Wïrya, terlapor berorasi.", ["name"]),
        ("Warga bernama Sukma hadir.", ["name"]),
        ("Disampaikan W i r y a A n d a l u s i a S u k m a kepada kantor.", ["email", "name"]),
        ("Disampaikan d.r.s. w.i.r.y.a a.n.d.a.l.u.s.i.a b.i.n s.u.k.m.a kepada kantor.", ["email", "name"]),
        ("Hubungi 081234567890.", ["phone"]),
        ("Hubungi 0812 3456 7890.", ["phone"]),
        ("Hubungi (+62) 812.3456.7890.", ["phone"]),
        ("Hubungi 8123-4567-890 saja.", ["phone"]),
        ("Surel WIRYA.ANDALUSIA di penyedia contoh.", ["email", "name"]),
        ("Tautan https://contoh.invalid/@wiryaandalusia/1", ["email"]),
        ("Kejadian di depan rumah Jalan Contoh Melati 17.", ["address"]),
        ("Dekat contoh melati 17, sore hari.", ["address"]),
        ("Lahir 4 Mei 1990.", ["birth_date"]),
        ("Lahir 04-05-1990.", ["birth_date"]),
        ("Lahir 1990/05/04.", ["birth_date"]),
        ("Menurut Wir-\nya, terlapor berorasi.", ["name"]),
        ("Menurut Anda lusia, terlapor berorasi.", ["name"]),
        ("Menurut s u k m a, terlapor berorasi.", ["name"]),
        ("Hubungi 0 8 1 2 – 3456 – 7890.", ["phone"]),
        ("Hubungi nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol.", ["phone"]),
        ("Dekat Jl. Contoh Melati no. 17.", ["address"]),
        ("Lahir 04/05/90.", ["birth_date"]),
        ("Pukul 09.30, 04-05-1990.", ["birth_date"]),
        ("Terlapor, seorang pedagang Indonesia, berorasi pada 5 Mei 1990.", []),
        ("Terlapor berorasi di Jalan Contoh Mawar 71 pada 4 Oktober 2024 pukul 09.30.", []),
        ("Surat 012/PM.05/2024, telepon kantor 0541-770011.", []),
        ("Drs. Bin hadir bersama ibu-ibu.", []),
        ("", []),
    ],
)
def test_what_gives_somebody_away_is_named_by_field(text: str, fields: list[str]) -> None:
    assert betrayed(Text(text), PERSON) == fields


def test_words_that_a_respondent_bears_as_well_may_stand() -> None:
    text = Text("Wirya Nusantara, camat contoh, mengajak warga.")
    assert betrayed(text, PERSON) == ["name"]
    assert betrayed(text, PERSON, spared=["Wirya Nusantara", "Camat Contoh"]) == []


def test_a_word_of_everyday_language_counts_only_where_it_is_written_as_a_name() -> None:
    person = {"name": "Setia Juli"}
    assert betrayed(Text("Kader yang setia hadir pada 3 Juli 2024."), person) == []
    assert betrayed(Text("Kata Setia, ia hadir."), person) == ["name"]
    assert betrayed(Text("Kata Juli, ia hadir."), person) == ["name"]


def test_a_whole_name_is_never_spared() -> None:
    text = Text("Drs. Wirya Andalusia bin Sukma mengajak warga.")
    assert betrayed(text, PERSON, spared=["wirya andalusia sukma"]) == ["email", "name"]


def test_the_words_of_a_place_may_stand_but_not_the_house() -> None:
    home = {"address": "Kelurahan Gunung Sari, Kota Contoh 5"}
    spared = ["Kota Contoh", "Kelurahan Gunung Sari"]
    assert betrayed(Text("Acara di Kelurahan Gunung Sari, Kota Contoh."), home, spared=spared) == []
    assert betrayed(Text("Acara di sari kota contoh 5"), home, spared=spared) == ["address"]


def test_a_short_name_is_found_as_a_word_only() -> None:
    person = {"name": "Ani"}
    assert betrayed(Text("Kata Ani, ia hadir."), person) == ["name"]
    assert betrayed(Text("Organisasi itu hadir."), person) == []


def test_what_is_no_date_or_number_finds_nothing() -> None:
    assert betrayed(Text("12 34"), {"birth_date": "kapan-kapan", "phone": "112", "email": "@"}) == []
