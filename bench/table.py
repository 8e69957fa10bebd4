"""The table that `make bench` prints: figure, ceiling of the same run, ratio, target, verdict."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One measured figure. `at_least` tells whether more or less is better."""

    operation: str
    figure: float
    unit: str
    target: float | None = None
    at_least: bool = True
    ceiling: float | None = None
    note: str = ""

    @property
    def met(self) -> str:
        """`yes`, `NO`, or a dash where there is no target."""
        if self.target is None:
            return "–"
        good = self.figure >= self.target if self.at_least else self.figure <= self.target
        return "yes" if good else "NO"

    def cells(self) -> list[str]:
        """The row as text."""
        ratio = f"{self.figure / self.ceiling:.0%} of {self.ceiling:,.0f}" if self.ceiling else "–"
        sign = "≥" if self.at_least else "≤"
        target = f"{sign} {self.target:g} {self.unit}" if self.target is not None else "–"
        places = 2 if self.figure < 2 else 1
        return [self.operation, f"{self.figure:,.{places}f} {self.unit}", ratio, target, self.met, self.note]


@dataclass
class Table:
    """Rows in the order they were measured."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Keep a row, and show it at once: a run takes minutes."""
        self.rows.append(row)
        print("  " + " | ".join(row.cells()), flush=True)

    def markdown(self) -> str:
        """The whole table."""
        head = ["operation", "ours", "ratio to ceiling", "target", "met", "note"]
        lines = ["| " + " | ".join(cells) + " |" for cells in [head, ["---"] * 6, *(row.cells() for row in self.rows)]]
        return "\n".join(lines)
