"""The compose file's services as plain processes on the real PostgreSQL and a Redis of their own.

Reports are filed while worker, Redis, vault and mail server are killed in turn; at the end nothing is
lost, and every letter was recorded once.
"""

import os
import signal
import socket
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import psycopg2
import pytest
from django.db import connection

from tests.production import raw, shape
from tests.production.house import HOST, House, key, manage, reporter, wait_for
from tests.production.visitor import Visitor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="production runs on PostgreSQL"),
]
LASTING = ("vault", "worker", "beat", "web", "staff")
OFFICE = "kantor@bawaslu.invalid"
# An office where nobody serves would be escalated over while its hours last, and more letters would leave by day.
MAN_THE_OFFICES = f"""
from datetime import date
from regions.models import Agency
from services.accounts.models import Membership, User
offices = Agency.objects.filter(kind__startswith="bawaslu")
offices.update(email="{OFFICE}")
officer = User.objects.create(username="petugas-contoh", full_name="Petugas Contoh")
Membership.objects.bulk_create(
    Membership(user=officer, agency=office, role="operator", since=date(2024, 1, 1)) for office in offices
)
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A database of its own on the server under test, dropped afterwards."""
    at = connection.settings_dict
    name = f"{at['NAME'].removeprefix('test_')}_production_{os.getpid()}"
    server = psycopg2.connect(
        host=at["HOST"], port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"], dbname="postgres"
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        password = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
        yield f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT'] or 5432}/{name}"
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


@pytest.fixture(scope="module")
def house(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Everything built, migrated and running, as after `docker compose up`."""
    names = ("web", "staff", "redis", "mail")
    made = House(tmp_path_factory.mktemp("house"), database, dict(zip(names, free_ports(len(names)), strict=True)))
    try:
        made.build()
        made.start("redis")
        made.start_mail()
        wait_for(lambda: made.healthy("redis"), why=made.said)
        made.once("migrate")
        manage(made, "shell", "--no-imports", "-c", MAN_THE_OFFICES)
        made.start(*LASTING)
        wait_for(lambda: all(made.healthy(name) for name in ("web", "staff", "vault")), why=made.said)
        wait_for(made.scheduled, why=made.said)
        yield made
    finally:
        made.close()


def free_ports(number: int) -> list[int]:
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def both_letters(house: House, number: int) -> bool:
    return len(house.mailbox.to(reporter(number))) == 1 and len(house.mailbox.to(OFFICE)) >= 1


def test_image_starts_without_rehearsal_and_clean_for_production(house: House) -> None:
    assert not (house.image / "rehearsal").exists()
    said = house.once("web", "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said.stdout
    missing = house.once("web", "python", "manage.py", "seed_demo", check=False)
    assert "Unknown command: 'seed_demo'" in missing.stderr


def test_every_service_finds_itself_healthy(house: House) -> None:
    assert [name for name in LASTING if not house.healthy(name)] == []
    for door in ("vault", "post"):
        assert stat.S_IMODE((house.folder / door / "vault.sock").stat().st_mode) == 0o660


def test_migrating_again_changes_nothing(house: House) -> None:
    counts = "SELECT (SELECT count(*) FROM regions_agency), (SELECT count(*) FROM django_migrations)"
    before = house.sql(counts)
    house.once("migrate")
    assert house.sql(counts) == before


def test_plain_http_is_sent_to_tls_and_a_strange_host_is_refused(house: House) -> None:
    visitor = Visitor(house)
    assert visitor.ask("GET", "/", headers={"X-Forwarded-Proto": "http"})[0] == 301
    assert visitor.ask("GET", "/", headers={"Host": "evil.invalid"})[0] == 400
    assert visitor.ask("GET", "/metrics")[0] == 403
    token = (house.secrets / "metrics_token").read_text()
    assert visitor.ask("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})[0] == 200


def test_two_plain_requests_in_one_connection_get_two_answers(house: House) -> None:
    said = raw.answers(house, raw.request("Content-Length: 2", body=b"{}"))
    assert said.count(b"HTTP/1.1 ") == 2, said


@pytest.mark.parametrize("name", raw.AMBIGUOUS)
def test_a_request_that_could_be_read_in_two_ways_gets_one_refusal_and_the_door(house: House, name: str) -> None:
    said = raw.answers(house, raw.AMBIGUOUS[name])
    assert said.count(b"HTTP/1.1 ") == 1, said
    assert said.split(b" ")[1] in {b"400", b"414", b"431", b"501", b"505"}, said


def test_report_reaches_reporter_through_the_vault_and_the_office(house: House) -> None:
    house.stop("vault")
    answer = Visitor(house).file(1)
    wait_for(lambda: house.mailbox.to(OFFICE), why=house.said)
    assert house.mailbox.to(reporter(1)) == []
    house.start("vault")
    wait_for(lambda: house.healthy("vault"), why=house.said)
    house.leases_run_out()
    wait_for(lambda: both_letters(house, 1), why=house.said)
    house.wait_until_done()
    (letter,) = house.mailbox.to(reporter(1))
    assert str(letter["To"]) == f"Contoh Warga 1 <{reporter(1)}>"
    assert str(letter["From"]) == f"Portal Contoh <portal@{HOST}>"
    rows = house.sql("SELECT id, left(reference, 8), letter, state FROM notifications_message")
    assert {(ref, name, state) for _id, ref, name, state in rows} == {
        ("envelope", "reporter_received", "sent"), ("agency:b", "office_new_case", "sent"),
    }  # fmt: skip
    ids = {ref: f"<{row}@{HOST}>" for row, ref, _name, _state in rows}
    assert str(letter["Message-ID"]) == ids["envelope"]
    assert set(house.mailbox.ids()) == set(ids.values())
    assert Visitor(house).follow(answer["receipt"])["kind"] == "report"


def test_killed_worker_loses_nothing_and_repeats_one_letter_at_most(house: House) -> None:
    house.wait_until_done()
    kills, numbers = 3, iter(range(100, 160))
    before = len(house.mailbox.ids())
    for _ in range(kills):
        with ThreadPoolExecutor(4) as pool:
            filed = [pool.submit(Visitor(house).file, next(numbers)) for _ in range(12)]
            seen = house.mailbox.ids().total()
            wait_for(lambda seen=seen: house.mailbox.ids().total() >= seen + 4, why=house.said)
            house.stop("worker", signal.SIGKILL)
            assert all(one.result()["receipt"] for one in filed)
        house.leases_run_out()
        house.start("worker")
    wait_for(lambda: len(house.mailbox.ids()) == before + 24 * kills, why=house.said)
    house.wait_until_done()
    assert house.mailbox.ids().total() - len(house.mailbox.ids()) <= kills
    assert all(len({m["Message-ID"] for m in house.mailbox.to(reporter(n))}) == 1 for n in range(100, 136))


def test_without_redis_people_file_follow_and_sign_in_and_letters_leave(house: House) -> None:
    house.wait_until_done()
    house.stop("redis", signal.SIGKILL)
    visitor, keys = Visitor(house), [key() for _ in range(6)]
    answers = [visitor.file(200 + number, one) for number, one in enumerate(keys)]
    assert [visitor.file(200 + number, one) for number, one in enumerate(keys)] == answers
    assert visitor.follow(answers[0]["receipt"])["kind"] == "report"
    assert visitor.submit("/lacak/", {"kode": "SALAH"})[0] in {200, 400, 422}
    staff = Visitor(house, door="staff")
    status, page = staff.submit("/admin/login/", {"username": "tidak-ada", "password": "x" * 14})
    assert (status, "Server Error" in page) == (200, False)
    # Workers hear no scheduler any more and look for themselves.
    wait_for(lambda: all(both_letters(house, 200 + number) for number in range(6)), why=house.said)
    house.wait_until_done()
    house.start("redis")
    wait_for(house.scheduled, why=house.said)
    visitor.file(210)
    wait_for(lambda: both_letters(house, 210), why=house.said)


def test_frozen_redis_holds_nobody_up(house: House) -> None:
    house.wait_until_done()
    redis = house.running["redis"]
    redis.send_signal(signal.SIGSTOP)
    try:
        visitor = Visitor(house)
        for number in range(250, 254):
            visitor.file(number)
        wait_for(lambda: all(both_letters(house, number) for number in range(250, 254)), why=house.said)
    finally:
        redis.send_signal(signal.SIGCONT)
    wait_for(house.scheduled, why=house.said)


def test_mail_server_that_is_down_makes_letters_wait(house: House) -> None:
    house.wait_until_done()
    house.stop_mail()
    before = house.mailbox.ids().total()
    for number in range(300, 304):
        Visitor(house).file(number)
    failed = "SELECT 1 FROM notifications_owed WHERE kind = 'message' AND done_at IS NULL AND attempts > 0"
    wait_for(lambda: len(house.sql(failed)) == 8, why=house.said)
    assert house.mailbox.ids().total() == before
    house.start_mail()
    house.leases_run_out()
    wait_for(lambda: all(both_letters(house, number) for number in range(300, 304)), why=house.said)


def test_at_the_end_everything_was_done_once_and_the_record_is_whole(house: House) -> None:
    Visitor(house).file(400)  # so that it holds whichever of the tests before it this process was given
    house.wait_until_done()
    ((reports, cases),) = house.sql("SELECT (SELECT count(*) FROM reports_report), (SELECT count(*) FROM reports_case)")
    assert reports == cases == len(house.receipts)
    sent = {f"<{row}@{HOST}>" for (row,) in house.sql("SELECT id FROM notifications_message WHERE state = 'sent'")}
    assert set(house.mailbox.ids()) == sent
    assert len(sent) == 2 * int(str(reports))
    assert house.sql("SELECT count(*) FROM notifications_owed WHERE attempts >= 8") == [(0,)]
    assert manage(house, "check_invariants").count("BROKEN") == 0
    manage(house, "verify_audit")


def test_nobody_calls_anybody_but_the_neighbours(house: House) -> None:
    ports = [*(house.ports[name] for name in ("redis", "mail")), *(house.ports.get(name, 0) for name in LASTING)]
    doors = {str(house.folder / door / "vault.sock") for door in ("vault", "post")}
    neighbours = {f"127.0.0.1:{port}" for port in ports if port} | doors
    called = house.calls()
    assert {f"127.0.0.1:{house.ports[name]}" for name in ("redis", "mail")} <= called  # the watcher did watch
    assert called - neighbours == set()


def test_logs_name_nobody_and_hold_no_code(house: House) -> None:
    logs = "".join(path.read_text(errors="replace") for path in house.folder.glob("*.log"))
    for forbidden in ("warga.invalid", "Contoh Warga", "203.0.113.7", OFFICE):
        assert forbidden not in logs


def test_services_stop_when_they_are_asked_to(house: House) -> None:
    assert {name: house.stop(name) for name in reversed(LASTING)} == dict.fromkeys(LASTING, 0)
    assert shape.compose()["services"]["worker"]["stop_grace_period"] == "60s"
