"""THE TABLE: who may do what with which kind of data, and how they must stand to it.

The one source of permissions: admin, API, exports, "who can see this now" and the tests read it.
What a cell does not name is refused, in every state. Source: security matrix 3.3 and its never-rules.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from services.accounts.enums import Action, Context, DataGroup, Role

# How a person must stand to the data for a cell to hold. A recused person is in none of them.
SCOPES: dict[str, frozenset[Context]] = {
    "assigned": frozenset({Context.ASSIGNED}),
    "open": frozenset({Context.ASSIGNED, Context.UNTAKEN}),  # what lies with a colleague is left to them
    "office": frozenset({Context.ASSIGNED, Context.UNTAKEN, Context.OWN_OFFICE}),
    "former": frozenset({Context.FORMER_OFFICE}),  # what one's office did before the case was moved to another
    "lifted": frozenset({Context.LIFTED}),  # that a case below waits for the level above, so that it can be taken over
    "package": frozenset({Context.RECEIVED}),  # a frozen package that came to the office, never a case
    "own": frozenset({Context.OWN}),  # one's own report, one's own acts
    "granted": frozenset({Context.GRANTED}),  # a second person agreed, with a written reason
    "counts": frozenset({Context.COUNTED}),  # how many, never which
    "called": frozenset({Context.CALLED}),  # that somebody who reported is under pressure, never what they reported
    "any": frozenset(set(Context) - {Context.CALLED, Context.RECUSED}),
}
ACTIONS = {str(action.value): action for action in Action}

# A cell reads "letters scope; letters scope". C create, R read, U update, A approve, X export, P purge.
#
# Verifiers read the cases they have, and those of their office that nobody has taken, which would otherwise be
# seen by nobody; of a colleague's case its line in the queue alone, so that its clock stays in sight and nothing
# is taken up twice. Original evidence is for who has the case. Officers of KASN/BKN and of BKPSDM stand to packages
# alone.
# Who may read an identity under a grant of two may ask for one; that they are two is checked by the vault. The
# written reason belongs to the audit: whoever asked or is asked reads it as their own act.
TABLE: dict[Role, dict[DataGroup, str]] = {
    Role.PUBLIC: {
        DataGroup.REPORTER_IDENTITY: "C any",
        DataGroup.REPORTER_LINKAGE: "C any",
        DataGroup.RESPONDENT_IDENTITY: "C any",
        DataGroup.NARRATIVE_ORIGINAL: "C any",
        DataGroup.EVIDENCE_ORIGINAL: "C any",
        DataGroup.STATISTICS: "R any",
    },
    Role.REPORTER: {
        DataGroup.REPORTER_IDENTITY: "CP own",
        DataGroup.REPORTER_LINKAGE: "C own",
        DataGroup.RESPONDENT_IDENTITY: "R own",
        DataGroup.NARRATIVE_ORIGINAL: "RU own",
        DataGroup.NARRATIVE_REDACTED: "R own",  # what is to leave about a matter that few could know
        DataGroup.EVIDENCE_ORIGINAL: "CR own",  # a list with its links; a file is never given back
        DataGroup.MESSAGES: "CR own",
        DataGroup.STATUS: "R own",
        DataGroup.SANCTION: "R own",
        DataGroup.AUDIT: "R own",
        DataGroup.STATISTICS: "R any",
    },
    Role.OPERATOR: {
        DataGroup.RESPONDENT_IDENTITY: "RU office",
        DataGroup.NARRATIVE_ORIGINAL: "R office",
        DataGroup.EVIDENCE_COPY: "R office",
        DataGroup.MESSAGES: "CR office",
        DataGroup.NOTES: "CR office",
        DataGroup.STATUS: "RU office; R former",
        DataGroup.SANCTION: "CR office",  # recorded from a letter of an office that never signs in
        DataGroup.STATISTICS: "R any",
    },
    Role.VERIFIER: {
        DataGroup.REPORTER_IDENTITY: "R granted",
        DataGroup.RESPONDENT_IDENTITY: "RU open",
        DataGroup.NARRATIVE_ORIGINAL: "R open",
        DataGroup.NARRATIVE_REDACTED: "CRU open",
        DataGroup.EVIDENCE_ORIGINAL: "R assigned",
        DataGroup.EVIDENCE_COPY: "CRU open",
        DataGroup.MESSAGES: "CR open",
        DataGroup.NOTES: "CRU open",
        # The filtered queue as a file: no name, no narrative, no case of a colleague.
        DataGroup.STATUS: "RUX open; R office; R former",
        DataGroup.SANCTION: "CR open",  # as the operator: from a letter
        DataGroup.AUDIT: "R own",
        DataGroup.STATISTICS: "R any",
    },
    Role.LEADER: {
        DataGroup.REPORTER_IDENTITY: "A office",
        DataGroup.RESPONDENT_IDENTITY: "R office",
        DataGroup.NARRATIVE_ORIGINAL: "R office",
        DataGroup.NARRATIVE_REDACTED: "RA office",
        DataGroup.EVIDENCE_ORIGINAL: "R office; X granted",
        DataGroup.EVIDENCE_COPY: "RA office",
        DataGroup.MESSAGES: "R office; CR called",
        DataGroup.NOTES: "CR office",
        DataGroup.STATUS: "RUAX office; R former; R lifted; R counts; RU called",
        DataGroup.SANCTION: "RA office",
        DataGroup.AUDIT: "R own; R counts",
        DataGroup.STATISTICS: "RA any",
        DataGroup.ACCOUNTS: "R counts; A office",
    },
    Role.BKPSDM: {
        DataGroup.RESPONDENT_IDENTITY: "R package",
        DataGroup.NARRATIVE_REDACTED: "R package",
        DataGroup.EVIDENCE_COPY: "R package",
        DataGroup.STATUS: "RU package",
        DataGroup.SANCTION: "CR package",
        DataGroup.STATISTICS: "R any",
    },
    Role.BKN: {
        DataGroup.RESPONDENT_IDENTITY: "R package",
        DataGroup.NARRATIVE_REDACTED: "R package",
        DataGroup.EVIDENCE_COPY: "R package",
        DataGroup.STATUS: "RU package",
        DataGroup.SANCTION: "CRUA package",
        DataGroup.STATISTICS: "R any",
    },
    Role.CUSTODIAN: {
        DataGroup.REPORTER_IDENTITY: "A office; RP granted",
        DataGroup.REPORTER_LINKAGE: "R granted",
        DataGroup.STATUS: "R counts; RU called",
        DataGroup.AUDIT: "R own",
        DataGroup.STATISTICS: "R any",
        DataGroup.ACCOUNTS: "A office",  # that a colleague's lost second factor is taken away
    },
    Role.AUDITOR: {
        DataGroup.STATUS: "R counts",
        DataGroup.SANCTION: "R counts",
        DataGroup.AUDIT: "RX any",
        DataGroup.STATISTICS: "R any",
        DataGroup.ACCOUNTS: "R counts; A office",  # as the custodian
    },
    Role.SYSADMIN: {
        DataGroup.STATUS: "R counts",
        DataGroup.AUDIT: "R counts",
        DataGroup.STATISTICS: "R any",
        DataGroup.ACCOUNTS: "CRU any",  # accounts, never a right of its own: see `admin`
    },
    Role.SYSTEM: {},  # the engine's own steps read rows, not data; workers have a database role
}

_fields: dict[str, DataGroup] = {}


class UnknownField(LookupError):
    """A field that no `datagroups` module declares; the message says where to declare it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no data group. Add it to FIELDS in the datagroups.py of its app")


