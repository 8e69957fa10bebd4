"""Territory, offices and calendars: where and when."""

from regions.models.calendar import CalendarVersion, Contest, Election, Holiday, Stage
from regions.models.office import Agency, OfficeHolder, OfficeHours, OnlineMandate, Unit
from regions.models.territory import District, Province, Region, Village

__all__ = [
    "Agency", "CalendarVersion", "Contest", "District", "Election", "Holiday", "OfficeHolder",
    "OfficeHours", "OnlineMandate", "Province", "Region", "Stage", "Unit", "Village",
]  # fmt: skip
