"""The ceiling of this machine: a Django project that does the bare minimum of each operation.

Run by gunicorn beside the portal in the same session, so that ratios mean something.
"""

import json
import os
from urllib.parse import urlparse

import django
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path

ADDRESS = urlparse(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="only for measuring",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.ceiling",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": ADDRESS.path.lstrip("/"),
            "USER": ADDRESS.username or "",
            "PASSWORD": ADDRESS.password or "",
            "HOST": ADDRESS.hostname,
            "PORT": ADDRESS.port or 5432,
            "CONN_MAX_AGE": 600,
        }
    },
)
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  (needs the settings above)
from django.db import connection, models, transaction  # noqa: E402

PAGE = b"x" * 20_000


class Row(models.Model):
    """A row with some text, as small as a row can be."""

    region = models.CharField(max_length=5)
    state = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        app_label = "ceiling"
        db_table = "ceiling_row"
        indexes = [models.Index(fields=["region", "state", "-id"], name="ceiling_row_queue")]


class TenFields(forms.Form):
    """Ten required texts."""


for _number in range(10):
    TenFields.base_fields[f"field{_number}"] = forms.CharField(max_length=2000)


def health(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def page(_request: HttpRequest) -> HttpResponse:
    """20 KB from the memory of the process."""
    return HttpResponse(PAGE)


def file_one(request: HttpRequest) -> HttpResponse:
    """Ten fields validated, four rows in one transaction."""
    form = TenFields(json.loads(request.body))
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    with transaction.atomic():
        for number in range(4):
            Row(region="64.72", state="review", text=form.cleaned_data[f"field{number}"]).save()
    return JsonResponse({"ok": True}, status=201)


def step(request: HttpRequest) -> HttpResponse:
    """Ten fields of a form page validated, one row kept, on to the next page."""
    form = TenFields(request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    Row(region="64.72", state="draft", text=form.cleaned_data["field0"]).save()
    return HttpResponseRedirect("/page")


def listing(_request: HttpRequest) -> HttpResponse:
    """Fifty rows by index."""
    rows = Row.objects.filter(region="64.72", state="review").order_by("-id")[:50]
    return HttpResponse("".join(f"<tr><td>{row.id}</td><td>{row.state}</td><td>{row.text}</td></tr>" for row in rows))


def one(_request: HttpRequest) -> HttpResponse:
    """One row by key."""
    row = Row.objects.order_by("id").first()
    return HttpResponse(f"<p>{row.text if row else ''}</p>")


urlpatterns = [
    path("healthz", health),
    path("page", page),
    path("file", file_one),
    path("step", step),
    path("list", listing),
    path("one", one),
]

application = WSGIHandler()

if __name__ == "__main__":  # once, before the workers start
    with connection.schema_editor() as editor:
        editor.create_model(Row)
