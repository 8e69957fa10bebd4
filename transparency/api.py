"""GET statistics/ and statistics/<name>/: the same rows as the page and the CSV."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import renderers, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from transparency import filters, formats, publication
from transparency.catalogue import BY_NAME, TABLES
from transparency.models import Publication


class CsvRenderer(renderers.BaseRenderer):
    """Lets `?format=csv` choose the CSV, whatever the Accept header says."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: object, _type: str | None = None, _context: object = None) -> bytes:
        """The text is made by `formats.as_csv`; here it only becomes bytes. A refusal is JSON, whatever was asked."""
        return data.encode() if isinstance(data, str) else renderers.JSONRenderer().render(data)


class TableSummary(serializers.Serializer):  # type: ignore[type-arg]
    """What describes a public table."""

    name = serializers.CharField()
    title = serializers.CharField()
    tier = serializers.ChoiceField(choices=["announced", "protected"])
    unit = serializers.ChoiceField(choices=["report", "case", "person"])
    definition = serializers.CharField()
    as_of = serializers.DateField()


class TableList(serializers.Serializer):  # type: ignore[type-arg]
    """Every public table."""

    results = TableSummary(many=True)


class ColumnSchema(serializers.Serializer):  # type: ignore[type-arg]
    """One column of a table."""

    name = serializers.CharField()
    title = serializers.CharField()
    type = serializers.ChoiceField(choices=["string", "date", "integer"])


class TableDetail(TableSummary):
    """One table with its rows; a row has the columns' names as keys."""

    columns = ColumnSchema(many=True)
    rows = serializers.ListField(child=serializers.DictField())


class FormatWins(DefaultContentNegotiation):
    """`?format=` decides alone; without it the Accept header does."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer named by `format`, else what Accept asks for."""
        asked = request.query_params.get("format")
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, renderer.media_type
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return chosen


def _published() -> Publication:
    found = publication.latest()
    if found is None:
        raise Http404
    return found


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=300"
    return response


class Statistics(APIView):
    """The closed list of public tables."""

    @extend_schema(operation_id="statistics_list", responses=TableList, tags=["statistics"])
    def get(self, request: Request) -> HttpResponse:
        """Name, title, tier, unit, definition and as-of day of every table."""
        filters.refuse_unknown(request)
        found = _published()
        return _open_to_all(Response({"results": [formats.summary(table, found) for table in TABLES]}))


class Statistic(APIView):
    """One public table."""

    renderer_classes = [renderers.JSONRenderer, CsvRenderer]
    content_negotiation_class = FormatWins

    @extend_schema(
        operation_id="statistics_read",
        parameters=[
            OpenApiParameter("region", OpenApiTypes.STR, description="Dotted code or slug of one region"),
            OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        ],
        responses={200: TableDetail, 404: OpenApiResponse(description="No such table")},
        tags=["statistics"],
    )
    def get(self, request: Request, name: str) -> HttpResponse:
        """The rows of the newest publication, as JSON or CSV."""
        filters.refuse_unknown(request, "region")
        table, found = BY_NAME.get(name), _published()
        if table is None:
            raise Http404
        region = filters.region_of(request)
        rows = publication.rows(found, table, region=region)
        if request.accepted_renderer.format == "csv":
            text = formats.as_csv(table, found, rows, filters=f"region={region}" if region else "")
            return _open_to_all(Response(text))
        return _open_to_all(Response(formats.as_json(table, found, rows)))


class SnapshotLine(serializers.Serializer):  # type: ignore[type-arg]
    """One frozen publication."""

    as_of = serializers.DateField()
    digest = serializers.CharField()


class SnapshotList(serializers.Serializer):  # type: ignore[type-arg]
    """Every publication, newest first."""

    results = SnapshotLine(many=True)


class Snapshots(APIView):
    """The days on which figures were published, with the digest of each."""

    @extend_schema(operation_id="snapshots_list", responses=SnapshotList, tags=["statistics"])
    def get(self, request: Request) -> HttpResponse:
        """Newest first; a published day never changes."""
        filters.refuse_unknown(request)
        rows = Publication.objects.values("as_of", "digest")
        return _open_to_all(Response({"results": list(rows)}))
