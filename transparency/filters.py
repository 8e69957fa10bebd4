"""The filter of the public tables: a region, and nothing that builds a new crossing."""

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request

from regions import offices


def refuse_unknown(request: Request, *known: str) -> None:
    """400 for any parameter that is not `known` or `format`; the answer names it and lists the known ones."""
    listed = ", ".join(known) or _("tidak ada")
    unknown = sorted(set(request.query_params) - {*known, "format"})
    if unknown:
        message = _("Parameter ini tidak dikenal. Yang dikenal: %(known)s.") % {"known": listed}
        raise exceptions.ValidationError({name: [exceptions.ErrorDetail(message, code="unknown")] for name in unknown})


def region_of(request: Request) -> str:
    """The dotted code of `?region=` (code or slug); empty without it; 400 for an unknown one."""
    values = request.query_params.getlist("region")
    if not values:
        return ""
    known = {name: region.code for region in offices.regions() for name in (region.code, region.slug)}
    if len(values) > 1 or values[0] not in known:
        slugs = ", ".join(region.slug for region in offices.regions())
        message = _("Wilayah tidak dikenal. Pilih salah satu: %(slugs)s.") % {"slugs": slugs}
        raise exceptions.ValidationError({"region": [exceptions.ErrorDetail(message, code="unknown_region")]})
    return known[values[0]]
