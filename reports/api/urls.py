"""Addresses below /api/v1/reports/."""

from django.urls import path

from reports.api import views

urlpatterns = [
    path("", views.Reports.as_view(), name="api_reports"),
    path("evidence/", views.Evidence.as_view(), name="api_evidence"),
    path("status/", views.Status.as_view(), name="api_status"),
    path("messages/", views.Messages.as_view(), name="api_messages"),
]
