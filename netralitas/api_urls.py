"""The tree below /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from guidance.api import ActList
from netralitas.api_docs import documentation
from regions.api import RegionList
from sanctions.api import SanctionTypes
from transparency.api import Snapshots, Statistic, Statistics

urlpatterns = [
    path("regions/", RegionList.as_view(), name="api_regions"),
    path("acts/", ActList.as_view(), name="api_acts"),
    path("sanction-types/", SanctionTypes.as_view(), name="api_sanction_types"),
    path("reports/", include("reports.api.urls")),
    path("statistics/", Statistics.as_view(), name="api_statistics"),
    path("statistics/<slug:name>/", Statistic.as_view(), name="api_statistic"),
    path("snapshots/", Snapshots.as_view(), name="api_snapshots"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="api_schema"),
    path("docs/", documentation, name="api_docs"),
]
