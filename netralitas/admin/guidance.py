"""Acts in plain words and the offences they are, by phase, for reading."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from guidance.models import Act, ActRule, Offence
from netralitas.admin.reference import ReferenceAdmin, ReferenceInline


class RuleInline(ReferenceInline):
    """Which offence an act is in which phase."""

    model = ActRule
    verbose_name_plural = _("penggolongan menurut tahapan")
    fields = ("phase", "offence", "may_be_crime")


@admin.register(Act)
class ActAdmin(ReferenceAdmin):
    """What a citizen picks."""

    title = _("Jenis perbuatan")
    purpose = _("Pilihan bagi warga dalam bahasa sehari-hari, dan penggolongannya menurut tahapan.")
    order = 60
    list_display = ("name", "example")
    search_fields = ("name", "example")
    fields = ("name", "example", "code")
    inlines = (RuleInline,)


@admin.register(Offence)
class OffenceAdmin(ReferenceAdmin):
    """The items of the law, with their source and how sure it is."""

    title = _("Pelanggaran menurut aturan")
    purpose = _("Butir aturan, golongannya, dasar hukumnya, dan seberapa kuat sumbernya.")
    order = 70
    list_display = ("code", "name", "violation_class", "level", "basis", "sure")
    list_filter = ("violation_class", "sure")
    fields = ("code", "name", "violation_class", "level", "basis", "sure")
    search_fields = ("code", "name")
