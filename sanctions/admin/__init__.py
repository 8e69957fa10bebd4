"""The desks that follow up on a referral. Importing this registers their pages with the staff site."""

from sanctions.admin import catalogue, package

__all__ = ["catalogue", "package"]
