"""Triggers that keep the book append-only, on PostgreSQL and on SQLite.

An entry may change once: when it is sealed (sequence and digest are set, nothing else differs).
Roots never change. TRUNCATE is refused on PostgreSQL; on SQLite it does not exist.
A later migration that alters one of these tables on SQLite rebuilds it, which drops its triggers:
such a migration must end with `install` again (tests/audit/test_append_only.py would fail).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = ("id", "action", "subject", "actor", "detail", "at")

POSTGRESQL = [
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW
    WHEN (NOT (
        OLD.sequence IS NULL AND OLD.digest = '' AND NEW.sequence IS NOT NULL AND NEW.digest <> ''
        AND {" AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)}
    )) EXECUTE FUNCTION audit_refuse()
    """,
    "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_root_change BEFORE UPDATE OR DELETE ON audit_root FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_root_truncate BEFORE TRUNCATE ON audit_root EXECUTE FUNCTION audit_refuse()",
]
POSTGRESQL_AWAY = [
    "DROP TRIGGER audit_entry_update ON audit_entry",
    "DROP TRIGGER audit_entry_delete ON audit_entry",
    "DROP TRIGGER audit_entry_truncate ON audit_entry",
    "DROP TRIGGER audit_root_change ON audit_root",
    "DROP TRIGGER audit_root_truncate ON audit_root",
    "DROP FUNCTION audit_refuse()",
]
SQLITE = [
    f"""
    CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
    WHEN NOT (
        OLD.sequence IS NULL AND OLD.digest = '' AND NEW.sequence IS NOT NULL AND NEW.digest <> ''
        AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)}
    ) BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """,
    """
    CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """,
    """
    CREATE TRIGGER audit_root_update BEFORE UPDATE ON audit_root
    BEGIN SELECT RAISE(ABORT, 'audit_root is append-only'); END
    """,
    """
    CREATE TRIGGER audit_root_delete BEFORE DELETE ON audit_root
    BEGIN SELECT RAISE(ABORT, 'audit_root is append-only'); END
    """,
]
SQLITE_AWAY = [
    "DROP TRIGGER audit_entry_update",
    "DROP TRIGGER audit_entry_delete",
    "DROP TRIGGER audit_root_update",
    "DROP TRIGGER audit_root_delete",
]


def install(_apps: StateApps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def remove(_apps: StateApps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_AWAY if schema_editor.connection.vendor == "postgresql" else SQLITE_AWAY:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
