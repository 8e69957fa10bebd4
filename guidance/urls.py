"""The guide for citizens."""

from django.urls import path

from guidance import views

app_name = "guidance"
urlpatterns = [path("", views.guide, name="guide")]
