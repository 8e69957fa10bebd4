"""Makes the roles as `table` and `rows` say, and takes them away again. Both may be run at any time.

The database's present owner runs this. Tables then belong to `migrator`, which is no process's role, and
row security binds even them; whoever owned the database stays a member of it, so that migrations work.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from django.db import connection, transaction

from netralitas.roles.rows import COUNTED, FUNCTIONS, OWN, POLICIES, PUBLIC_DELETES, PUBLIC_INSERTS, SETTINGS
from netralitas.roles.table import TABLE, DbRole, columns, grants, models

LONGEST_NAME = 63  # bytes of an identifier
UNLISTED = {"django_migrations"}  # the owner's alone
MEMBERS = {DbRole.STAFF: DbRole.AGENCY, DbRole.WORKER: DbRole.PUBLISHER}  # who may step down into whom
LOCK_TIMEOUT = "4s"  # a rule that has to wait for a long statement lets the portal go on instead
LAST = "netralitas_person"  # its comment says what was last applied


class Unsupported(Exception):
    """This database has no roles, or one of our tables is unknown to the table of roles."""


def name(role: DbRole, database: str = "") -> str:
    """The role as PostgreSQL knows it, prefixed by the database: one server may hold several portals."""
    found = f"{database or connection.settings_dict['NAME']}_{role.value}"
    if len(found.encode()) > LONGEST_NAME:
        raise Unsupported(f"the role name {found} is too long. Give the database a shorter name")
    return found


def make(passwords: Mapping[DbRole, str]) -> bool:
    """Make or mend roles, grants and row rules; whether anything had to change. One transaction."""
    _supported()
    statements = [*_rights(), *_row_rules()]
    wanted = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with transaction.atomic():
        _run([f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"])
        for role in DbRole:
            _make_role(role, passwords.get(role, ""))
        if _applied() == f"{wanted} {_fingerprint()}":
            return False
        _run([*_without_rules(), *statements])
        _run([f"COMMENT ON FUNCTION {LAST} IS '{wanted} {_fingerprint()}'"])
    return True


def drop() -> None:
    """Give the tables back to whoever runs this and remove rules, rights and roles. Nothing else changes."""
    _supported()
    with transaction.atomic():
        found = [role for role in DbRole if _exists(role)]
        if DbRole.MIGRATOR in found:
            _run([f"REASSIGN OWNED BY {_quoted(DbRole.MIGRATOR)} TO CURRENT_USER"])
        _run(_without_rules())
        for role in found:
            _run([f"DROP OWNED BY {_quoted(role)}", f"DROP ROLE {_quoted(role)}"])


def _make_role(role: DbRole, password: str) -> None:
    kind = "LOGIN" if password else "NOLOGIN"
    options = f"{kind} NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    _run([f"{'ALTER' if _exists(role) else 'CREATE'} ROLE {_quoted(role)} {options}"])
    if password:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {_quoted(role)} PASSWORD %s", [password])
    # Without INHERIT membership is leave to step down, not a right. The owner migrates as `migrator`.
    _run([f"GRANT {_quoted(role)} TO CURRENT_USER"])
    if role in MEMBERS.values():
        above = next(one for one, below in MEMBERS.items() if below is role)
        if _exists(above):
            _run([f"GRANT {_quoted(role)} TO {_quoted(above)}"])


def _rights() -> Iterator[str]:
    everybody = ", ".join(_quoted(role) for role in DbRole)
    others = ", ".join(_quoted(role) for role in DbRole if role is not DbRole.MIGRATOR)
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    yield f"GRANT CONNECT ON DATABASE {database} TO {everybody}"
    yield f"GRANT USAGE ON SCHEMA public TO {everybody}"
    yield f"GRANT CREATE ON SCHEMA public TO {_quoted(DbRole.MIGRATOR)}"
    for table in _tables():
        yield f"ALTER TABLE {_q(table)} OWNER TO {_quoted(DbRole.MIGRATOR)}"
        yield f"REVOKE ALL ON {_q(table)} FROM PUBLIC, {others}"
    for label, model in models().items():
        for role in TABLE[label]:
            for privilege, names in sorted(grants(label, role).items()):
                yield _grant(privilege, model._meta.db_table, columns(model), names, role)


def _grant(privilege: str, table: str, known: Mapping[str, str], names: Iterable[str], role: DbRole) -> str:
    wanted = [known[one] for one in known if one in names]
    whole = len(wanted) == len(known) or privilege == "DELETE"
    parts = "" if whole else f" ({', '.join(_q(one) for one in wanted)})"
    return f"GRANT {privilege}{parts} ON {_q(table)} TO {_quoted(role)}"


def _row_rules() -> Iterator[str]:
    people = f"{_quoted(DbRole.STAFF)}, {_quoted(DbRole.AGENCY)}"
    for function, (argument, result, body) in SETTINGS.items():
        yield f"CREATE FUNCTION {function}({argument}) RETURNS {result} LANGUAGE sql STABLE AS $$ SELECT {body} $$"
        yield f"ALTER FUNCTION {function} OWNER TO {_quoted(DbRole.MIGRATOR)}"
    for function, (argument, body) in FUNCTIONS.items():
        yield (
            f"CREATE FUNCTION {function}(wanted {argument}) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $$ BEGIN RETURN {body}; END $$"
        )
        yield f"ALTER FUNCTION {function} OWNER TO {_quoted(DbRole.MIGRATOR)}"
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {people}"
    for function, (argument, result, body) in (OWN | COUNTED).items():
        role = DbRole.PUBLIC if function in OWN else DbRole.STAFF
        yield (
            f"CREATE FUNCTION {function}({argument}) RETURNS {result} LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $$ {body} $$"
        )
        yield f"ALTER FUNCTION {function} OWNER TO {_quoted(DbRole.MIGRATOR)}"
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {_quoted(role)}"
    for label, rule in {**dict.fromkeys(PUBLIC_INSERTS, "true"), **POLICIES}.items():
        if label in models():
            yield from _rules_of(label, rule)


def _rules_of(label: str, rule: str) -> Iterator[str]:
    table = _q(models()[label]._meta.db_table)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for role in (*TABLE[label], DbRole.MIGRATOR):
        # What is written is said by grants and code; a row that its writer may not see cannot be read back.
        rows = f"({rule})" if role in (DbRole.STAFF, DbRole.AGENCY) else "(true)"
        yield f"CREATE POLICY {role.value} ON {table} TO {_quoted(role)} USING {rows} WITH CHECK (true)"
    if label in PUBLIC_DELETES:
        only = f"FOR DELETE TO {_quoted(DbRole.PUBLIC)} USING ({PUBLIC_DELETES[label]})"
        yield f"CREATE POLICY public_deletes ON {table} AS RESTRICTIVE {only}"
    if label in PUBLIC_INSERTS:
        only = f"FOR INSERT TO {_quoted(DbRole.PUBLIC)} WITH CHECK ({PUBLIC_INSERTS[label]})"
        yield f"CREATE POLICY public_inserts ON {table} AS RESTRICTIVE {only}"


def _without_rules() -> list[str]:
    """Statements that remove every rule and function of ours, whatever state the last attempt left them in."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'")
        found += [f"DROP POLICY {_q(policy)} ON {_q(table)}" for policy, table in cursor.fetchall()]
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            found += [f"ALTER TABLE {_q(table)} NO FORCE ROW LEVEL SECURITY",
                      f"ALTER TABLE {_q(table)} DISABLE ROW LEVEL SECURITY"]  # fmt: skip
    return [*found, *(f"DROP FUNCTION IF EXISTS {function}" for function in (*FUNCTIONS, *SETTINGS, *OWN, *COUNTED))]


