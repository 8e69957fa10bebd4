"""What one reporter filed, as filed, and what belongs to it."""

import uuid

from django.db import models

from guidance.models import Act
from regions.enums import ContestKind
from regions.models import Agency, District, Region
from reports.enums import Capacity, Channel, ExhibitKind, Favoured, Knowers, ReportKind, Stage

# What a report tells. A process that only passes it on leaves these columns out: its database role may not read them.
WORDS = ("place", "also_in", "narrative", "text_bound", "former_receptions")


class Report(models.Model):
    """One filing, never edited. The reporter is absent on purpose: identity, contact and witnesses
    lie in the vault under `subject`; here are only the yes/no facts the law asks for.

    `ticket` is a random public reference that opens nothing; `receipt_hash` is the keyed hash of
    the code that does. `also_in` are codes of regions
    and `OtherPlace`s between blanks. `received_at` never leaves intake; others see `received_on`, a local date.
    A tip that became a report keeps `kind` and gets `upgraded_at`; `late` and `missing` then say
    how the report stood on that day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    ticket = models.CharField(max_length=16)
    receipt_hash = models.CharField(max_length=64)
    subject = models.UUIDField(unique=True, default=uuid.uuid4)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    act = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    also_in = models.CharField(max_length=120, blank=True, default="", db_default="")  # further places of the act
    incident_date = models.DateField(null=True)
    known_date = models.DateField(null=True)
    place = models.CharField(max_length=300, blank=True)
    narrative = models.TextField(blank=True)
    contest = models.CharField(max_length=16, choices=ContestKind.choices, default=ContestKind.UNKNOWN)
    favoured = models.CharField(max_length=10, choices=Favoured.choices, default=Favoured.UNKNOWN)
    capacity = models.CharField(max_length=12, choices=Capacity.choices, blank=True)
    knowers = models.CharField(
        max_length=8, choices=Knowers.choices, default=Knowers.UNKNOWN, db_default=Knowers.UNKNOWN
    )
    received_at = models.DateTimeField()
    received_on = models.DateField()
    late = models.BooleanField(default=False)
    missing = models.JSONField(default=list)  # requirement codes at the moment of filing
    name_given = models.BooleanField(default=False)
    address_given = models.BooleanField(default=False)
    contact_given = models.BooleanField(default=False)
    adult = models.BooleanField(null=True)
    upgraded_at = models.DateTimeField(null=True)
    text_bound = models.CharField(max_length=64, blank=True, db_default="")  # `receipts.bind` of the narrative
    withdrawn_on = models.DateField(null=True)  # taken back while the case goes on for others
    officially_received_on = models.DateField(null=True)  # signature or handover recorded by an officer
    former_receptions = models.JSONField(null=True)  # of each day that gave way: {on, until, by, reason}
    identity_purged_on = models.DateField(null=True)  # since then nobody can say who reported, if anybody
    destroyed_on = models.DateField(null=True)  # what was told and shown is gone; that there was a report stays

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="report_ticket_once"),
            models.UniqueConstraint(fields=["receipt_hash"], name="report_code_once"),
            models.CheckConstraint(
                condition=models.Q(upgraded_at__isnull=True) | models.Q(kind=ReportKind.TIP),
                name="only_a_tip_is_upgraded",
            ),
        ]

    @property
    def current_kind(self) -> str:
        """A tip that was upgraded counts as a report from then on."""
        return ReportKind.REPORT if self.upgraded_at else self.kind


class Draft(models.Model):
    """An unfinished filing: ciphertext under keys derived from the code; only its owner reads it.

    `card` is the photo of an identity card, until the filing seals it to the vault. Its file name and
    type are absent on purpose.
    """

    receipt_hash = models.CharField(max_length=64, primary_key=True)
    ciphertext = models.BinaryField()
    card = models.BinaryField(null=True)
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class Exhibit(models.Model):
    """A file or link handed in with a filing. Never shown by its file name.

    Its reporter knows it by `number`; the office by letter and number (`reports.naming`); a package numbers anew.

    It belongs to a code (`receipt_hash`), so that it can come before the report itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt_hash = models.CharField(max_length=64)
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="exhibits")
    kind = models.CharField(max_length=4, choices=ExhibitKind.choices)
    original = models.UUIDField(null=True)  # evidence.Original
    link = models.CharField(max_length=500, blank=True)
    number = models.PositiveSmallIntegerField()
    added_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["receipt_hash", "number"], name="exhibit_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(kind=ExhibitKind.FILE, original__isnull=False, link="")
                | (models.Q(kind=ExhibitKind.LINK, original__isnull=True) & ~models.Q(link="")),
                name="exhibit_is_file_or_link",
            ),
        ]


class Message(models.Model):
    """A line between the office and the person who holds the code. `at` orders, people see `on`.

    One of the office with `due_at` (exclusive local midnight) is a question; the reporter's next line answers it.
    One with a `call` is between its author and the leader who was told past the office's own: the office reads none.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    from_reporter = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()  # in the zone of the region
    due_at = models.DateTimeField(null=True)
    user = models.UUIDField(null=True)
    call = models.ForeignKey("reports.DistressCall", null=True, on_delete=models.PROTECT, related_name="messages")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True) | models.Q(from_reporter=False), name="office_sets_the_day"
            ),
        ]


class ApiAnswer(models.Model):
    """The answer to one idempotency key, for 24 hours, sealed under a key made of key and body."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    ciphertext = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)


class Standing(models.Model):
    """Where a report stands, in plain words and dates: all that its holder's page reads.

    Written by the relay and at filing; it knows no person, no case and no office's inside. That
    the portal received it on `received_on` is its first line of history.
    """

    receipt_hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    stage = models.CharField(max_length=16, choices=Stage.choices)
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    officially_received = models.BooleanField(default=False)
    missing = models.JSONField(default=list)
    deadlines = models.JSONField(default=list)  # [{kind, due_at, zone, basis, and what explains it}]
    received_on = models.DateField()
    updated_on = models.DateField()


class StatusLine(models.Model):
    """One dated sentence of a report's history, as its holder sees it.

    `source` names what it tells of, so that telling twice is telling once.
    """

    receipt_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=64)  # "step:<id>", or the name of another event
    on = models.DateField()
    code = models.CharField(max_length=120)  # procedure:event, the sentence is looked up when shown
    office = models.CharField(max_length=120, blank=True)
    by_letter = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["receipt_hash", "source"], name="told_once")]
