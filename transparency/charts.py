"""Bars drawn on the server as plain SVG geometry; the table beside each chart says the same."""

from dataclasses import dataclass

LABEL, TRACK, ROW, NUMBER = 175, 330, 30, 60  # widths and row height in SVG units


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its number, and where it stands."""

    label: str
    number: int
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """The baseline of label and number."""
        return self.y + 19

    @property
    def number_x(self) -> int:
        """Where the number begins: just behind the bar."""
        return LABEL + self.width + 8


@dataclass(frozen=True)
class Chart:
    """Bars of one region or one stage, to a common scale."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def start(self) -> int:
        """Where the bars begin, in SVG units."""
        return LABEL

    @property
    def height(self) -> int:
        """Height of the drawing in SVG units."""
        return len(self.bars) * ROW

    @property
    def width(self) -> int:
        """Width of the drawing in SVG units."""
        return LABEL + TRACK + NUMBER


def bars(title: str, numbers: list[tuple[str, int]]) -> Chart:
    """A chart of labelled numbers; the longest bar is the largest number."""
    largest = max((number for _label, number in numbers), default=0)
    drawn = tuple(
        Bar(label, number, index * ROW, round(TRACK * number / largest) if largest else 0)
        for index, (label, number) in enumerate(numbers)
    )
    return Chart(title, drawn)
