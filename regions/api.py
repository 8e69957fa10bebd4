"""GET regions/: the served regions with their kecamatan, for programs that file reports."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from regions import offices
from regions.models import Region


class DistrictLine(serializers.Serializer):  # type: ignore[type-arg]
    """One kecamatan."""

    code = serializers.CharField()
    name = serializers.CharField()


class RegionLine(serializers.Serializer):  # type: ignore[type-arg]
    """One region, the zone its days begin and end in, and its kecamatan."""

    code = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    zone = serializers.CharField()
    districts = DistrictLine(many=True)


class RegionAnswer(serializers.Serializer):  # type: ignore[type-arg]
    """All served regions in display order."""

    results = RegionLine(many=True)


class RegionList(GenericAPIView[Region]):
    """Every region the portal serves."""

    queryset = Region.objects.none()
    serializer_class = RegionAnswer
    pagination_class = None

    @extend_schema(operation_id="regions_list", responses=RegionAnswer, tags=["reference"])
    def get(self, _request: Request) -> Response:
        """`{"results": [{"code", "slug", "name", "kind", "zone", "districts": [{"code", "name"}]}]}`."""
        self.filter_queryset(self.get_queryset())
        return Response({"results": [_line(region) for region in offices.regions()]})


def _line(region: Region) -> dict[str, object]:
    return {
        "code": region.code,
        "slug": region.slug,
        "name": region.name,
        "kind": region.kind,
        "zone": region.zone,
        "districts": [{"code": district.code, "name": district.name} for district in offices.districts(region)],
    }
