"""The closed vocabularies of what follows a package: levels of sanctions and stages that are counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.enums import Procedure


class Level(models.TextChoices):
    """How grave a sanction is in its own law; statistics group by this, never by the single kind."""

    MORAL = "moral", _("Sanksi moral")
    LIGHT = "light", _("Hukuman disiplin ringan")
    MEDIUM = "medium", _("Hukuman disiplin sedang")
    HEAVY = "heavy", _("Hukuman disiplin berat")
    DISMISSAL = "dismissal", _("Pemberhentian tidak dengan hormat")
    CONTRACT = "contract", _("Pemutusan hubungan kerja")
    OTHER = "other", _("Sanksi menurut aturan lain")


class CountStage(models.TextChoices):
    """What is counted of a person after referral."""

    RECOMMENDED = "recommended", _("Rekomendasi dikeluarkan")
    NOT_PROVEN = "not_proven", _("Tidak terbukti")
    REJECTED = "rejected", _("Ditolak pengawas netralitas")
    CANCELLED = "cancelled", _("Dibatalkan")
    WARNED = "warned", _("PPK ditegur")
    BLOCKED = "blocked", _("Data kepegawaian diblokir")
    UNBLOCKED = "unblocked", _("Blokir data dibuka")
    DECIDED = "decided", _("Keputusan dijatuhkan")
    NO_SANCTION = "no_sanction", _("Tanpa sanksi")
    LEFT_SERVICE = "left_service", _("Sudah tidak bertugas")
    CHANGED = "changed", _("Keputusan diubah")
    ANNULLED = "annulled", _("Keputusan dibatalkan")
    EXECUTED = "executed", _("Keputusan dilaksanakan")
    ANSWERED = "answered", _("Dijawab instansi yang berwenang")


class Cause(models.TextChoices):
    """On what ground the overseer cancels; the table reads these codes."""

    OVERSEER = "overseer", _("Dibatalkan pengawas netralitas")
    NOT_ASN = "not_asn", _("Terlapor bukan ASN")


class Answer(models.TextChoices):
    """What the authority over a person who is no civil servant says it did."""

    SANCTIONED = "sanctioned", _("Sanksi atau pembinaan dijatuhkan")
    NO_SANCTION = "no_sanction", _("Diperiksa, tanpa sanksi")
    NOT_PURSUED = "not_pursued", _("Tidak ditindaklanjuti")


# What the office in charge announces itself. That someone left, or that a decree was carried out, is
# counted, and announced by nobody.
ANNOUNCED = {
    Procedure.OVERSIGHT: (
        CountStage.RECOMMENDED,
        CountStage.NOT_PROVEN,
        CountStage.REJECTED,
        CountStage.CANCELLED,
        CountStage.WARNED,
        CountStage.BLOCKED,
        CountStage.UNBLOCKED,
    ),
    Procedure.PERSONNEL: (
        CountStage.DECIDED,
        CountStage.NO_SANCTION,
        CountStage.CHANGED,
        CountStage.ANNULLED,
    ),
    Procedure.EXTERNAL: (CountStage.ANSWERED,),
}
