"""The sourced rows of acts and offences."""

import pytest

from guidance import acts, reference
from guidance.models import Act, ActRule, Offence, ViolationClass
from regions.enums import Phase
from tests.factories.guidance import act, offence

pytestmark = pytest.mark.django_db

ETHICS = [f"KE-0{number}" for number in range(1, 8)]
SKB_DISCIPLINE = [f"D-{number:02}" for number in range(1, 13)]
CAMPAIGN_ROLES = [f"PP94-5N{number}" for number in range(1, 5)]


def test_the_law_lists_seven_ethics_acts_thirteen_of_the_skb_and_four_of_pp_94() -> None:
    codes = list(Offence.objects.values_list("code", flat=True))
    assert codes == [*ETHICS, *SKB_DISCIPLINE, *CAMPAIGN_ROLES, "D-OTHER"]


def test_the_three_disputed_levels_are_marked_as_not_verified() -> None:
    assert sorted(Offence.objects.filter(verified=False).values_list("code", flat=True)) == ["D-03", "D-09", "D-10"]


def test_every_act_has_exactly_one_rule_in_every_phase() -> None:
    expected = {(code, phase) for code in Act.objects.values_list("code", flat=True) for phase in Phase.values}
    rules = list(ActRule.objects.values_list("act_id", "phase"))
    assert len(rules) == len(set(rules)) == len(expected)
    assert set(rules) == expected


def test_every_offence_an_act_can_be_exists_in_both_languages() -> None:
    for row in Offence.objects.all():
        assert all((row.name, row.name_en, row.basis)), row.code
    for row in Act.objects.all():
        assert all((row.name, row.name_en, row.example, row.example_en)), row.code


def test_loading_twice_changes_nothing() -> None:
    before = list(ActRule.objects.order_by("act", "phase").values_list("act", "phase", "offence", "may_be_crime"))
    counts = reference.load()
    assert counts == {"offences": 24, "acts": 16, "act_rules": 112}
    after = list(ActRule.objects.order_by("act", "phase").values_list("act", "phase", "offence", "may_be_crime"))
    assert after == before


def test_loading_restores_an_edited_row_and_keeps_one_that_is_not_in_the_files() -> None:
    Act.objects.filter(code="likes").update(name="Diubah")
    kept = act("local", rules={Phase.CAMPAIGN: offence()})
    reference.load()
    assert Act.objects.get(code="likes").name == "Menyukai, mengomentari, membagikan, atau mengikuti akun calon"
    assert Act.objects.filter(pk=kept.pk).exists()
    assert acts.get("local") is not None


def test_the_ethics_list_holds_before_determination_and_outside_every_stage_only() -> None:
    phases = set(ActRule.objects.filter(offence__violation_class=ViolationClass.ETHICS).values_list("phase", flat=True))
    assert phases == {Phase.PRE_NOMINATION, Phase.OUTSIDE}
