"""What makes the broker optional: a worker that hears nothing from the scheduler looks for itself.

Every worker process has one such thread. It does what the beat table says, in place, for as long as
no pulse has come through (Redis down, beat standing still, a consumer that lost its connection).
"""

import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

from celery import Celery, bootsteps
from django.db import DatabaseError, close_old_connections

from netralitas.models import Pulse

logger = logging.getLogger(__name__)
GLANCE = 3.0  # seconds between two looks
SILENCE = 12.0  # seconds without a pulse, which is due every five
PULSE = "netralitas.tasks.pulse"  # never done here: it says that the usual way works
SCAN = "procedures.tasks.scan"  # done at every start: clocks may have come due while nobody worked


class Poll(bootsteps.StartStopStep):
    """Starts before the worker connects to its broker, so that it also serves a start without one."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.ending = Event()
        self.thread: Thread | None = None
        super().__init__(parent, **options)

    def start(self, parent: Any) -> None:
        """Begin to look."""
        self.thread = Thread(target=watch, args=(parent.app, self.ending), name="poll", daemon=True)
        self.thread.start()

    def stop(self, parent: Any) -> None:
        """Finish what is in hand, then end."""
        self.ending.set()
        if self.thread:
            self.thread.join()


def watch(app: Celery, ending: Event) -> None:
    """Catch up with the clocks, then, until `ending`, whenever the scheduler is silent, run each entry of the
    beat table as often as it says."""
    catch_up(app)
    ran = dict.fromkeys(app.conf.beat_schedule, time.monotonic())
    ending.wait(SILENCE)  # a start takes its time
    while not ending.wait(GLANCE):
        try:
            if silent():
                run_due(app, ran)
        except DatabaseError as error:
            logger.warning("poll failed: %s", type(error).__name__)
        finally:
            close_old_connections()


def catch_up(app: Celery) -> None:
    """Look at the clocks at once: the table would have them wait for a minute more. Safe beside other workers."""
    try:
        app.tasks[SCAN]()
    except Exception as error:
        logger.warning("poll: %s failed: %s", SCAN, type(error).__name__)
    finally:
        close_old_connections()


def silent() -> bool:
    """Whether no pulse has come through the broker for a while (real time)."""
    return not Pulse.objects.filter(name="worker", at__gt=datetime.now(tz=UTC) - timedelta(seconds=SILENCE)).exists()


def run_due(app: Celery, ran: dict[str, float]) -> None:
    """Run, in place, what is due since the moments in `ran`, which it moves on. One failure stops no other."""
    for name, entry in app.conf.beat_schedule.items():
        now = time.monotonic()
        if entry["task"] == PULSE or now - ran[name] < entry["schedule"]:
            continue
        ran[name] = now
        try:
            app.tasks[entry["task"]]()
        except Exception as error:
            logger.warning("poll: %s failed: %s", entry["task"], type(error).__name__)
