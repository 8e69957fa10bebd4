"""Where an office is and when it is open, for somebody who has to go there; whom to ask where nobody wrote it down."""

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from regions import days, offices
from regions.models import Agency


def finding(office: Agency) -> list[str]:
    """What to ask, and whom, before setting out; empty where the office itself has confirmed its address."""
    above = offices.above(office)
    if office.address and not office.address_basis:
        return []
    if office.address:
        unsure = _("Alamat itu belum dipastikan oleh kantornya. Pastikan dulu sebelum berangkat.")
        return [unsure if office.phone or above is None else f"{unsure} {_ask(office, above)}"]
    missing = _("Alamat kantor ini belum dicatat di portal.")
    if office.region:
        place, seat = office.region.name, office.region.seat
        served = place if seat in place else f"{place} ({seat})"
        missing = _("Alamat kantor ini belum dicatat di portal. Kantornya melayani %(place)s.") % {"place": served}
    return [missing, _ask(office, above)] if above else [missing]


def _ask(office: Agency, above: Agency) -> str:
    """Whom to ask: the office above, with what is known of it. The hours are asked for where none are shown."""
    known = ", ".join(part for part in (above.address, above.phone) if part)
    words = {"office": f"{above.name} ({known})" if known else above.name}
    if opening_hours(office):
        return _("Tanyakan alamatnya kepada %(office)s.") % words
    return _("Tanyakan alamat dan jam bukanya kepada %(office)s.") % words


def opening_hours(office: Agency) -> list[str]:
    """When the office receives people, as "Senin-Kamis 08.00-16.00"; empty where nothing is recorded."""
    today = timezone.localdate()
    spans: list[tuple[list[int], str]] = []
    for row in offices.hours(office.code):
        begun = row.valid_from is None or row.valid_from <= today
        if not begun or (row.valid_until is not None and today >= row.valid_until):
            continue
        span = f"{days.spoken_clock(row.opens)}–{days.spoken_clock(row.closes)}"
        open_at = _("sepanjang hari") if row.opens == row.closes else span
        if spans and spans[-1][1] == open_at and spans[-1][0][-1] == row.weekday - 1:
            spans[-1][0].append(row.weekday)
        else:
            spans.append(([row.weekday], open_at))
    return [f"{_weekdays(weekdays)} {open_at}" for weekdays, open_at in spans]


def _weekdays(numbers: list[int]) -> str:
    first, last = WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]
    return f"{first}–{last}" if len(numbers) > 1 else str(first)
