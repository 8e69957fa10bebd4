"""The shared fixtures: reference data is there in every kind of test, and nobody inherits a change."""

import pytest

from regions import calendars, offices
from regions.models import Agency, Region


@pytest.mark.django_db
def test_reference_data_is_there(reference) -> None:
    assert Region.objects.count() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", ["first", "second"])
def test_reference_data_is_there_after_a_test_that_empties_the_tables(_time) -> None:
    assert (Region.objects.count(), Agency.objects.count()) == (5, 731)
    assert offices.get("bkn").name == "Badan Kepegawaian Negara (BKN)"
    Agency.objects.filter(pk="bkn").update(name="BKN diganti")
    calendars.bump()


def test_reading_what_is_kept_needs_no_database(reference) -> None:
    assert offices.get("bkn").name == "Badan Kepegawaian Negara (BKN)"
