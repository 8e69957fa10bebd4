"""GET sanction-types/: the catalogue as other programs read it."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from sanctions.models.catalogue import SanctionKind


class SanctionTypeSerializer(serializers.ModelSerializer[SanctionKind]):
    """One kind: what it is called, how grave it is, how long it runs, by which article."""

    class Meta:
        model = SanctionKind
        fields = ["code", "name", "name_en", "level", "duration_months", "basis"]


class SanctionTypes(GenericAPIView[SanctionKind]):
    """All kinds of sanctions, also those of former law, in the order of the catalogue."""

    serializer_class = SanctionTypeSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[SanctionKind]:
        """The whole catalogue; it is short and public."""
        return SanctionKind.objects.all()

    @extend_schema(
        operation_id="sanction_types_list",
        responses=inline_serializer("SanctionTypes", {"results": SanctionTypeSerializer(many=True)}),
    )
    def get(self, _request: Request) -> Response:
        """`{"results": [{"code", "name", "name_en", "level", "duration_months", "basis"}]}`."""
        kinds = self.filter_queryset(self.get_queryset())
        return Response({"results": self.get_serializer(kinds, many=True).data})
