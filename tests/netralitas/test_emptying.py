"""A case whose time is over: whom it was about and what left it goes with a consent; what is counted stays."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Model

from netralitas.retention import emptying, purging, restoring
from netralitas.retention.table import RULES, Fate
from procedures.models import Letter, Proceeding, Step
from reports import invariants
from reports import public as announced_by_reports
from reports.models.case import Case, CaseReport, Recusal, Respondent
from reports.models.count import Count
from reports.models.hearing import Answer, PlenaryDecision, PlenaryMember, PlenaryMinutes
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from reports.models.report import Exhibit
from reports.models.source import PackageSource
from sanctions import public as announced_by_sanctions
from sanctions.models.count import Count as SanctionCount
from sanctions.models.decision import Decision, Execution
from sanctions.models.oversight import Recommendation
from services.audit import ledger
from services.audit.models import Entry
from services.evidence import store
from services.evidence.models import Enclosure, Original
from tests.factories import accounts
from tests.factories import reports as made
from tests.factories.closed import NAME, START, TODAY, TOLD, ended, referred

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_kinds")]
PERIOD = timedelta(days=3652)
SECOND = timedelta(seconds=1)
CONSENT = {"consent": "12/ANRI/2034", "closed_before": "2035-12-31", "rule": "package"}
# Every table a case, its packages and what followed them have rows in, and those of figures.
TABLES: tuple[type[Model], ...] = (
    Case, CaseReport, Recusal, Respondent, Answer, PlenaryMinutes, PlenaryMember, PlenaryDecision, ReferralPackage,
    PackageRespondent, PackageExhibit, PackageSource, Enclosure, Original, Exhibit, Letter, Step, Proceeding,
    Recommendation, Decision, Execution, Count, SanctionCount, Entry,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LEDGER", tmp_path / "ledger" / "deletions")
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path / "evidence")


@pytest.fixture
def _kinds(db: None) -> None:
    call_command("load_reference", verbosity=0)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def rows() -> dict[str, Any]:
    """Everything that a refusal must leave as it was, with the files on the disk and the ledger."""
    files = sorted(str(file) for file in Path(settings.EVIDENCE_DIR).rglob("*") if file.is_file())
    tables = {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in TABLES}
    return {**tables, "files": files, "ledger": ledger.read()}


def figures() -> dict[str, Any]:
    """Whatever public figures are made of."""
    return {
        "reports": sorted(announced_by_reports.announced(TODAY), key=str),
        "sanctions": announced_by_sanctions.announced(TODAY),
        "changes": list(announced_by_reports.changes(0)),
        "after": list(announced_by_sanctions.changes(0)),
    }


def run(**options: Any) -> str:
    out = io.StringIO()
    call_command("retention", **{**CONSENT, **options}, stdout=out)
    return out.getvalue().splitlines()[0]


def test_the_rule_destroys_with_consent_ten_years_after_the_end() -> None:
    rule = RULES["package"]
    assert (rule.fate, rule.days, rule.sure) == (Fate.CONSENT, 3652, False)


def test_whom_a_case_was_about_goes_and_what_became_of_it_stays(django_capture_on_commit_callbacks: Any) -> None:
    with at(START):
        case = ended()
    package = ReferralPackage.objects.get()
    file = store.enclosure_path(package.exhibits.get(link="").clean_copy)  # type: ignore[arg-type]
    scan = store.path(Original.objects.get(pk=Letter.objects.get().scan))
    before, counted = rows(), figures()
    assert (file.is_file(), scan.is_file(), bool(counted["reports"]), bool(counted["sanctions"])) == (True,) * 4
    with at(START + PERIOD), django_capture_on_commit_callbacks(execute=True):
        purging.purge()
        assert rows()["reports.Respondent"] == before["reports.Respondent"]  # never by the clock
        assert emptying.proposed().count() == 1
        assert run() == "destroyed: 1 cases"
        assert emptying.proposed().count() == 0

    person, sent = Respondent.objects.get(), PackageRespondent.objects.get()
    assert (person.name, person.nip, person.unit, person.position, person.description, person.person_hash) == ("",) * 6
    assert (sent.name, sent.unit, sent.position, sent.employer_text, sent.person_hash) == ("",) * 5
    package.refresh_from_db()
    assert (package.narrative, package.exhibits.count(), PackageSource.objects.count()) == ("", 0, 0)
    assert (file.exists(), scan.exists(), Enclosure.objects.count(), Letter.objects.get().scan) == (
        False,
        False,
        0,
        None,
    )
    assert set(Step.objects.values_list("note", flat=True)) == {""}
    assert {answer.summary for answer in Answer.objects.all()} == {""}
    decision = PlenaryDecision.objects.get()
    assert (decision.dissent, decision.deciding(), decision.minutes.agenda) == ("", 4, "")
    assert set(PlenaryMember.objects.values_list("name", flat=True)) == {""}
    assert (Recommendation.objects.get().text, Execution.objects.get().note, Recusal.objects.get().note) == ("",) * 3

    case.refresh_from_db()
    assert (case.office_class, case.office_class_reason, case.destroyed_on) == (
        "discipline",
        "–",
        (START + PERIOD).date(),
    )
    assert (person.status, person.employer_id, sent.status) == ("pns", "pemkot-balikpapan", "pns")
    after = rows()
    for table in ("procedures.Proceeding", "sanctions.Decision", "reports.Count", "sanctions.Count"):
        assert after[table] == before[table], table
    kept = ("event", "from_state", "to_state", "at", "facts", "basis", "letter_id")
    assert [[row[name] for name in kept] for row in after["procedures.Step"]] == [
        [row[name] for name in kept] for row in before["procedures.Step"]
    ]
    assert figures() == counted
    assert NAME not in str(after)
    assert TOLD not in str(after)


def test_it_is_written_in_the_ledger_and_in_the_audit() -> None:
    with at(START):
        case = ended()
    with at(START + PERIOD):
        run()
    entry = Entry.objects.get(action="case:destroyed")
    assert (entry.subject, entry.actor, entry.detail) == (str(case.pk), "system", {"letter": "12/ANRI/2034"})
    assert ledger.subjects(ledger.CASE) == [case.pk]
    assert set(invariants.counts().values()) == {0}
    call_command("check_invariants")


@pytest.mark.parametrize("why", ["early", "letter", "open_leg", "late_leg", "not_ended", "again"])
def test_what_must_stay_stays_to_the_last_byte(why: str) -> None:
    said = {
        "early": "period is not over", "letter": "period is not over", "open_leg": "an office still works on it",
        "late_leg": "period is not over", "not_ended": "has not ended", "again": "destroyed before",
    }[why]  # fmt: skip
    with at(START):
        case = referred() if why == "not_ended" else ended()
    moment = START + PERIOD - (SECOND if why == "early" else timedelta())
    options = {"closed_before": "2024-10-05"} if why == "letter" else {}
    about = Proceeding.objects.filter(procedure="personnel")
    if why == "open_leg":
        about.update(ended_at=None, state="examined", holder="personnel")
    elif why == "late_leg":
        about.update(ended_at=START + SECOND)
    with at(moment):
        if why == "again":
            run()
        before = rows()
        with pytest.raises(CommandError, match=said):
            run(case=case.reference, **options)
        assert rows() == before
        assert run(**options) == "destroyed: 0 cases"
        assert rows() == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"consent": "12 ANRI"}, "is no number of a letter"),
        ({"closed_before": "1 Januari"}, "is no day"),
        ({"consent": "", "closed_before": ""}, "Add --consent"),
        ({"case": "0000000000000000"}, "is no case"),
        ({"case": "0000000000000000", "rule": "content"}, "Add --rule package"),
    ],
)
def test_a_consent_that_cannot_be_read_empties_nothing(options: dict[str, str], told: str) -> None:
    with at(START):
        ended()
    before = rows()
    with at(START + PERIOD), pytest.raises(CommandError, match=told):
        run(**options)
    assert rows() == before


def test_one_case_can_be_named_and_the_others_stay() -> None:
    with at(START):
        one, other = ended(), made.filed()[1]
    with at(START + PERIOD):
        assert run(case=f"{one.reference[:4]}-{one.reference[4:]}") == "destroyed: 1 cases"
    other.refresh_from_db()
    assert (other.destroyed_on, other.respondents.get().position) == (None, "Kepala Contoh")


def test_a_consent_for_content_touches_no_package() -> None:
    with at(START):
        ended()
    before = rows()
    with at(START + PERIOD):
        run(rule="content")
    for table in ("reports.Case", "reports.Respondent", "reports.ReferralPackage", "reports.PackageExhibit"):
        assert rows()[table] == before[table], table


def test_minutes_of_two_cases_go_with_the_second() -> None:
    with at(START):
        case = ended()
        _code, other = made.filed()
        minutes = PlenaryMinutes.objects.get()
        PlenaryDecision.objects.create(minutes=minutes, case=other, dissent=TOLD)
    with at(START + PERIOD):
        run(case=case.reference)
        minutes.refresh_from_db()
        assert (minutes.agenda, minutes.seats.first().name) == ("Rapat pleno", "Ketua Contoh")  # type: ignore[union-attr]
        Proceeding.objects.filter(subject=other.pk).update(ended_at=START, state="closed", holder="nobody")
        Case.objects.filter(pk=other.pk).update(closed_at=START, state="closed", holder="nobody")
        run(case=other.reference)
    minutes.refresh_from_db()
    assert (minutes.agenda, minutes.seats.first().name, minutes.present) == ("", "", 5)  # type: ignore[union-attr]


def test_a_restore_brings_nothing_back(django_capture_on_commit_callbacks: Any) -> None:
    with at(START):
        case = ended()
    ledger.note(ledger.CASE, [case.pk])  # the database is the backup; the ledger lies beside it
    package = ReferralPackage.objects.get()
    file = store.enclosure_path(package.exhibits.get(link="").clean_copy)  # type: ignore[arg-type]
    counted = figures()
    assert invariants.counts()["reports: emptied case is back"] == 1
    with at(START + PERIOD), django_capture_on_commit_callbacks(execute=True):
        assert restoring.restored()["cases"] == 1
        assert emptying.replay() == 0
    assert (Respondent.objects.get().name, Recommendation.objects.get().text, file.exists()) == ("", "", False)
    assert figures() == counted
    assert invariants.counts()["reports: emptied case is back"] == 0
    assert Entry.objects.get(action="portal:restored").detail["cases"] == 1
    assert NAME not in str(rows())


def test_the_pages_say_so() -> None:
    with at(START):
        case = ended()
        bkn = accounts.signed_in(accounts.officer("bkn", "bkn"))
        bawaslu = accounts.signed_in(accounts.officer("verifier", "bawaslu-balikpapan"))
    person = PackageRespondent.objects.get()
    desk = f"/admin/reports/packagerespondent/{person.pk}/"
    own = f"/admin/reports/case/{case.pk}/"
    with at(START):
        assert "dimusnahkan" not in text(bkn, f"{desk}change/") + text(bawaslu, f"{own}change/")
        emptying.destroy_one(case.pk, START, letter="1", actor="system")
        file = text(bkn, f"{desk}change/")
        printed = text(bkn, f"{desk}cetak/")
        assert bkn.get(f"{desk}bukti/1/").status_code == 404
        assert "Nama dimusnahkan" in text(bkn, "/admin/reports/packagerespondent/?work=done")
        page = text(bawaslu, f"{own}change/")
        parcel = text(bawaslu, f"{own}package/{person.package_id}/")
    for said in (file, printed):
        assert "dimusnahkan dari portal pada 5 Oktober 2024" in said
        assert NAME not in said
        assert "Tidak ada bukti yang menyertai berkas ini." not in said
        assert "Hukuman" in said or "sanksi" in said.lower()
    assert "identitas terlapor, berkas penerusan, kajian, dan notula dimusnahkan pada 5 Oktober 2024" in page
    assert "Isinya dimusnahkan 5 Oktober 2024" in page
    assert "Berita acara 1/BA, 5 Oktober 2024. Hadir 5 dari 5 anggota. Mengundurkan diri" in page
    assert "dimusnahkan pada 5 Oktober 2024" in parcel
    assert NAME not in page + parcel


def test_the_public_page_shows_the_rule(client: Any) -> None:
    page = text(client, "/privasi/")
    row = page.split("Terlapor, berkas penerusan beserta salinan bukti")[1].split("</tr>")[0]
    assert "3652 hari" in row.replace(".", "")
    assert "dimusnahkan, hanya dengan persetujuan tertulis" in row


def text(client: Any, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()
