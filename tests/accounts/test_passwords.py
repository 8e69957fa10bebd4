"""B-74: which passwords are taken, which are refused and why, and that nothing too long is ever hashed."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from services.accounts.models import User
from tests.factories import accounts

TAKEN = [
    "kuda biru makan sore",
    "sandi-contoh-panjang",
    "  spasi di depan dan belakang  ",
    "🦜🌋🍚🛶🦜🌋🍚🛶🎈🧭🪁🐚",
    "ꦱꦤ꧀ꦝꦶꦥꦚ꧀ꦗꦁꦱꦼꦏꦭꦶ",
    "x9" * 3 + "!Qv7" + "k" * 118,
]
REFUSED = {
    "": "password_too_short",
    "pendek7": "password_too_short",
    "sebelas.mrt": "password_too_short",
    "x9!Qv7" + "k" * 123: "password_too_long",
    "q" * 1_000_000: "password_too_long",
    "bawaslu2024!!": "password_too_common",
    "B4w4slu-2024-2025": "password_too_common",
    "netralitas asn 1": "password_too_common",
    "P4ssw0rd-123456": "password_too_common",
    "qwerty123456": "password_too_common",
    "Pilkada@2024!!": "password_too_common",
    "aaaaaaaaaaaa": "password_pattern",
    "xq7xq7xq7xq7": "password_pattern",
    "123456789012": "password_pattern",
    "abcdefghijklm": "password_pattern",
    "890123456789": "password_pattern",
}


@pytest.mark.parametrize("password", TAKEN)
def test_every_character_is_allowed(password: str) -> None:
    validate_password(password, User(username="petugas", full_name="Contoh Petugas"))


@pytest.mark.parametrize(("password", "code"), REFUSED.items(), ids=lambda text: text[:20])
def test_an_easy_password_is_refused_with_its_reason(password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(username="petugas", full_name="Contoh Petugas"))
    assert code in {error.code for error in refused.value.error_list}


def test_the_ten_thousand_most_common_are_refused_also_with_a_year_behind_them() -> None:
    common = sorted(CommonPasswordValidator().passwords)[:10_000]
    with_year = [f"{one}-2024-2025" for one in common if one.isalpha()]

    def passes(password: str) -> bool:
        try:
            validate_password(password)
        except ValidationError:
            return False
        return True

    assert [one for one in (*common, *with_year) if passes(one)] == []


@pytest.mark.django_db
def test_the_page_says_kata_sandi_everywhere_and_never_djangos_word(client: Client) -> None:
    user = accounts.officer()
    signed_in, before = accounts.signed_in(user), user.password
    form = {"old_password": accounts.PASSWORD, "new_password1": f"{user.username}-1", "new_password2": "lain"}
    asked = signed_in.get("/admin/password_change/").content.decode()
    refused = signed_in.post("/admin/password_change/", form).content.decode()
    done = signed_in.get("/admin/password_change/done/").content.decode()
    assert re.findall(r"(?<!kata )\bsandi\b", done.lower()) == []
    for said in (asked, refused):
        assert re.findall(r".{12}(?<!kata )\bsandi\b", said.lower()) == []
        assert "Tidak mirip dengan nama atau alamat surel Anda." in said
        assert [label for label in ("Kata sandi lama", "Kata sandi baru, sekali lagi") if label not in said] == []
    assert "Kedua kata sandi baru tidak sama." in refused
    user.refresh_from_db()
    assert user.password == before


def test_a_password_like_ones_own_name_is_refused_in_our_words() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("petugascontoh", User(username="petugascontoh"))
    assert any(text.startswith("Kata sandi ini terlalu mirip dengan ") for text in refused.value.messages)


@pytest.mark.django_db
def test_a_password_longer_than_any_is_never_hashed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = accounts.officer()
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        hashed.append(len(password))
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    long = "q" * 500_000
    before = user.password

    client.post("/admin/login/", {"username": user.username, "password": long})
    signed_in = accounts.signed_in(user)
    for old in (long, accounts.PASSWORD):
        form = {"old_password": old, "new_password1": long, "new_password2": long}
        assert signed_in.post("/admin/password_change/", form).status_code == 200

    assert max(hashed) == len(accounts.PASSWORD)
    user.refresh_from_db()
    assert user.password == before
