"""Bars drawn on the server as plain SVG; the table beside each chart says the same.

Heights are pixels and widths parts of a hundred, without a view box: nothing is scaled with the page, so that a label
is as large on a telephone as on a desk.
"""

from dataclasses import dataclass

LONGEST = 82  # hundredths of the width that the longest bar takes; the rest is for its number
ROW, BAR = 54, 22  # pixels: one label with its bar below it, and the bar alone


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its number, its top in pixels, and its width in hundredths of the drawing's."""

    label: str
    number: int
    top: int
    width: int

    @property
    def label_y(self) -> int:
        """The baseline of the label, above the bar."""
        return self.top + 15

    @property
    def bar_y(self) -> int:
        """The upper edge of the bar itself."""
        return self.top + 22

    @property
    def number_y(self) -> int:
        """The baseline of the number, just behind the bar."""
        return self.bar_y + 16


@dataclass(frozen=True)
class Chart:
    """Bars of one region or one stage, to a common scale."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """Height of the drawing in pixels."""
        return len(self.bars) * ROW

    @property
    def thickness(self) -> int:
        """Height of one bar in pixels."""
        return BAR


def bars(title: str, numbers: list[tuple[str, int]]) -> Chart:
    """A chart of labelled numbers; the longest bar is the largest number."""
    largest = max((number for _label, number in numbers), default=0)
    drawn = tuple(
        Bar(label, number, index * ROW, round(LONGEST * number / largest) if largest else 0)
        for index, (label, number) in enumerate(numbers)
    )
    return Chart(title, drawn)
