"""The law: one module per procedure, data only. A lawyer reads these alone."""

from procedures.enums import Procedure, State
from procedures.vocabulary import Clock, Final, Held, Table
from procedures.workflow import bawaslu, external, gakkumdu, oversight, personnel

TABLES: dict[Procedure, Table] = {
    module.TABLE.procedure: module.TABLE for module in (bawaslu, gakkumdu, oversight, personnel, external)
}
FINAL_STATES: frozenset[State] = frozenset(
    state for table in TABLES.values() for state, kind in table.states.items() if isinstance(kind, Final)
)
CLOCKS: dict[str, Clock] = {
    clock.code: clock
    for table in TABLES.values()
    for state in table.states.values()
    if isinstance(state, Held)
    for clock in state.clocks
} | {bawaslu.FILING.code: bawaslu.FILING}
