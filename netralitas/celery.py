"""The Celery application and the beat table: the only place that says how often.

`netralitas.poll` does what the table says inside every worker while the scheduler cannot be heard.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netralitas.settings.demo")

app = Celery("netralitas")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Tasks are named, not imported: Celery finds them in the `tasks` module of each installed app.
app.conf.beat_schedule = {
    "find owed steps and filings": {"task": "reports.tasks.relay", "schedule": 5.0},
    "deliver letters": {"task": "services.notifications.tasks.deliver", "schedule": 5.0},
    "climb reminder ladders": {"task": "procedures.tasks.scan", "schedule": 60.0},
    "show that scheduler and worker live": {"task": "netralitas.tasks.pulse", "schedule": 5.0},
    "seal the audit chain": {"task": "services.audit.tasks.seal", "schedule": 60.0},
    "publish the head of the audit chain": {"task": "services.audit.tasks.roots", "schedule": 3600.0},
    "look after openings of identities": {"task": "reports.tasks.look_after_openings", "schedule": 60.0},
    "tell reporters of breaches": {"task": "netralitas.tasks.tell_of_breaches", "schedule": 30.0},
    "look at worksheets that are due": {"task": "netralitas.tasks.worksheets_due", "schedule": 600.0},
    "delete what has had its time": {"task": "netralitas.tasks.purge", "schedule": 3600.0},
    "make clean copies": {"task": "services.evidence.tasks.copy", "schedule": 10.0},
    "sweep files nobody refers to": {"task": "services.evidence.tasks.sweep", "schedule": 86400.0},
    "publish the figures of the week": {"task": "transparency.tasks.publish", "schedule": 3600.0},
}
