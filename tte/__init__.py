"""The Django project of tte: settings, wiring, the one-command supervisor and the health pages."""

__version__ = "0.1.0"
