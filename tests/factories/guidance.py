"""Acts and offences beyond the reference rows, for tests that change them."""

from guidance.models import Act, ActGroup, ActRule, Offence, ViolationClass
from regions.enums import Phase


def offence(code: str = "X-01", **changes: object) -> Offence:
    """An offence of the discipline class."""
    values: dict[str, object] = {
        "name": "Pelanggaran contoh",
        "name_en": "Sample offence",
        "violation_class": ViolationClass.DISCIPLINE,
        "level": "sedang",
        "basis": "Peraturan contoh",
        "sure": "C1",
        "order": 900,
    }
    return Offence.objects.create(code=code, **{**values, **changes})


def act(code: str = "sample", *, rules: dict[Phase, Offence] | None = None, **changes: object) -> Act:
    """An act; `rules` says what it is in which phase."""
    values: dict[str, object] = {
        "group": ActGroup.OTHER,
        "name": "Perbuatan contoh",
        "name_en": "Sample act",
        "example": "Contoh yang jelas.",
        "example_en": "A clear example.",
        "order": 900,
    }
    made = Act.objects.create(code=code, **{**values, **changes})
    ActRule.objects.bulk_create(
        ActRule(act=made, phase=phase, offence=offence) for phase, offence in (rules or {}).items()
    )
    return made
