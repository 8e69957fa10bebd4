"""GET acts/: the acts a report may name, with examples, for programs that file reports."""

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from guidance.models import Act


class ActSerializer(serializers.ModelSerializer[Act]):
    """One act in plain words."""

    class Meta:
        model = Act
        fields = ["code", "group", "name", "name_en", "example", "example_en"]


class ActList(GenericAPIView[Act]):
    """Every act in the order of the picker; the legal class follows from act, date and phase."""

    queryset = Act.objects.order_by("order")
    serializer_class = ActSerializer
    pagination_class = None

    @extend_schema(operation_id="acts_list", responses=inline_serializer("Acts", {"results": ActSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        """`{results: [{code, group, name, name_en, example, example_en}]}`."""
        rows = self.filter_queryset(self.get_queryset())
        return Response({"results": self.get_serializer(rows, many=True).data})