def _supported() -> None:
    if connection.vendor != "postgresql":
        raise Unsupported("only PostgreSQL knows roles; the embedded default keeps offices apart in its code alone")
    known = {model._meta.db_table for model in models().values() if model._meta.label in TABLE} | UNLISTED
    if unknown := sorted(set(_tables()) - known):
        raise Unsupported(f"no row in netralitas/roles/table.py says who may do what with {', '.join(unknown)}")


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(one.name for one in connection.introspection.get_table_list(cursor) if one.type in ("t", "p"))


def _exists(role: DbRole) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name(role)])
        return cursor.fetchone() is not None


def _applied() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure(%s), 'pg_proc')", [f"{LAST}()"])
        return str(cursor.fetchone()[0])


def _fingerprint() -> str:
    """What the catalogue holds now: owners, rights and rules. A restored or altered database has another one."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
                SELECT format('%s %s %s %s %s', relname, relowner, relacl, relrowsecurity, relforcerowsecurity) AS line
                FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                UNION ALL
                SELECT format('%s %s %s', attrelid, attnum, attacl) FROM pg_attribute WHERE attacl IS NOT NULL
                UNION ALL
                SELECT format('%s %s %s %s %s', tablename, policyname, roles, qual, with_check)
                FROM pg_policies WHERE schemaname = 'public'
                UNION ALL
                SELECT format('%s %s %s', proname, proowner, prosrc) FROM pg_proc WHERE proname LIKE 'netralitas%'
            ) AS lines
        """)
        return str(cursor.fetchone()[0])


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _quoted(role: DbRole) -> str:
    return _q(name(role))


def _q(identifier: str) -> str:
    return str(connection.ops.quote_name(identifier))
