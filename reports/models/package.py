"""What leaves Bawaslu: frozen packages. The desks of KASN/BKN and BKPSDM read these tables only.

Nothing here tells who reported, or that anyone did; there is no key to a case or a report.
"""

import uuid
from typing import Any

from django.db import models

from guidance.models import Offence, ViolationClass
from procedures.enums import Procedure
from procedures.models import Proceeding
from regions.enums import ContestKind, Phase, RuleSetKind
from regions.models import Agency, Region
from reports.enums import ConflictReason, EmploymentStatus
from services.evidence.models import FileKind

# What tells who a person of a package is; not needed to send it to the right office.
TELLING = ("name", "employer_text", "position", "description")


class ReferralPackage(models.Model):
    """One referral: redacted narrative, dates and law. Built by a verifier, approved by a leader.

    After `approved_on` no column changes any more; a correction is a new package. Dates only. Since
    `destroyed_on`, when its time was over, it holds no narrative, no name and no evidence any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16)
    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule_set = models.CharField(max_length=20, choices=RuleSetKind.choices)
    phase = models.CharField(max_length=16, choices=Phase.choices)
    contest = models.CharField(max_length=16, choices=ContestKind.choices)
    offence = models.ForeignKey(Offence, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    violation_class = models.CharField(max_length=10, choices=ViolationClass.choices)
    incident_date = models.DateField(null=True)
    narrative = models.TextField()
    letter_number = models.CharField(max_length=80)
    letter_date = models.DateField()
    built_by = models.UUIDField()
    approved_by = models.UUIDField(null=True)
    approved_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        ordering = ["-letter_date"]
        indexes = [models.Index(fields=["sender", "letter_date"], name="package_sender")]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="package_reference_once"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("built_by")),
                name="builder_is_not_approver",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True, approved_on__isnull=True)
                | models.Q(approved_by__isnull=False, approved_on__isnull=False),
                name="approval_has_person_and_day",
            ),
            models.CheckConstraint(
                condition=models.Q(released_on__isnull=True) | models.Q(approved_on__isnull=False),
                name="released_is_approved",
            ),
        ]


class PackageRespondent(models.Model):
    """One person a package is about; the unit of everything that follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="respondents", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=14, choices=EmploymentStatus.choices)
    employer = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    employer_text = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=120, blank=True)
    description = models.CharField(max_length=500, blank=True)
    # Works in the personnel office or in the appointing official's own circle: goes one level up.
    conflicted = models.BooleanField(default=False)
    conflict = models.CharField(max_length=10, choices=ConflictReason.choices, blank=True)  # why
    person_hash = models.CharField(max_length=64, blank=True)  # keyed hash of the NIP, for recusal

    class Meta:
        ordering = ["package", "number"]
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="package_respondent_once")]


class PackageLeg(models.Model):
    """That a proceeding (oversight, personnel or external) is about a package respondent.

    `by_letter`: the office never signs in; Bawaslu records from its letters what it does.
    """

    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="legs", db_index=False)
    proceeding = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="package_leg")
    procedure = models.CharField(max_length=10, choices=Procedure.choices)  # the proceeding's
    by_letter = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["respondent", "procedure"], name="one_leg_per_procedure"),
            models.CheckConstraint(
                condition=models.Q(procedure__in=[Procedure.OVERSIGHT, Procedure.PERSONNEL, Procedure.EXTERNAL]),
                name="package_leg_is_no_case_leg",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the procedure from the proceeding, where it cannot differ."""
        self.procedure = self.proceeding.procedure
        super().save(*args, **kwargs)


class PackageCopy(models.Model):
    """That an office got a copy of a package: it may read it and has nothing to do."""

    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="copies", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "agency"], name="one_copy_per_office")]
        indexes = [models.Index(fields=["agency"], name="package_copy_agency")]


class PackageExhibit(models.Model):
    """A link, or the package's own copy of a file, that travels with a package.

    `clean_copy` is the id of that copy, made for this package alone: it leads to no file of the case. What it
    is (`kind`, `size`, `sha256`) is written with it and never changed; another one is another row.
    """

    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="exhibits", db_index=False)
    number = models.PositiveSmallIntegerField()
    link = models.CharField(max_length=500, blank=True)
    clean_copy = models.UUIDField(null=True, unique=True)
    kind = models.CharField(max_length=8, choices=FileKind.choices, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="package_exhibit_once"),
            models.CheckConstraint(
                condition=models.Q(clean_copy__isnull=True) | models.Q(link="", size__gt=0) & ~models.Q(sha256=""),
                name="copy_in_package_is_whole",
            ),
        ]
