"""Who handles what: offices with their dates, units, and the people who hold them."""

from django.db import models

from regions.enums import ActingKind, AgencyKind
from regions.models.territory import District, Province, Region


class Agency(models.Model):
    """An office or employer under a stable code, such as `bawaslu-kendari` or `bkn`.

    It exists from `active_from` until `active_until` (exclusive; None = no end known), and its work
    goes to `succeeded_by` afterwards: KASN to BKN is such a row. `personnel_office` of an employer
    is the office that prepares discipline there (BKPSDM, BKD); an employer without one is reached
    by letter. `superior` is the level above, where a conflict or a long silence goes. `letter_only`
    says that nobody of this office signs in. `address_basis` says in a few words, for citizens to
    read, where the address is from where the office itself has not confirmed it; empty once it has.
    Whether it receives reports online is not here: that has days and decisions (`OnlineMandate`).
    """

    code = models.SlugField(max_length=60, primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=AgencyKind.choices)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="agencies")
    province = models.ForeignKey(Province, null=True, blank=True, on_delete=models.PROTECT)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    territory_code = models.CharField(max_length=5, blank=True)  # regency code of an employer outside the five regions
    superior = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    personnel_office = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="serves")
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True)
    succeeded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_employer = models.BooleanField(default=False)
    letter_only = models.BooleanField(default=False)
    address = models.CharField(max_length=200, blank=True)
    address_basis = models.CharField(max_length=120, blank=True, default="", db_default="")
    phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    email = models.EmailField(blank=True)
    zone = models.CharField(max_length=40, default="Asia/Jakarta")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["kind", "region"], name="agency_kind_region")]

    def __str__(self) -> str:
        return self.name


class OnlineMandate(models.Model):
    """From `since` on the office officially receives reports online, or no longer does, by the decision named.

    Without a row a filing here is not yet an official reception. Rows are only ever added and begin after the
    day on which they are recorded: of those that have begun the one recorded last holds, and what was received
    before keeps its standing.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="mandates")
    since = models.DateField()
    receives = models.BooleanField()
    decision = models.CharField(max_length=160)
    number = models.CharField(max_length=60)
    dated = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decision="") & ~models.Q(number=""), name="online_mandate_has_its_decision"
            )
        ]


class OfficeHours(models.Model):
    """When an office receives people, by weekday (0 = Monday), from a date until another (exclusive).

    A row that opens when it closes (00.00 to 00.00) means around the clock, on holidays too.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=160)

    class Meta:
        ordering = ["weekday", "opens"]


class Unit(models.Model):
    """A unit inside an employer; free text elsewhere stays possible, units come and go."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(max_length=120)
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OfficeHolder(models.Model):
    """The title a letter to this office is addressed to, from a date until another (exclusive).

    Of several rows that cover a day the one that began last holds: a Pjs during the campaign stands
    over the definitive title. It holds the title of the office, never the name of the person in it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="holders")
    title = models.CharField(max_length=120)
    acting = models.CharField(max_length=12, choices=ActingKind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    is_candidate = models.BooleanField(default=False)

    class Meta:
        ordering = ["since"]
