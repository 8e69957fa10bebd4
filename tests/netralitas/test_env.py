"""Every wrong value stops with a sentence that names the variable, the expected form and the remedy."""

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlparse

import pytest

from netralitas.env import Env, EnvError, database

SPAN = {name: datetime.fromisoformat(f"{year}-01-01T00:00+08:00") for name, year in (("first", 2024), ("last", 2025))}


def test_text_reads_the_variable_before_the_default() -> None:
    assert Env({"NAME": "value"}).text("NAME", "other") == "value"


def test_text_reads_a_secret_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("rahasia\n")
    assert Env({"NAME_FILE": str(tmp_path / "secret")}).text("NAME") == "rahasia"


def test_missing_text_says_what_to_set() -> None:
    with pytest.raises(EnvError, match=r"NAME: is not set. Set NAME, or NAME_FILE to a file that holds it"):
        Env({}).text("NAME")


def test_unreadable_secret_file_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(EnvError, match=r"NAME_FILE: cannot be read \(No such file or directory\)"):
        Env({"NAME_FILE": str(tmp_path / "none")}).text("NAME")


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("0", False)])
def test_flag_is_one_or_zero(value: str, meaning: bool) -> None:
    assert Env({"FLAG": value}).flag("FLAG", default=not meaning) is meaning


@pytest.mark.parametrize("value", ["yes", "true", "2", " 1"])
def test_flag_refuses_anything_else(value: str) -> None:
    with pytest.raises(EnvError, match=r"FLAG: is .*Write 1 \(yes\) or 0 \(no\)"):
        Env({"FLAG": value}).flag("FLAG", default=False)


@pytest.mark.parametrize("value", ["0", "91", "-3", "x", "1.5", "²"])
def test_number_outside_its_range_is_refused(value: str) -> None:
    with pytest.raises(EnvError, match=r"DAYS: is .* Write a whole number from 1 to 90"):
        Env({"DAYS": value}).number("DAYS", 14, low=1, high=90)


def test_number_at_both_ends_is_taken() -> None:
    assert [Env({"DAYS": value}).number("DAYS", low=1, high=90) for value in ("1", "90")] == [1, 90]


def test_networks_are_read_as_a_list() -> None:
    assert Env({"NETS": "10.1.0.0/24, ::1/128"}).networks("NETS", "") == ["10.1.0.0/24", "::1/128"]


@pytest.mark.parametrize("value", ["10.1.0.1/24", "nginx", "10.1.0.0/33"])
def test_what_is_no_network_is_refused(value: str) -> None:
    with pytest.raises(EnvError, match=r"NETS: holds .* Write networks such as"):
        Env({"NETS": value}).networks("NETS", "")


def test_moment_keeps_its_offset() -> None:
    moment = Env({"DEMO_NOW": "2024-10-03T09:00+08:00"}).moment("DEMO_NOW", **SPAN)
    assert moment is not None
    assert (moment.hour, moment.utcoffset()) == (9, timedelta(hours=8))


@pytest.mark.parametrize("value", ["2024-10-03T09:00", "yesterday", "2024-13-01T00:00+08:00"])
def test_moment_without_offset_or_sense_is_refused(value: str) -> None:
    with pytest.raises(EnvError, match="Write a moment with its offset"):
        Env({"DEMO_NOW": value}).moment("DEMO_NOW", **SPAN)


@pytest.mark.parametrize("value", ["2023-12-31T23:59+08:00", "2025-01-01T00:00+07:00", "0001-01-01T00:00+14:00"])
def test_moment_outside_its_span_is_refused_with_both_ends(value: str) -> None:
    with pytest.raises(EnvError, match=r"Write a moment from 2024-01-01T00:00\+08:00 to 2025-01-01T00:00\+08:00"):
        Env({"DEMO_NOW": value}).moment("DEMO_NOW", **SPAN)


def test_moments_at_both_ends_are_taken() -> None:
    ends = ["2024-01-01T00:00+08:00", "2024-12-31T16:00+00:00"]
    assert [Env({"DEMO_NOW": end}).moment("DEMO_NOW", **SPAN) for end in ends] == list(SPAN.values())


def test_unset_moment_is_none() -> None:
    assert Env({"DEMO_NOW": ""}).moment("DEMO_NOW", **SPAN) is None


def test_wrong_scheme_is_refused_without_showing_the_password() -> None:
    with pytest.raises(EnvError) as error:
        Env({"DATABASE_URL": "mysql://user:topsecret@host/name"}).url(
            "DATABASE_URL", "", schemes=("postgres", "sqlite")
        )
    assert "topsecret" not in str(error.value)
    assert "Write an address that starts with postgres or sqlite://" in str(error.value)


@pytest.mark.parametrize(
    "value", ["postgres://u:geheim@h:abc/n", "postgres://u:geheim@h:65536/n", "postgres://u@[::1/n", "u:geheim@h/n"]
)
def test_address_that_cannot_be_read_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(
        EnvError, match=r"^DATABASE_URL: is no .*Write an address that starts with postgres://"
    ) as error:
        Env({"DATABASE_URL": value}).database("DATABASE_URL", None, schemes=("postgres",))
    assert "geheim" not in str(error.value)


@pytest.mark.parametrize("value", ["postgres://h", "postgres://h/", f"postgres://h/{'n' * 64}"])
def test_address_without_a_database_is_refused(value: str) -> None:
    with pytest.raises(EnvError, match=r"names no database .* Write postgres://user:password@host:5432/name"):
        Env({"DATABASE_URL": value}).database("DATABASE_URL", None, schemes=("postgres",))


def test_production_needs_an_address_for_each() -> None:
    with pytest.raises(EnvError, match=r"DATABASE_URL: is not set"):
        Env({}).database("DATABASE_URL", None, schemes=("postgres",))
    with pytest.raises(EnvError, match=r"REDIS_URL: is not set"):
        Env({}).redis("REDIS_URL", None)
    assert Env({}).redis("REDIS_URL", "") is None


@pytest.mark.parametrize("value", ["redis://h", "redis://h/", "redis://u:p@h:6379/3", "rediss://h/0"])
def test_address_of_redis_is_taken(value: str) -> None:
    read = Env({"REDIS_URL": value}).redis("REDIS_URL", None)
    assert read is not None
    assert read.geturl() == value


def test_postgres_address_becomes_a_persistent_checked_connection() -> None:
    entry = database(urlparse("postgres://user:p%40ss@db:5433/name"))
    assert entry["ENGINE"] == "netralitas.postgresql"
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == ("user", "p@ss", "db", "5433")
    assert (entry["NAME"], entry["CONN_MAX_AGE"], entry["CONN_HEALTH_CHECKS"]) == ("name", 600, True)


def test_what_follows_the_question_mark_goes_to_the_driver() -> None:
    entry = database(urlparse("postgres://db/name?sslmode=verify-full&sslrootcert=/run/ca.pem"))
    assert entry["NAME"] == "name"
    assert entry["OPTIONS"] == {"connect_timeout": 5, "sslmode": "verify-full", "sslrootcert": "/run/ca.pem"}


def test_sqlite_address_takes_the_write_lock_at_once() -> None:
    entry = database(urlparse("sqlite:///srv/x.sqlite3"))
    assert entry["NAME"] == "/srv/x.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"  # type: ignore[index]
