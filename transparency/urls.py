"""Addresses of the public window; mounted at the root and once more under /en/."""

from django.urls import path

from transparency import views

urlpatterns = [
    path("statistik/", views.overview, name="statistics"),
    path("statistik/<slug:slug>/", views.region, name="statistics_region"),
    path("data/", views.data, name="data"),
    path("data/datapackage.json", views.package, name="data_package"),
    path("data/<slug:name>.csv", views.download, name="data_csv"),
]
