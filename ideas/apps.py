"""Ideas: calls, three ways in, one register, and an answer for everyone."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """The app of ideas."""

    name = "ideas"
    verbose_name = "Ideen"
