"""The words in which the law is written down: states, rows, clocks, and what a caller brings.

Frozen values only. They name kinds of offices, never KASN or BKN, and call no code with effects.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from django.utils.functional import Promise

from procedures.enums import Audience, Event, Fact, Holder, Procedure, Rung, State, Sureness
from regions.days import CalendarDays, WorkingDays
from regions.enums import RuleSetKind
from services.accounts.enums import Role

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Term: TypeAlias = CalendarDays | WorkingDays
Words: TypeAlias = str | Promise  # a sentence that is translated when it is shown
Basis: TypeAlias = str | Mapping[RuleSetKind, str]  # one text for every rule set, or the text of each


class Place(Enum):
    """Where a row starts or ends when that is not one named state."""

    NEW = ""  # before the first step; stored as an empty `from_state`
    ANY_HELD = "any_held"
    SAME = "same"


class Course(Enum):
    """To which office a row moves the matter, seen from the office in charge."""

    DOWN = "down"  # to an office right below, which the facts name as `to`
    SIDEWAYS = "sideways"  # to another of the same kind, which the facts name as `to`
    UP = "up"  # to the office above


def basis_under(basis: Basis, rule_set: RuleSetKind) -> str:
    """The text of law that applies under a rule set; empty where a row names none for it."""
    return basis if isinstance(basis, str) else basis.get(rule_set, "")


class Refused(Exception):
    """Something the law or the record does not allow; `sentences` say why, for the person who asked."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a clock runs under one rule set.

    `term` counts from the start day; `extension` from the last day of the term it prolongs.
    `setting` names a setting that replaces the number of days where sources conflict. `target`
    marks a goal for which no legal term was found.
    """

    term: Term
    _: KW_ONLY
    basis: str
    sure: Sureness
    extension: Term | None = None
    setting: str = ""
    target: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that starts to run when its state is entered.

    `late` is what the system itself does once the term has passed; None leaves it at reminders.
    `letter_date` names the value in which the caller brings a due date that a letter has set: it
    replaces the term. `since` names the value with the day it counts from, where that is not the
    day of the step. `of` is whose term it is, where not the holder's of the state. `until_setting`
    names the setting with the day from which the clock is no longer started. A clock that two
    states name runs on from the one into the other.
    """

    code: str
    name: Words
    name_en: str
    limits: Mapping[RuleSetKind, Limit]
    _: KW_ONLY
    late: Event | None = Event.ESCALATE
    letter_date: str = ""
    since: str = ""
    of: Holder | None = None
    until_setting: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A state in which somebody has the next move."""

    by: Holder
    _: KW_ONLY
    clocks: tuple[Clock, ...] = ()
    basis: Basis
    sure: Sureness


@dataclass(frozen=True, slots=True)
class Final:
    """A state in which the proceeding is over."""

    _: KW_ONLY
    basis: Basis
    sure: Sureness


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `agency` is the code of the office in whose name a member of staff acts."""

    role: str
    user: UUID | None = None
    agency: str = ""

    @property
    def reference(self) -> str:
        """How the audit names this actor: `user:<id>`, `system` or `reporter`."""
        return f"user:{self.user}" if self.user else str(self.role)


