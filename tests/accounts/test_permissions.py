"""The permission table: its never-rules, whatever else a cell may come to say."""

from itertools import product

import pytest

from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup, Role

NEVER_SEE_A_REPORTER = (Role.BKPSDM, Role.BKN, Role.AUDITOR, Role.SYSADMIN, Role.PUBLIC, Role.SYSTEM)
THE_REPORTERS = (
    DataGroup.REPORTER_IDENTITY,
    DataGroup.REPORTER_LINKAGE,
    DataGroup.NARRATIVE_ORIGINAL,
    DataGroup.EVIDENCE_ORIGINAL,
    DataGroup.MESSAGES,
    DataGroup.NOTES,
)
CASE_DATA = [group for group in DataGroup if group not in (DataGroup.STATISTICS, DataGroup.AUDIT, DataGroup.ACCOUNTS)]


def granted() -> set[tuple[Role, Action, DataGroup, Context]]:
    """Every cell that says yes, asked for one by one."""
    return {cell for cell in product(Role, Action, DataGroup, Context) if permissions.may(*cell)}


@pytest.mark.parametrize("role", NEVER_SEE_A_REPORTER)
@pytest.mark.parametrize("group", THE_REPORTERS)
def test_n01_those_outside_bawaslu_never_read_what_comes_from_a_reporter(role: Role, group: DataGroup) -> None:
    for action, context in product((Action.READ, Action.EXPORT, Action.UPDATE, Action.APPROVE), Context):
        assert not permissions.may(role, action, group, context)


def test_n02_nobody_reads_an_identity_without_a_second_person() -> None:
    reads = {
        (role, context)
        for role, action, group, context in granted()
        if group == DataGroup.REPORTER_IDENTITY and action in (Action.READ, Action.EXPORT)
    }

    assert reads == {(Role.CUSTODIAN, Context.GRANTED), (Role.VERIFIER, Context.GRANTED)}


def test_n02_who_keeps_the_keys_does_not_handle_cases() -> None:
    handles = {
        group
        for role, _action, group, context in granted()
        if role == Role.CUSTODIAN and context not in (Context.COUNTED, Context.CALLED)
    }

    assert handles == {
        DataGroup.REPORTER_IDENTITY,
        DataGroup.REPORTER_LINKAGE,
        DataGroup.AUDIT,
        DataGroup.STATISTICS,
        DataGroup.ACCOUNTS,
    }


def test_n08_who_is_neither_administrator_nor_leader_only_agrees_to_a_lost_second_factor() -> None:
    rights = {
        (role, action)
        for role, action, group, context in granted()
        if group == DataGroup.ACCOUNTS and context != Context.COUNTED and role not in (Role.SYSADMIN, Role.LEADER)
    }

    assert rights == {(Role.CUSTODIAN, Action.APPROVE), (Role.AUDITOR, Action.APPROVE)}


def test_a_call_for_help_reaches_leaders_and_custodians_and_opens_to_leaders_its_messages_alone() -> None:
    called = {(role, action, group) for role, action, group, context in granted() if context == Context.CALLED}

    assert called == {
        (role, action, DataGroup.STATUS)
        for role in (Role.LEADER, Role.CUSTODIAN)
        for action in (Action.READ, Action.UPDATE)
    } | {(Role.LEADER, action, DataGroup.MESSAGES) for action in (Action.READ, Action.CREATE)}


def test_n07_nobody_reads_the_cases_of_another_office() -> None:
    elsewhere = {
        (role, group)
        for role, action, group, context in granted()
        if context == Context.OTHER_OFFICE and action != Action.CREATE and group in CASE_DATA
    }

    assert elsewhere == set()


def test_n07_desks_outside_bawaslu_stand_to_packages_only() -> None:
    stands = {
        context for role, _action, group, context in granted() if role in (Role.BKN, Role.BKPSDM) and group in CASE_DATA
    }

    assert stands == {Context.RECEIVED}


def test_a_recused_person_may_do_nothing() -> None:
    assert not [cell for cell in granted() if cell[3] == Context.RECUSED]


def test_n09_nobody_changes_or_deletes_the_audit() -> None:
    writes = {
        cell[:2] for cell in granted() if cell[2] == DataGroup.AUDIT and cell[1] not in (Action.READ, Action.EXPORT)
    }

    assert writes == set()


def test_n08_only_accounts_are_open_to_the_system_administrator() -> None:
    rights = {
        (action, group)
        for role, action, group, context in granted()
        if role == Role.SYSADMIN and context != Context.COUNTED
    }

    assert rights == {
        (Action.READ, DataGroup.STATISTICS),
        (Action.CREATE, DataGroup.ACCOUNTS),
        (Action.READ, DataGroup.ACCOUNTS),
        (Action.UPDATE, DataGroup.ACCOUNTS),
    }


@pytest.mark.parametrize(
    ("group", "readers"),
    [
        (DataGroup.REPORTER_IDENTITY, (Role.VERIFIER, Role.CUSTODIAN)),
        (DataGroup.NARRATIVE_ORIGINAL, (Role.OPERATOR, Role.VERIFIER, Role.LEADER, Role.REPORTER)),
        (DataGroup.NARRATIVE_REDACTED, (Role.VERIFIER, Role.LEADER, Role.BKPSDM, Role.BKN, Role.REPORTER)),
        (DataGroup.MESSAGES, (Role.OPERATOR, Role.VERIFIER, Role.LEADER, Role.REPORTER)),
        (DataGroup.EVIDENCE_ORIGINAL, (Role.VERIFIER, Role.LEADER, Role.REPORTER)),
    ],
)
def test_readers_are_all_who_may_read_some_row(group: DataGroup, readers: tuple[Role, ...]) -> None:
    assert permissions.readers(group) == readers


def test_a_verifier_reads_of_a_colleagues_case_its_line_in_the_queue_alone() -> None:
    cells = {cell[1:3] for cell in granted() if (cell[0], cell[3]) == (Role.VERIFIER, Context.OWN_OFFICE)}

    assert cells == {(Action.READ, DataGroup.STATUS), (Action.READ, DataGroup.STATISTICS)}


def test_a_verifier_reads_original_evidence_of_an_assigned_case_only() -> None:
    may = permissions.may

    assert may(Role.VERIFIER, Action.READ, DataGroup.EVIDENCE_ORIGINAL, Context.ASSIGNED)
    assert not may(Role.VERIFIER, Action.READ, DataGroup.EVIDENCE_ORIGINAL, Context.OWN_OFFICE)


def test_plain_words_are_taken_as_well_as_enums() -> None:
    assert permissions.may("operator", "R", "D4", "own_office")
    assert not permissions.may("bkpsdm", "R", "D4", "own_office")


def test_a_word_that_is_no_role_is_an_error_and_not_a_no() -> None:
    with pytest.raises(ValueError, match="mayor"):
        permissions.may("mayor", Action.READ, DataGroup.STATUS, Context.OWN_OFFICE)


def test_an_undeclared_field_is_named_with_its_remedy() -> None:
    with pytest.raises(permissions.UnknownField, match=r"reports\.Report\.shoe_size .* datagroups\.py"):
        permissions.group_of("reports.Report.shoe_size")
