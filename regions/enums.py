"""The closed vocabularies of territory, offices and calendars."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    """What an office is in law. A rule names a kind, never one office."""

    BAWASLU_REGENCY = "bawaslu_regency", _("Bawaslu kabupaten/kota")
    BAWASLU_PROVINCE = "bawaslu_province", _("Bawaslu provinsi")
    BAWASLU_RI = "bawaslu_ri", _("Bawaslu RI")
    PANWASCAM = "panwascam", _("Panwaslu kecamatan")
    OVERSEER = "overseer", _("Pengawas netralitas nasional")  # KASN, then BKN, then its successor
    PERSONNEL_REGENCY = "personnel_regency", _("BKPSDM kabupaten/kota")
    PERSONNEL_PROVINCE = "personnel_province", _("BKD provinsi")
    REGENCY = "regency", _("Pemerintah kabupaten/kota")
    PROVINCE = "province", _("Pemerintah provinsi")
    MINISTRY = "ministry", _("Kementerian atau lembaga")
    HOME_AFFAIRS = "home_affairs", _("Kementerian Dalam Negeri")
    STATE_APPARATUS = "state_apparatus", _("Kementerian PANRB")
    INSPECTORATE = "inspectorate", _("Inspektorat")
    VILLAGE_OFFICE = "village_office", _("Dinas pemberdayaan masyarakat dan desa")
    MILITARY = "military", _("TNI")
    POLICE = "police", _("Polri")
    JOINT_ENFORCEMENT = "joint_enforcement", _("Sentra Gakkumdu")
    POLITICAL_AFFAIRS = "political_affairs", _("Kesbangpol")
    OTHER_EMPLOYER = "other_employer", _("Instansi lain")  # an employer the portal does not list


BAWASLU = frozenset(
    {AgencyKind.BAWASLU_REGENCY, AgencyKind.BAWASLU_PROVINCE, AgencyKind.BAWASLU_RI, AgencyKind.PANWASCAM}
)


class ContestKind(models.TextChoices):
    """The office that is voted on; `UNKNOWN` where the reporter cannot tell."""

    GOVERNOR = "governor", _("Gubernur")
    REGENT_MAYOR = "regent_mayor", _("Bupati atau wali kota")
    PRESIDENT = "president", _("Presiden")
    LEGISLATIVE = "legislative", _("DPR, DPD, atau DPRD")
    UNKNOWN = "unknown", _("Belum tahu")


class OtherPlace(models.TextChoices):
    """A further place of an act that is none of the served regions."""

    SAME_PROVINCE = "same_province", _("Kabupaten/kota lain di provinsi yang sama")
    OTHER_PROVINCE = "other_province", _("Provinsi lain")


class RuleSetKind(models.TextChoices):
    """The body of rules a case is handled under."""

    PILKADA = "PILKADA", _("Pilkada")
    PEMILU = "PEMILU", _("Pemilu")
    OUTSIDE_ELECTION = "OUTSIDE_ELECTION", _("Di luar tahapan pemilihan")


class Phase(models.TextChoices):
    """Where a day stands in the calendar of one contest; it decides the class of an act."""

    PRE_NOMINATION = "PRE_NOMINATION", _("Sebelum penetapan calon")
    NOMINATED = "NOMINATED", _("Setelah penetapan calon")
    CAMPAIGN = "CAMPAIGN", _("Masa kampanye")
    QUIET = "QUIET", _("Masa tenang")
    VOTING = "VOTING", _("Hari pemungutan suara")
    POST = "POST", _("Setelah pemungutan suara")
    OUTSIDE = "OUTSIDE", _("Di luar tahapan")


class ActingKind(models.TextChoices):
    """How an office-holder holds the office."""

    DEFINITIVE = "definitive", _("Pejabat definitif")
    PJ = "pj", _("Penjabat (Pj)")
    PJS = "pjs", _("Penjabat sementara (Pjs)")
    PLT = "plt", _("Pelaksana tugas (Plt)")


class DayKind(models.TextChoices):
    """How a term is counted."""

    CALENDAR = "calendar", _("hari kalender")
    WORKING = "working", _("hari kerja")


class HolidayKind(models.TextChoices):
    """National holidays and joint leave stop working-day clocks alike."""

    NATIONAL = "national", _("Libur nasional")
    JOINT_LEAVE = "joint_leave", _("Cuti bersama")
