"""The page tree. Indonesian at the plain address, English at /en/ + the same path."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from netralitas import health, mailbox, views

public_pages: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("privasi/", views.privacy, name="privacy"),
    path("aksesibilitas/", views.accessibility, name="accessibility"),
    path("verifikasi/", views.verification, name="verification"),
    path("keluar/", views.leave, name="leave"),
    path("panduan/", include("guidance.urls")),
    path("", include("reports.filing.urls")),  # /lapor/ and /lacak/
    path("", include("transparency.urls")),  # /statistik/ and /data/
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
    path("api/v1/", include("netralitas.api_urls")),
    *i18n_patterns(*public_pages, prefix_default_language=False),
]
if settings.DEMO:
    urlpatterns.append(path("kotak-surat/", mailbox.page))

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
