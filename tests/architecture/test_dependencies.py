"""Every direct dependency is pinned, used, and explained in docs/dependencies.md."""

import re
from importlib.metadata import distributions

from tests.architecture.test_sizes import ROOT

IMPORT_NAMES = {
    "celery": "celery",
    "redis": "REDIS_URL",
    "psycopg2-binary": "postgresql",
    "pillow": "PIL",
    "pillow-heif": "pillow_heif",
    "tzdata": "zoneinfo",
    "argon2-cffi": "Argon2PasswordHasher",
    "whitenoise": "whitenoise",
    "gunicorn": "gunicorn",
    "djangorestframework": "rest_framework",
    "django-filter": "django_filters",
    "drf-spectacular": "drf_spectacular",
    "django-otp": "django_otp",
    "django-axes": "axes",
    "django-csp": "csp",
    "pynacl": "nacl",
    "prometheus-client": "prometheus_client",
}


def direct() -> list[str]:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    return [re.split(r"[<>=\[]", line)[0].strip().lower() for line in lines if line.strip()]


def test_every_direct_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text().split("## Development")[0].lower()
    explained = set(re.findall(r"^\| ([a-z0-9-]+) \|", page, re.MULTILINE)) - {"package", "---"}
    assert explained == set(direct())


def test_every_direct_dependency_is_pinned_with_a_hash() -> None:
    locked = (ROOT / "requirements.txt").read_text().lower()
    assert [name for name in direct() if not re.search(rf"^{name}(\[[a-z]+\])?==\S+ \\\n +--hash", locked, re.M)] == []


def test_every_direct_dependency_is_used() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("**/*.py", "Makefile", "docker-compose.yml")
        for path in ROOT.glob(pattern)
        if ".venv" not in path.parts and "tests" not in path.parts
    )
    assert [name for name in direct() if IMPORT_NAMES.get(name, name) not in text] == []


def test_no_lock_file_names_a_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()


def test_no_locked_package_is_asked_for_with_an_extra_by_another() -> None:
    """Older pips look at the newest release of `name[extra]` before the pin, and then refuse it for want of a hash."""
    asked = [
        f"{package.metadata['Name']} asks for {wanted}"
        for package in distributions()
        for wanted in package.requires or []
        if "[" in wanted.split(";")[0] and "extra ==" not in wanted
    ]
    assert asked == []
