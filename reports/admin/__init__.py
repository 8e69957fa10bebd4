"""The Bawaslu desk inside the admin site: queue, case, reports. Importing it registers its pages."""

from reports.admin import case, report

__all__ = ["case", "report"]