def may(role: str, action: str, group: str, context: str) -> bool:
    """Whether a role may do this with such data while standing to it so."""
    return _holds(role, action, group, context)


@cache
def readers(group: str) -> tuple[Role, ...]:
    """All roles that may read such data of some row, in the order of the table: "who can see this now".

    Those who only see how many there are do not count as readers.
    """
    rows = Context.COUNTED
    return tuple(
        role for role in Role if any(may(role, Action.READ, group, context) for context in Context if context != rows)
    )


def install(fields: Mapping[str, str]) -> None:
    """Take the map "app_label.Model.field" → data group of all apps; `netralitas.wiring` hands it down."""
    groups = {name: DataGroup(group) for name, group in fields.items()}
    _fields.clear()
    _fields.update(groups)


def fields() -> Mapping[str, DataGroup]:
    """The installed map, for checks and tests."""
    return _fields


def group_of(field: str) -> DataGroup:
    """The data group of "app_label.Model.field"; raises `UnknownField`."""
    try:
        return _fields[field]
    except KeyError:
        raise UnknownField(field) from None


@cache
def _holds(role: str, action: str, group: str, context: str) -> bool:
    # The table is code: a cell is read once per process, and a page asks for some hundred of them.
    return (Role(role), Action(action), DataGroup(group), Context(context)) in _cells()


@cache
def _cells() -> frozenset[tuple[Role, Action, DataGroup, Context]]:
    return frozenset(
        (role, action, group, context)
        for role, row in TABLE.items()
        for group, cell in row.items()
        for action, context in _expand(cell)
    )


def _expand(cell: str) -> Iterator[tuple[Action, Context]]:
    for clause in cell.split(";"):
        letters, scope = clause.split()
        for letter in letters:
            for context in SCOPES[scope]:
                yield ACTIONS[letter], context
