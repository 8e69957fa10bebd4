"""Every role may do with every column of every table exactly what the table of roles says."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from netralitas.roles import making, review, table
from netralitas.roles.rows import PUBLIC_INSERTS
from netralitas.roles.table import SERVES, TABLE, DbRole, columns, grants, models
from services.accounts import permissions
from services.accounts.enums import DataGroup

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.django_db,
]
APP_ROLES = [role for role in DbRole if role is not DbRole.MIGRATOR]
PRIVILEGES = ("SELECT", "INSERT", "UPDATE")


def asked(statement: str, *parameters: object) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@pytest.mark.parametrize("role", APP_ROLES)
def test_each_column_is_allowed_or_refused_as_written(role: DbRole) -> None:
    found = asked(
        """
        SELECT c.relname, a.attname, p.privilege, has_column_privilege(%s, c.oid, a.attnum, p.privilege)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        CROSS JOIN unnest(%s::text[]) AS p (privilege)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """,
        making.name(role),
        list(PRIVILEGES),
    )
    wanted = {
        (model._meta.db_table, columns(model)[name], privilege)
        for label, model in models().items()
        for privilege, names in grants(label, role).items()
        if privilege in PRIVILEGES
        for name in names
    }

    assert len(found) > 1500
    assert {(one, column, privilege) for one, column, privilege, held in found if held} == wanted


@pytest.mark.parametrize("role", APP_ROLES)
def test_each_table_can_be_emptied_by_those_alone_who_are_named(role: DbRole) -> None:
    found = asked(
        """
        SELECT relname, has_table_privilege(%s, oid, 'DELETE'),
               has_table_privilege(%s, oid, 'TRUNCATE, TRIGGER, REFERENCES')
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        """,
        *[making.name(role)] * 2,
    )
    wanted = {model._meta.db_table for label, model in models().items() if "DELETE" in grants(label, role)}

    assert {name for name, deletes, _rest in found if deletes} == wanted
    assert [name for name, _deletes, rest in found if rest] == []


def test_no_role_owns_a_table_inherits_or_passes_a_row_rule_by() -> None:
    rows = asked(
        "SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication, rolcanlogin "
        "FROM pg_roles WHERE rolname = ANY (%s)",
        [making.name(role) for role in DbRole],
    )
    owners = asked("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")

    assert {row[0] for row in rows} == {making.name(role) for role in DbRole}
    assert {row[1:] for row in rows} == {(False,) * 7}
    assert owners == [(making.name(DbRole.MIGRATOR),)]


def test_only_two_roles_may_step_down_into_another() -> None:
    names = {making.name(role): role for role in DbRole}
    rows = asked(
        "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members "
        "WHERE pg_get_userbyid(member) = ANY (%s)",
        list(names),
    )

    assert {(names[member], names[role]) for member, role in rows} == {
        (DbRole.STAFF, DbRole.AGENCY),
        (DbRole.WORKER, DbRole.PUBLISHER),
    }


def test_row_rules_bind_the_owner_too() -> None:
    bound = asked(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity "
        "AND relforcerowsecurity"
    )

    assert {name for (name,) in bound} == {
        models()[label]._meta.db_table for label in (*review.POLICIES, *PUBLIC_INSERTS)
    }


def test_a_desk_can_read_nothing_that_leads_to_a_reporter() -> None:
    """N-01 at the level of SQL: not the column, not the table, in no state."""
    forbidden = {
        DataGroup.REPORTER_IDENTITY, DataGroup.REPORTER_LINKAGE, DataGroup.NARRATIVE_ORIGINAL,
        DataGroup.EVIDENCE_ORIGINAL, DataGroup.MESSAGES, DataGroup.NOTES,
    }  # fmt: skip
    readable = {
        f"{label}.{name}"
        for label in TABLE
        if label in models()
        for name in grants(label, DbRole.AGENCY).get("SELECT", ())
    }
    found = {field for field in readable if permissions.fields().get(field) in forbidden}

    # The letters to the officer and the office itself; which rows these are is said by a row rule.
    assert found == {f"notifications.Message.{name}" for name in ("id", "reference", "key", "context")}
    assert {field.rsplit(".", 1)[0] for field in readable if field.startswith("reports.")} == {
        "reports.ReferralPackage", "reports.PackageRespondent", "reports.PackageLeg", "reports.PackageCopy",
        "reports.PackageExhibit",
    }  # fmt: skip


def test_identities_open_to_the_vault_alone() -> None:
    readers = [role for role in APP_ROLES if "ciphertext" in grants("vault.Envelope", role).get("SELECT", ())]

    assert readers == [DbRole.VAULT]
    assert {label for label in TABLE if TABLE[label].get(DbRole.VAULT)} == {
        "vault.Envelope", "vault.Grant", "vault.Hold", "vault.CodeUse", "vault.FileOpening", "vault.Comparison",
        "evidence.Original", "audit.Entry", "accounts.User", "accounts.Membership", "otp_totp.TOTPDevice",
    }  # fmt: skip
    # Who is an officer, in which role, and up to which code they have signed in: no name, address, password or seed.
    assert grants("accounts.User", DbRole.VAULT) == {"SELECT": {"id", "person_hash", "is_active"}}
    assert grants("accounts.Membership", DbRole.VAULT) == {"SELECT": {"user", "role", "since", "until"}}
    assert grants("otp_totp.TOTPDevice", DbRole.VAULT) == {"SELECT": {"user", "last_t"}}
    assert grants("evidence.Original", DbRole.VAULT) == {"SELECT": {"id", "key_id", "wrapped_key"}}


def test_nobody_changes_or_deletes_what_was_recorded() -> None:
    """N-09: entries of the audit, steps and reports' own words stay."""
    for role in APP_ROLES:
        assert grants("audit.Entry", role).get("UPDATE", frozenset()) <= {"sequence", "digest"}
        assert not grants("procedures.Step", role).keys() & {"UPDATE", "DELETE"}
        assert "narrative" not in grants("reports.Report", role).get("UPDATE", ())
        assert "DELETE" not in grants("reports.Report", role)


