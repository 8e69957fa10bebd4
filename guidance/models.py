"""What is forbidden, in plain words for citizens and in legal codes for offices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.enums import Phase


class ViolationClass(models.TextChoices):
    """The class of an act; the same act changes class with the phase."""

    ETHICS = "ethics", _("Kode etik")
    DISCIPLINE = "discipline", _("Disiplin")
    DISMISSAL = "dismissal", _("Pemberhentian")
    OPEN = "open", _("Ditentukan Satgas")


class ActGroup(models.TextChoices):
    """How the acts are grouped where a citizen picks one."""

    ONLINE = "online", _("Di media sosial dan percakapan")
    EVENT = "event", _("Di acara dan di lapangan")
    OFFICE = "office", _("Dengan jabatan atau fasilitas negara")
    ROLE = "role", _("Menjadi bagian dari partai atau pencalonan")
    OTHER = "other", _("Lainnya")


class Offence(models.Model):
    """One item of the law: an SKB 2022 number or a number of PP 94/2021 Pasal 5 huruf n.

    `level` is the level of discipline as quoted, empty where sources disagree; `verified` is false
    where level or phase rests on inference, so that an office looks twice.
    """

    code = models.CharField(max_length=10, primary_key=True)  # "KE-04", "D-06", "PP94-5N2", "D-OTHER"
    name = models.CharField(max_length=240)
    name_en = models.CharField(max_length=240)
    violation_class = models.CharField(max_length=10, choices=ViolationClass.choices)
    level = models.CharField(max_length=10, blank=True)  # "moral", "sedang", "berat", "PTDH"
    basis = models.CharField(max_length=160)
    sure = models.CharField(max_length=2)
    verified = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.code


class Act(models.Model):
    """What a citizen picks: an act in plain words with an example. Never a legal class."""

    code = models.SlugField(primary_key=True)
    group = models.CharField(max_length=8, choices=ActGroup.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    example = models.CharField(max_length=240)
    example_en = models.CharField(max_length=240)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class ActRule(models.Model):
    """Which offence an act is in a phase. Exactly one row per act and phase."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="rules")
    phase = models.CharField(max_length=16, choices=Phase.choices)
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="+")
    may_be_crime = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "phase"], name="act_rule_once")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.phase}"
