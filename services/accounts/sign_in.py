"""Placeholder replaced by its owner."""
from django.contrib.auth.backends import ModelBackend
class StaffBackend(ModelBackend):
    pass
