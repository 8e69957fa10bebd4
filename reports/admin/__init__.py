"""The Bawaslu desk inside the admin site: queue, case, reports. Importing it registers its pages."""

from reports.admin import case, distress, former, openings, register, report

__all__ = ["case", "distress", "former", "openings", "register", "report"]
