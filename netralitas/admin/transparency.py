"""Published figures, for reading; they are made by `publish_statistics` alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from netralitas.admin.reference import ReferenceAdmin
from transparency.models import Publication


@admin.register(Publication)
class PublicationAdmin(ReferenceAdmin):
    """What was published, when, and the digest of its content."""

    title = _("Terbitan angka")
    purpose = _("Kapan angka diterbitkan, dengan sidik isinya.")
    order = 80
    list_display = ("as_of", "published_at", "digest")
    fields = ("as_of", "published_at", "digest")
