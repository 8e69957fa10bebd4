"""The web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netralitas.settings.demo")
application = get_wsgi_application()

# What the start has made lives as long as the process: no collection walks it again, and workers keep sharing it.
gc.collect()
gc.freeze()
