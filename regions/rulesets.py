"""Which text of law a rule set means on a day: a table. A new regulation is a new row, never an edit."""

from dataclasses import dataclass
from datetime import date

from regions.enums import RuleSetKind


@dataclass(frozen=True, slots=True)
class RuleText:
    """From `valid_from` (None = as far back as the portal goes) a rule set is read in this text."""

    rule_set: RuleSetKind
    version: str
    basis: str
    sure: str
    valid_from: date | None = None


RULE_TEXTS = (
    RuleText(RuleSetKind.PILKADA, "perbawaslu-8-2020", "Perbawaslu 8/2020", "C3"),
    RuleText(  # in force by 8 to 15 October 2024 at the latest; the day of promulgation was not seen
        RuleSetKind.PILKADA, "perbawaslu-9-2024", "Perbawaslu 8/2020 jo. 9/2024", "M", valid_from=date(2024, 10, 1)
    ),
    RuleText(RuleSetKind.PEMILU, "perbawaslu-7-2022", "UU 7/2017; Perbawaslu 7/2022", "C3"),
    RuleText(RuleSetKind.OUTSIDE_ELECTION, "uu-5-2014", "UU 5/2014; PP 94/2021", "C3"),
    RuleText(  # day of enactment from memory
        RuleSetKind.OUTSIDE_ELECTION, "uu-20-2023", "UU 20/2023; PP 94/2021", "C2", valid_from=date(2023, 10, 31)
    ),
)  # fmt: skip


def text_on(rule_set: RuleSetKind, on: date) -> RuleText:
    """The text of a rule set on a day: of the rows that have begun, the last one."""
    begun = [text for text in RULE_TEXTS if text.rule_set == rule_set and (text.valid_from or date.min) <= on]
    return max(begun, key=lambda text: text.valid_from or date.min)
