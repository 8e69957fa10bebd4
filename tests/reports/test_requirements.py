"""What can be stored, and what the law still asks of a filing."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from regions.calendars import Placement
from reports import requirements
from reports.enums import Requirement
from reports.submission import ReporterEntry, RespondentEntry, Submission, WitnessEntry
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
NOW = "2024-10-05T09:00:00+08:00"
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel(NOW, tick=False):
        yield


def codes(filing: Submission, *, evidence: bool = True, today: date = TODAY) -> list[str]:
    placement = requirements.placement(filing)
    return [part.code for part in requirements.missing(filing, placement=placement, today=today, evidence=evidence)]


def wrong(filing: Submission) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in requirements.problems(filing)]


def test_a_complete_report_lacks_nothing():
    assert codes(made.submission()) == []
    assert wrong(made.submission()) == []


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"reporter": None}, ["reporter"]),
        ({"reporter": ReporterEntry(name="Suharto")}, ["reporter"]),
        ({"reporter": ReporterEntry(address="Jalan Contoh 1")}, ["reporter"]),
        ({"reporter": ReporterEntry(name="\u3164", address="Jalan Contoh 1")}, ["reporter"]),
        ({"respondents": ()}, ["respondent"]),
        ({"respondents": (RespondentEntry(status="pns"),)}, ["respondent"]),
        ({"respondents": (RespondentEntry(position="Camat Contoh"),)}, []),
        ({"respondents": (RespondentEntry(description="Berseragam cokelat"),)}, []),
        ({"known_date": date(2024, 9, 27), "incident_date": date(2024, 9, 20)}, ["late"]),
        ({"known_date": date(2024, 9, 28), "incident_date": date(2024, 9, 20)}, []),
        ({"known_date": None, "incident_date": date(2024, 9, 20)}, ["late"]),
        ({"known_date": None, "incident_date": None}, ["time_place"]),
        ({"place": ""}, ["time_place"]),
        ({"incident_date": None}, ["time_place"]),
        ({"narrative": None}, ["description"]),
        ({"narrative": "Ikut kampanye."}, ["description"]),
    ],
)
def test_each_requirement_is_named_by_its_code(changes, lacks):
    assert codes(made.submission(**changes)) == lacks


def test_without_a_file_or_link_evidence_is_missing():
    assert codes(made.submission(), evidence=False) == ["evidence"]


def test_all_six_codes_stand_in_the_order_of_the_law():
    bare = Submission(kind="report", region="64.71", contest="regent_mayor", known_date=date(2024, 9, 1))
    assert codes(bare, evidence=False) == ["reporter", "respondent", "late", "time_place", "description", "evidence"]
    assert [code.value for code in Requirement] == codes(bare, evidence=False)


def test_every_code_has_a_plain_sentence():
    sentences = {requirements.wanted(code).message for code in Requirement}
    assert len(sentences) == 6
    assert all(sentence.endswith(".") for sentence in sentences)


def test_a_tip_is_told_what_it_would_lack_as_a_report():
    assert codes(made.tip()) == ["reporter"]


@pytest.mark.parametrize(
    ("region", "today", "late"),
    [
        ("64.71", date(2024, 10, 10), False),  # WITA
        ("64.71", date(2024, 10, 11), True),
        ("62.02", date(2024, 10, 10), False),  # WIB
        ("62.02", date(2024, 10, 11), True),
    ],
)
def test_the_window_ends_with_the_seventh_local_day(region, today, late):
    filing = made.submission(region=region, known_date=date(2024, 10, 3))
    assert ("late" in codes(filing, today=today)) is late


def test_working_days_count_under_the_rules_of_pemilu():
    filing = made.submission(region="64.02", contest="president", incident_date=None, known_date=date(2024, 1, 19))
    filing = replace(filing, incident_date=date(2024, 1, 19))
    assert "late" not in codes(filing, today=date(2024, 1, 30))
    assert "late" in codes(filing, today=date(2024, 1, 31))


def test_outside_every_stage_nobody_is_late():
    placement = Placement("OUTSIDE_ELECTION", "uu-20-2023", "OUTSIDE", "", "unknown")
    filing = made.submission(known_date=date(2020, 1, 1), incident_date=date(2020, 1, 1))
    assert requirements.missing(filing, placement=placement, today=TODAY, evidence=True) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"kind": ""}, [("kind", "required")]),
        ({"kind": "finding"}, [("kind", "invalid_choice")]),
        ({"region": ""}, [("region", "required")]),
        ({"region": "11.01"}, [("region", "invalid_choice")]),
        ({"region": "samarinda"}, [("region", "invalid_choice")]),
        ({"region": "1 OR 1=1"}, [("region", "invalid_choice")]),
        ({"district": "64.72.01"}, [("district", "other_region")]),
        ({"district": "64.71.99"}, [("district", "invalid_choice")]),
        ({"district": "64.71.01"}, []),
        ({"act": "no-such-act"}, [("act", "invalid_choice")]),
        ({"incident_date": date(2024, 10, 6), "known_date": None}, [("incident_date", "future")]),
        ({"known_date": date(2099, 1, 1)}, [("known_date", "future")]),
        ({"incident_date": date(1, 1, 1)}, [("incident_date", "too_early")]),
        ({"known_date": date(2024, 10, 2)}, [("known_date", "before_incident")]),
        ({"contest": "mayor"}, [("contest", "invalid_choice")]),
        ({"favoured": "me"}, [("favoured", "invalid_choice")]),
        ({"capacity": "king"}, [("capacity", "invalid_choice")]),
        ({"place": "x" * 301}, [("place", "max_length")]),
        ({"place": "a\x00b"}, [("place", "control_characters")]),
        ({"narrative": ""}, [("narrative", "required")]),
        ({"narrative": " \u200b\u3164\u2800\n"}, [("narrative", "required")]),
        ({"narrative": "a\x00b"}, [("narrative", "control_characters")]),
        ({"kind": "tip", "reporter": None, "narrative": None}, [("narrative", "required")]),
        ({"kind": "tip"}, [("reporter", "not_allowed")]),
        ({"respondents": (RespondentEntry(status="king"),)}, [("respondents.0.status", "invalid_choice")]),
        ({"respondents": (RespondentEntry(name="x" * 121),)}, [("respondents.0.name", "max_length")]),
        ({"respondents": (RespondentEntry(name="A"),) * 21}, [("respondents", "too_many")]),
        ({"respondents": (RespondentEntry(name="A"),) * 20}, []),
        ({"witnesses": (WitnessEntry(name="A"),) * 11}, [("witnesses", "too_many")]),
        ({"witnesses": (WitnessEntry(phone="tel:0812"),)}, [("witnesses.0.phone", "phone")]),
        ({"reporter": made.reporter(email="a@b")}, [("reporter.email", "email")]),
        ({"reporter": made.reporter(phone="1" * 30)}, [("reporter.phone", "phone")]),
        ({"reporter": made.reporter(sex="x")}, [("reporter.sex", "invalid_choice")]),
        ({"reporter": made.reporter(birth_date=date(2030, 1, 1))}, [("reporter.birth_date", "future")]),
        ({"reporter": made.reporter(birth_date=date(1850, 1, 1))}, [("reporter.birth_date", "too_early")]),
        ({"reporter": made.reporter(name="Suharto")}, []),
        ({"reporter": made.reporter(name="Drs. H. O'Contoh, M.Si.")}, []),
    ],
)
def test_what_cannot_be_stored_is_named_with_its_field(changes, found):
    assert wrong(made.submission(**changes)) == found


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_narrative_has_20000_characters_and_a_newline_is_one(newline):
    assert wrong(made.submission(narrative=f"{'a' * 9_999}{newline}{'a' * 10_000}")) == []
    assert wrong(made.submission(narrative=f"{'a' * 10_000}{newline}{'a' * 10_000}")) == [("narrative", "max_length")]


def test_emoji_and_combining_marks_count_as_code_points():
    family = "👩‍👩‍👧"
    assert wrong(made.submission(narrative="a" * (20_000 - len(family)) + family)) == []
    assert wrong(made.submission(narrative="a" * (20_001 - len(family)) + family)) == [("narrative", "max_length")]


def test_today_in_the_region_is_not_the_future():
    with time_machine.travel("2024-10-05T23:30:00+07:00", tick=False):  # already the 6th in WITA
        assert wrong(made.submission(region="64.71", incident_date=date(2024, 10, 6), known_date=None)) == []
        assert wrong(made.submission(region="62.02", incident_date=date(2024, 10, 6), known_date=None)) == [
            ("incident_date", "future")
        ]


def test_the_body_of_the_api_becomes_a_submission():
    body = {
        "kind": "report",
        "region": "64.71",
        "incident_date": "2024-10-03",
        "narrative": " Baris satu\r\nBaris dua ",
        "respondents": [{"name": "Contoh", "status": "pns"}],
        "reporter": {"name": "Warga\u0020Contoh", "birth_date": "1990-01-02"},
        "place": None,
    }
    filing, problems = requirements.read(body)
    assert problems == []
    assert filing == Submission(
        kind="report",
        region="64.71",
        incident_date=date(2024, 10, 3),
        narrative="Baris satu\nBaris dua",
        respondents=(RespondentEntry(name="Contoh", status="pns"),),
        reporter=ReporterEntry(name="Warga Contoh", birth_date=date(1990, 1, 2)),
    )


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ([], [("", "invalid")]),
        ({"is_staff": 1}, [("is_staff", "unknown")]),
        ({"reporter": {"nik": "1"}}, [("reporter.nik", "unknown")]),
        ({"respondents": [{"nip": "1"}]}, [("respondents.0.nip", "unknown")]),
        ({"respondents": {}}, [("respondents", "invalid")]),
        ({"respondents": ["A"]}, [("respondents.0", "invalid")]),
        ({"region": ["64.71"]}, [("region", "invalid")]),
        ({"region": 64.71}, [("region", "invalid")]),
        ({"incident_date": "31/04/2024"}, [("incident_date", "invalid_date")]),
        ({"incident_date": "2027-02-29"}, [("incident_date", "invalid_date")]),
        ({"incident_date": "2026-13-01"}, [("incident_date", "invalid_date")]),
        ({"incident_date": "20241003"}, [("incident_date", "invalid_date")]),
        ({"incident_date": "2024-W40-4"}, [("incident_date", "invalid_date")]),
        ({"incident_date": 20241003}, [("incident_date", "invalid_date")]),
        ({"narrative": True}, [("narrative", "invalid")]),
    ],
)
def test_a_body_of_the_wrong_shape_is_named_with_its_field(body, found):
    _filing, problems = requirements.read(body)
    assert [(problem.field, problem.code) for problem in problems] == found


def test_tidying_twice_changes_nothing():
    filing = made.submission(narrative="  a\r\nb  ", place="a\tb", reporter=made.reporter(name="Re\u0301ne\u0301e"))
    once = requirements.tidy(filing)
    assert requirements.tidy(once) == once
    assert (once.narrative, once.place, once.reporter.name) == ("a\nb", "a b", "Rénée")


@pytest.mark.parametrize(
    ("born", "is_adult"),
    [(date(2007, 10, 5), True), (date(2007, 10, 6), False), (None, None), (date(2004, 2, 29), True)],
)
def test_an_adult_is_17_on_that_day(born, is_adult):
    assert requirements.adult(made.reporter(birth_date=born), on=date(2024, 10, 5)) is is_adult


def test_what_is_met_leaves_the_list_and_lateness_may_join_it():
    assert requirements.still(["reporter", "evidence"], met=["reporter"], late=True) == ["late", "evidence"]
    assert requirements.still(["late"], met=[], late=False) == []