SYSTEM = Actor(Role.SYSTEM)
REPORTER = Actor(Role.REPORTER)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the caller knows, frozen: documents at hand, and codes, ISO dates and ids. No free text.

    Values that rows read: `kind` (report, tip, finding), `missing` (requirement codes), `due_on`,
    `delivered_on`, `to` (code of the receiving office), `recommended_on`, `decided_on`, `executed_on`,
    `reported_on`; of the paper at hand `dated_on`, and `previous_on` of the one before it;
    `examination_on` and `summons_latest`, the last day a summons may name; `reply` (answer, absence,
    waiver); `cause` (overseer, not_asn); `authority` (acted, waiting); `remedy` (objection, appeal).
    """

    present: frozenset[Fact] = frozenset()
    values: Mapping[str, Json] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text, empty where it is absent."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def codes(self, name: str) -> tuple[str, ...]:
        """The value as a tuple of non-empty codes."""
        value = self.values.get(name)
        return tuple(v for v in value if isinstance(v, str) and v) if isinstance(value, list) else ()

    def day(self, name: str) -> date | None:
        """The value as a date; None where it is absent or no ISO date."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Leg:
    """What a guard may know of a proceeding."""

    procedure: str
    rule_set: str
    state: str
    level: int
    extensions: int


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition over (leg, facts), in words, and the sentence people read when it fails.

    `standing` says that it rests on what stands already and not on what the actor brings: where it
    fails, the step is not offered at all.
    """

    name: str
    condition: Words
    sentence: Words
    holds: Callable[[Leg, Facts], bool]
    standing: bool = False


Source: TypeAlias = State | Place | tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from where, on what event, to where, who may, on what conditions, told to whom.

    `by` may act at the desk of the office in charge, `by_letter` of the referring Bawaslu may
    record the same from a letter; where the row moves the matter, a second person confirms it first.
    `only` limits the rule sets (empty: all), `when` are conditions and `needs` documents. `extends`
    prolongs the clocks of the state, `lifts` lays the matter before the level above, which is told; the
    office keeps it, since taking over is a decision of its own. `hands` moves the matter to another
    office, where its clocks go on; `by_above` may act from the level above. `opens` names the
    procedures that may begin because of it. Where `basis` differs by rule set, `sure` speaks of the
    election laws; what the portal itself set outside elections says so in its text.
    """

    source: Source
    event: Event
    target: State | Place
    _: KW_ONLY
    by: tuple[Role, ...] = ()
    by_letter: tuple[Role, ...] = ()
    by_above: tuple[Role, ...] = ()
    only: tuple[RuleSetKind, ...] = ()
    when: tuple[Guard, ...] = ()
    needs: tuple[Fact, ...] = ()
    extends: bool = False
    lifts: bool = False
    hands: Course | None = None
    opens: tuple[Procedure, ...] = ()
    tell: tuple[Audience, ...]
    basis: Basis
    sure: Sureness

    @property
    def moves(self) -> bool:
        """Whether the matter leaves its state, so that clocks end and somebody else has the next move."""
        return self.target is not Place.SAME

    def founded_on(self, rule_set: RuleSetKind) -> str:
        """The text of law on which the step rests under a rule set."""
        return basis_under(self.basis, rule_set)

    def starts_at(self, state: "State | Place", *, held: bool) -> bool:
        """Whether this row leaves `state`."""
        if isinstance(self.source, tuple):
            return state in self.source
        return self.source is state or (self.source is Place.ANY_HELD and held)

    def lands_in(self, state: "State | Place") -> "State":
        """The state after this row, coming from `state`."""
        landing = state if self.target is Place.SAME else self.target
        if not isinstance(landing, State):
            raise TypeError(f"row {self.event} from {state} ends in no state; give it a State as target")
        return landing


@dataclass(frozen=True, slots=True)
class Table:
    """One procedure as law: its states and its rows."""

    procedure: Procedure
    states: Mapping[State, Held | Final]
    transitions: tuple[Transition, ...]
    # What `leaving` has found: a case page asks for the same few states at every step of its history.
    _left: dict[tuple[State | Place, RuleSetKind], tuple[Transition, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def rows(self, state: State | Place, event: Event, rule_set: RuleSetKind) -> tuple[Transition, ...]:
        """The rows for an event in a state, in the order of the table; empty where there are none."""
        return tuple(row for row in self.leaving(state, rule_set) if row.event is event)

    def clocks(self, state: State) -> set[str]:
        """The codes of the clocks that run in a state."""
        kind = self.states[state]
        return {clock.code for clock in kind.clocks} if isinstance(kind, Held) else set()

    def leaving(self, state: State | Place, rule_set: RuleSetKind) -> tuple[Transition, ...]:
        """All rows that leave a state under a rule set."""
        if (state, rule_set) not in self._left:
            held = isinstance(state, State) and isinstance(self.states.get(state), Held)
            self._left[state, rule_set] = tuple(
                row
                for row in self.transitions
                if (not row.only or rule_set in row.only) and row.starts_at(state, held=held)
            )
        return self._left[state, rule_set]


@dataclass(frozen=True, slots=True)
class LadderRung:
    """When one rung of the reminder ladder is reached, and who is reminded.

    `before` is how long before the end of the term, `before_long` the same for terms of
    `LONG_TERM_DAYS` and more; `after` is a term that runs from the last day.
    """

    rung: Rung
    before: timedelta
    before_long: timedelta
    _: KW_ONLY
    after: Term | None = None
    tells: Words
    tells_en: str
