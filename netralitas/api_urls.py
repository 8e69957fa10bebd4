"""The tree below /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from guidance.api import ActList
from netralitas.api import open_to_all
from netralitas.api_docs import documentation
from regions.api import RegionList
from sanctions.api import SanctionTypes
from transparency.api import Snapshots, Statistic, Statistics

urlpatterns = [
    path("regions/", open_to_all(RegionList.as_view()), name="api_regions"),
    path("acts/", open_to_all(ActList.as_view()), name="api_acts"),
    path("sanction-types/", open_to_all(SanctionTypes.as_view()), name="api_sanction_types"),
    path("reports/", include("reports.api.urls")),
    path("statistics/", open_to_all(Statistics.as_view()), name="api_statistics"),
    path("statistics/<slug:name>/", open_to_all(Statistic.as_view()), name="api_statistic"),
    path("snapshots/", open_to_all(Snapshots.as_view()), name="api_snapshots"),
    path("schema/", open_to_all(SpectacularJSONAPIView.as_view()), name="api_schema"),
    path("docs/", documentation, name="api_docs"),
]
