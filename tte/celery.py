"""The Celery application of workers and beat."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

from tte import collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tte.settings")
# Checking the project loads every page; `tte manage migrate` has done it, and these processes show none.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("tte")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_alone(**_: Any) -> None:
    """Being connected is enough: Celery then keeps the logging of the settings and sets up none."""


@worker_ready.connect
def settle_collector(**_: Any) -> None:
    """A worker holds exercises as the web process does."""
    collector.settle()
