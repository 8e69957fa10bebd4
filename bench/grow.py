"""Makes many cases out of the few hundred that the engine made: copies in SQL, all related rows with them.

Offices, states, days and shares stay as they are; every key, code and ticket is fresh, and rows of one
copy refer to each other only. Left out are what does not pile up in a portal or hangs on more than the
database: letters and debts (done ones are deleted after a while), audit entries (a copy stands outside
of the chain, and the chain must stay whole), sealed identities and files.
"""

from dataclasses import dataclass

import psycopg2
from psycopg2 import extensions

GROWING = ("procedures", "reports", "sanctions")
LEFT_OUT = {
    "reports_apianswer", "reports_consent", "reports_distresscall", "reports_draft", "reports_opening",
    "procedures_handover", "sanctions_sanctionkind",
}  # fmt: skip
# Ids of grown rows that no foreign key tells of.
LOOSE = {
    ("reports_report", "subject"),
    ("procedures_proceeding", "subject"),
    ("reports_count", "key"),
    ("sanctions_count", "key"),
}
WRITTEN = {  # texts that must not come twice, or that name an id
    ("reports_report", "receipt_hash"): "{code}",
    ("reports_exhibit", "receipt_hash"): "{code}",
    ("reports_standing", "receipt_hash"): "{code}",
    ("reports_statusline", "receipt_hash"): "{code}",
    ("reports_report", "ticket"): "{ticket}",
    ("reports_case", "reference"): "{ticket}",
    ("reports_referralpackage", "reference"): "{ticket}",
    ("reports_plenaryminutes", "number"): "{column} || '/' || copy.n",
    ("reports_statusline", "source"): (
        "CASE WHEN {column} LIKE 'step:%%' THEN 'step:' || (substr({column}, 6)::bigint + copy.n * {stride})"
        " ELSE {column} END"
    ),
}
CODE = "md5({column} || copy.n) || md5(copy.n || {column})"
TICKET = "upper(left(md5({column} || copy.n), 16))"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND split_part(tablename, '_', 1) = ANY(%s)"
COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position
"""
KEYS = """
    SELECT conrelid::regclass::text, attname, coalesce(nullif(confrelid, 0)::regclass::text, '')
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
    WHERE contype = 'f' OR contype = 'p' AND conrelid::regclass::text = ANY(%s)
"""
NUMBERS = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
# Indexes are built anew once the rows are there: a thousand times cheaper than row by row.
ASIDE = "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = %s::regclass"
SESSION = "SET synchronous_commit = off; SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'"


@dataclass(frozen=True)
class Column:
    """A column of a growing table, and the table whose key it holds, if it does."""

    name: str
    kind: str
    refers: str


def grow(address: str, cases: int) -> int:
    """Copy what is there until there are at least so many cases; how many there are then.

    The login must be a superuser's: indexes and foreign keys rest meanwhile.
    """
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(SESSION)
    there = _number(connection, "SELECT count(*) FROM reports_case")
    copies = -(-cases // there) - 1
    tables = _tables(connection)
    if copies > 0:
        _copy(connection, tables, copies)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM {table}")
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")  # gigabytes that still wait for the disk would be written during what is measured
    connection.close()
    return there * (copies + 1)


def _tables(connection: extensions.connection) -> dict[str, list[Column]]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [list(GROWING)])
        names = sorted(name for (name,) in cursor.fetchall() if name not in LEFT_OUT)
        cursor.execute(KEYS, [names])
        refers = {(table, column): target or table for table, column, target in cursor.fetchall()}
        found = {}
        for name in names:
            cursor.execute(COLUMNS, [name])
            found[name] = [Column(column, kind, refers.get((name, column), "")) for column, kind in cursor.fetchall()]
    return found


def _copy(connection: extensions.connection, tables: dict[str, list[Column]], copies: int) -> None:
    stride = _stride(connection, tables)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        for table, columns in tables.items():
            cursor.execute(ASIDE, [table])
            cursor.execute(_statement(table, columns, set(tables), stride), [copies])
            cursor.execute(f"REINDEX TABLE {table}")
            if any(column.name == "id" and column.kind == "bigint" for column in columns):
                cursor.execute(NUMBERS.format(table=table))
        cursor.execute("SET session_replication_role = origin")


def _stride(connection: extensions.connection, tables: dict[str, list[Column]]) -> int:
    """A distance between the ids of two copies that none of the first rows reaches."""
    numbered = [
        table for table, columns in tables.items() if any(c.name == "id" and c.kind == "bigint" for c in columns)
    ]
    highest = max(_number(connection, f"SELECT coalesce(max(id), 0) FROM {table}") for table in numbered)  # noqa: S608
    return int(10 ** len(str(highest)))


def _statement(table: str, columns: list[Column], grown: set[str], stride: int) -> str:
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(_value(table, column, grown, stride) for column in columns)
    return (
        f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values}"  # noqa: S608  (names of the catalogue)
        f" FROM {table} AS row CROSS JOIN generate_series(1, %s) AS copy (n)"
    )


def _value(table: str, column: Column, grown: set[str], stride: int) -> str:
    plain = f'row."{column.name}"'
    if written := WRITTEN.get((table, column.name)):
        made = {"code": CODE.format(column=plain), "ticket": TICKET.format(column=plain)}
        return written.format(column=plain, stride=stride, **made)
    if column.refers not in grown and (table, column.name) not in LOOSE:
        return plain
    if column.kind == "uuid":
        return f"md5({plain}::text || copy.n)::uuid"
    return f"{plain} + copy.n * {stride}" if column.kind == "bigint" else plain


def _number(connection: extensions.connection, statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
