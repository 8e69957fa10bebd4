"""What a process keeps after its first request hides rights that are missing: here each request is the first one."""

import pytest
from django.contrib.contenttypes.models import ContentType

from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "agency"), [("bkpsdm", "bkpsdm-balikpapan"), ("bkn", "bkn"), ("leader", "bawaslu-ri")]
)
def test_who_comes_first_reads_a_kind_of_sanction(role: str, agency: str) -> None:
    browser = accounts.signed_in(accounts.officer(role, agency))
    ContentType.objects.clear_cache()
    assert browser.get("/admin/sanctions/sanctionkind/L2/change/").status_code == 200
