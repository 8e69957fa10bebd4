"""The page tree. Indonesian at the plain address, English at /en/ + the same path."""

import contextlib
from importlib import import_module

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from netralitas import health, views


def _arriving(address: str, module: str) -> list[URLPattern | URLResolver]:
    """The pages of an app that is being built elsewhere; nothing while it cannot be imported."""
    try:
        return [path(address, include(module))]
    except ImportError:
        return []


public_pages = [
    path("", views.home, name="home"),
    path("privasi/", views.privacy, name="privacy"),
    path("aksesibilitas/", views.accessibility, name="accessibility"),
    path("verifikasi/", views.verification, name="verification"),
    path("keluar/", views.leave, name="leave"),
    path("panduan/", include("guidance.urls")),
    *_arriving("", "reports.filing.urls"),
    *_arriving("", "transparency.urls"),  # /statistik/ and /data/
]
urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
    *_arriving("api/v1/", "netralitas.api_urls"),
    *i18n_patterns(*public_pages, prefix_default_language=False),
]
if settings.DEMO:
    with contextlib.suppress(ImportError):
        urlpatterns.append(path("kotak-surat/", import_module("netralitas.mailbox").page))

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
