"""/statistik/ and /data/: what the newest publication says, for people and for programs."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions import calendars, offices
from transparency import charts, formats, publication
from transparency.catalogue import BY_NAME, TABLES, Table
from transparency.models import Publication

LONGEST_NAMES = 200  # letters of foreign parameter names that a refusal repeats
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def overview(request: HttpRequest) -> HttpResponse:
    """The funnel of all regions, with a table beside each chart."""
    found = publication.latest()
    if found is None:
        return _public(render(request, "transparency/empty.html"))
    panels = [_panel(BY_NAME[name], found) for name in ("case-funnel", "person-funnel")]
    return _public(render(request, "transparency/overview.html", {"publication": found, "panels": panels}))


def region(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for one region, with its months."""
    here = next((region for region in offices.regions() if region.slug == slug), None)
    if here is None:
        raise Http404
    found = publication.latest()
    if found is None:
        return _public(render(request, "transparency/empty.html"))
    panels = [_panel(BY_NAME[name], found, region=here.code) for name in ("case-funnel", "person-funnel")]
    context = {"publication": found, "panels": panels, "region": here, "months": _months(found, here.code)}
    return _public(render(request, "transparency/region.html", context))


def data(request: HttpRequest) -> HttpResponse:
    """Every table with its definition and its downloads."""
    found = publication.latest()
    tables = [formats.summary(table, found) for table in TABLES] if found else []
    return _public(render(request, "transparency/data.html", {"publication": found, "tables": tables}))


def package(request: HttpRequest) -> HttpResponse:
    """The data package descriptor: where each table lies and what its columns mean. 400 for any parameter."""
    if request.GET:
        return _unknown(request)
    found = publication.latest()
    if found is None:
        raise Http404
    described = {
        "profile": "tabular-data-package",
        "name": "netralitas-statistik",
        "title": _("Angka netralitas ASN"),
        "created": found.as_of.isoformat(),
        "version": found.as_of.isoformat(),
        "licenses": [LICENCE],
        "resources": [_resource(table) for table in TABLES],
        **formats.notice(),
    }
    return _public(JsonResponse(described))


def download(request: HttpRequest, name: str) -> HttpResponse:
    """One table as CSV under a permanent name. 400 for any parameter: a file that ignored one would pass for filtered.

    The pages above stay lenient: a link shared in a social network carries parameters of that network,
    and a page shows the same to whoever follows it.
    """
    if request.GET:
        return _unknown(request)
    found, table = publication.latest(), BY_NAME.get(name)
    if found is None or table is None:
        raise Http404
    text = formats.as_csv(table, found, publication.rows(found, table))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{found.as_of.isoformat()}.csv"'
    return _public(response)


def _unknown(request: HttpRequest) -> HttpResponse:
    """400 in one sentence that names the parameters; never `public`, so nobody keeps it."""
    names = ", ".join(sorted(request.GET))[:LONGEST_NAMES]
    said = _("Parameter ini tidak dikenal: %(names)s. Berkas ini tidak mengenal parameter apa pun.") % {"names": names}
    return HttpResponse(f"{said}\n", status=400, content_type="text/plain; charset=utf-8")


def _panel(table: Table, found: Publication, region: str = "") -> dict[str, object]:
    rows = publication.rows(found, table, region=region)
    sums = [(str(title), sum(int(str(row[code])) for row in rows)) for code, title in table.stages]
    names = [code for code, _title in table.stages]
    slugs = {here.code: here.slug for here in offices.regions()}
    return {
        "table": table,
        "rows": [
            {"name": row["region_name"], "slug": slugs[str(row["region"])], "numbers": [row[n] for n in names]}
            for row in rows
        ],
        "sums": [number for _title, number in sums],
        "chart": charts.bars(str(table.title), sums),
    }


def _months(found: Publication, region: str) -> list[dict[str, object]]:
    """The monthly rows in words: month and year, the name of the election, the heading of the stage."""
    table = BY_NAME["cases-by-month"]
    stages = dict(table.stages)
    return [
        {
            "month": date_format(date.fromisoformat(str(row["month"])), "F Y"),
            "election": calendars.election_name(str(row["election"])) or _("Di luar tahapan"),
            "stage": stages[str(row["stage"])],
            "number": row["number"],
        }
        for row in sorted(publication.rows(found, table, region=region), key=_newest_first)
    ]


def _newest_first(row: dict[str, object]) -> tuple[int, str]:
    return -date.fromisoformat(str(row["month"])).toordinal(), str(row["stage"])


def _resource(table: Table) -> dict[str, object]:
    fields = [{"name": c.name, "title": str(c.title), "type": c.type} for c in table.columns]
    return {
        "name": table.name,
        "title": str(table.title),
        "description": str(table.definition),
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"commentChar": "#"},
        "schema": {"fields": fields},
    }


def _public(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=300"
    return response