def test_a_second_call_changes_nothing_and_a_meddled_right_is_mended() -> None:
    assert making.make({}) is False

    with connection.cursor() as cursor:
        cursor.execute(f'GRANT SELECT ON vault_envelope TO "{making.name(DbRole.AGENCY)}"')
    assert making.make({}) is True
    assert asked("SELECT has_table_privilege(%s, 'vault_envelope', 'SELECT')", making.name(DbRole.AGENCY)) == [(False,)]
    assert making.make({}) is False


def test_dropping_takes_everything_away() -> None:
    making.drop()

    assert asked("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [making.name(role) for role in DbRole]) == []
    assert asked("SELECT policyname FROM pg_policies WHERE schemaname = 'public'") == []
    assert asked("SELECT proname FROM pg_proc WHERE proname LIKE 'netralitas%%'") == []
    assert asked("SELECT relname FROM pg_class WHERE relrowsecurity") == []
    assert making.make({}) is True


def test_an_unknown_table_stops_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE, "reports.Announcement")

    with pytest.raises(CommandError, match="says who may do what with reports_announcement"):
        call_command("database_roles")


def test_every_table_has_its_row_and_every_column_its_reason() -> None:
    assert review.every_column_is_allowed_or_refused_on_purpose(app_configs=None) == []


@pytest.mark.parametrize(
    ("change", "number", "name"),
    [
        (lambda patch: patch.delitem(TABLE, "reports.Announcement"), "E003", "reports.Announcement"),
        (
            lambda patch: patch.setitem(TABLE, "reports.Draft", {DbRole.AGENCY: "S expires_at"}),
            "E004",
            "reports.Draft.expires_at",
        ),
        (lambda patch: patch.delitem(review.POLICIES, "procedures.Step"), "E005", "procedures.Step"),
        (
            lambda patch: patch.setitem(TABLE, "reports.Draft", {DbRole.PUBLIC: "S colour"}),
            "E006",
            "reports.Draft.colour",
        ),
    ],
)
def test_what_is_forgotten_is_named_with_its_place(monkeypatch, change, number, name) -> None:  # type: ignore[no-untyped-def]
    change(monkeypatch)

    found = review.every_column_is_allowed_or_refused_on_purpose(app_configs=None)

    assert (f"netralitas.{number}", name) in [(str(one.id), str(one.obj)) for one in found]
    assert all("netralitas/roles" in str(one.hint) for one in found)


def test_rights_follow_the_permission_table() -> None:
    assert set(SERVES) | set(table.SERVICES) | {DbRole.MIGRATOR} == set(DbRole)
    assert review.readable(DbRole.AGENCY) == {
        DataGroup.RESPONDENT_IDENTITY, DataGroup.NARRATIVE_REDACTED, DataGroup.EVIDENCE_COPY, DataGroup.STATUS,
        DataGroup.SANCTION, DataGroup.STATISTICS,
    }  # fmt: skip
    assert not review.readable(DbRole.STAFF) & {DataGroup.REPORTER_IDENTITY, DataGroup.REPORTER_LINKAGE}
