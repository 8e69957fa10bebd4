"""What the law calls an act in a phase."""

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from guidance import acts
from guidance.acts import Classified
from guidance.models import Act
from regions.enums import Phase

pytestmark = pytest.mark.django_db

AFTER = (Phase.NOMINATED, Phase.CAMPAIGN, Phase.QUIET, Phase.VOTING, Phase.POST)


@pytest.mark.parametrize(
    ("act", "phase", "offence", "violation_class"),
    [
        ("likes", Phase.PRE_NOMINATION, "KE-04", "ethics"),
        ("likes", Phase.NOMINATED, "D-06", "discipline"),
        ("likes", Phase.CAMPAIGN, "D-06", "discipline"),
        ("online_campaign", Phase.CAMPAIGN, "D-02", "discipline"),
        ("seeking_nomination", Phase.PRE_NOMINATION, "D-03", "discipline"),
        ("party_member", Phase.OUTSIDE, "D-05", "dismissal"),
        ("campaign_team", Phase.PRE_NOMINATION, "D-09", "discipline"),
        ("campaign_team", Phase.QUIET, "D-10", "discipline"),
        ("support_letter", Phase.PRE_NOMINATION, "D-11", "discipline"),
        ("favouring", Phase.POST, "D-12", "discipline"),
        ("mobilising", Phase.CAMPAIGN, "PP94-5N3", "discipline"),
        ("facilities", Phase.CAMPAIGN, "PP94-5N4", "discipline"),
        ("other", Phase.CAMPAIGN, "D-OTHER", "open"),
    ],
)
def test_an_act_is_classed_by_its_phase(act: str, phase: Phase, offence: str, violation_class: str) -> None:
    found = acts.classify(act, phase=phase)
    assert found is not None
    assert (found.offence_code, found.violation_class) == (offence, violation_class)


@pytest.mark.parametrize("phase", Phase)
def test_party_membership_is_a_dismissal_matter_in_every_phase(phase: Phase) -> None:
    assert acts.classify("party_member", phase=phase) == Classified("D-05", "dismissal", may_be_crime=False)


@pytest.mark.parametrize("phase", AFTER)
def test_a_like_after_determination_is_never_an_ethics_matter(phase: Phase) -> None:
    assert acts.classify("likes", phase=phase) == Classified("D-06", "discipline", may_be_crime=False)


def test_only_a_favouring_decision_may_be_a_crime_on_voting_day() -> None:
    suspects = [act.code for act in acts.all() if acts.classify(act.code, phase=Phase.VOTING).may_be_crime]  # type: ignore[union-attr]
    assert suspects == ["favouring"]


@pytest.mark.parametrize("code", ["", None, "no_such_act"])
def test_no_act_or_an_unknown_one_has_no_class(code: str | None) -> None:
    assert acts.classify(code, phase=Phase.CAMPAIGN) is None


def test_a_warm_look_up_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    acts.classify("likes", phase=Phase.CAMPAIGN), acts.all()
    with django_assert_num_queries(0):
        acts.classify("photo", phase=Phase.CAMPAIGN)
        acts.grouped()


def test_a_change_is_seen_once_the_process_forgets() -> None:
    Act.objects.filter(code="likes").update(name="Baru")
    acts.forget()
    try:
        assert acts.get("likes").name == "Baru"  # type: ignore[union-attr]
    finally:
        acts.forget()


def test_names_follow_the_language_of_the_page() -> None:
    act = acts.get("banners")
    assert act is not None
    with translation.override("en"):
        assert act.label == "Putting up banners, billboards, stickers or other props"
    with translation.override("id"):
        assert act.label == "Memasang spanduk, baliho, stiker, atau alat peraga lain"
        assert act.illustration == "Memasang baliho calon di pagar rumah atau menempelkan stiker di kendaraan."


def test_the_picker_shows_every_act_once_under_five_groups() -> None:
    groups = acts.grouped()
    assert [group.value for group, _found in groups] == ["online", "event", "office", "role", "other"]
    assert [act.code for _group, found in groups for act in found] == [act.code for act in acts.all()]
