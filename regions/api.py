"""GET regions/: the served regions with their districts, for programs that file reports."""

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from regions.models import District, Region


class DistrictSerializer(serializers.ModelSerializer[District]):
    """A kecamatan by its dotted code."""

    class Meta:
        model = District
        fields = ["code", "name"]


class RegionSerializer(serializers.ModelSerializer[Region]):
    """A region by its dotted code; its days begin and end in `zone`."""

    districts = DistrictSerializer(many=True, read_only=True)
    province = serializers.CharField(source="province.name", read_only=True)

    class Meta:
        model = Region
        fields = ["code", "slug", "name", "short_name", "kind", "province", "seat", "zone", "districts"]


class RegionList(GenericAPIView[Region]):
    """Every served region in display order, with its districts."""

    queryset = Region.objects.select_related("province").prefetch_related("districts").order_by("order")
    serializer_class = RegionSerializer
    pagination_class = None

    @extend_schema(
        operation_id="regions_list",
        responses=inline_serializer("Regions", {"results": RegionSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        """`{results: [{code, slug, name, …, districts: [{code, name}]}]}`."""
        rows = self.filter_queryset(self.get_queryset())
        return Response({"results": self.get_serializer(rows, many=True).data})
