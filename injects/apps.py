"""The Django application `injects`."""

from django.apps import AppConfig


class InjectsConfig(AppConfig):
    """Registers the application."""

    name = "injects"
    default_auto_field = "django.db.models.BigAutoField"
