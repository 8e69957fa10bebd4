"""What the permission matrix of the safety reference says, written by hand, and where a decision departs from it.

The permission table is compared with this and never read for it: a table cannot be its own judge.
"""

import csv
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

from services.accounts.enums import Context, DataGroup, Role

HERE = Path(__file__).parent
ANY = "any"  # a row for every context that has none of its own
MATRIX, DECISIONS = HERE / "matrix.csv", HERE / "matrix_decisions.csv"
Cell = tuple[str, str, str]  # role, context, group


def decisions() -> Iterator[tuple[Cell, str, str, str]]:
    """(cell, letters of the reference, letters decided, why) of every departure from the reference."""
    with DECISIONS.open(newline="") as file:
        for row in csv.DictReader(file):
            for context in row["contexts"].split():
                yield (row["role"], context, row["group"]), row["reference"], row["decided"], row["why"]


@cache
def reference() -> dict[Cell, str]:
    """The letters of every cell in every context as the reference has them; none where it is silent."""
    with MATRIX.open(newline="") as file:
        rows = {(row["role"], row["context"]): row for row in csv.DictReader(file)}
    found = {}
    for role, context in product(map(str, Role), map(str, Context)):
        row = rows.get((role, context)) or rows[role, ANY]
        found |= {(role, context, str(group)): row[group] for group in DataGroup}
    return found


@cache
def expected() -> dict[Cell, frozenset[str]]:
    """The letters that hold: those of the reference, but for what was decided."""
    letters = {**reference(), **{cell: decided for cell, _reference, decided, _why in decisions()}}
    return {cell: frozenset(one) for cell, one in letters.items()}
