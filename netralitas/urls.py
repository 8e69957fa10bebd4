"""Placeholder replaced by its owner."""
urlpatterns = []
