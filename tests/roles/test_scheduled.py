"""What the scheduler starts, in the worker's database role: it may read and write all that it asks for."""

from typing import Any

import pytest
from django.db import connection

from netralitas.celery import app
from netralitas.roles.table import DbRole
from tests.roles.processes import process

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded default knows no roles"),
]
SCHEDULED = sorted({(entry["task"], tuple(entry.get("args", ()))) for entry in app.conf.beat_schedule.values()})


@pytest.mark.parametrize(("name", "arguments"), SCHEDULED)
def test_no_scheduled_task_asks_for_what_its_process_may_not(
    name: str, arguments: tuple[object, ...], settings: Any
) -> None:
    settings.DATABASE_ROLE = DbRole.WORKER.value
    app.loader.import_default_modules()
    with process(DbRole.WORKER):
        # The server refuses a column by its name alone, so this needs no rows.
        app.tasks[name].apply(args=arguments, throw=True)


def test_all_of_them_are_tried() -> None:
    assert len(SCHEDULED) >= 13
