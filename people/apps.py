"""People: organisations, bodies, memberships and accounts."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app of organisations, bodies, memberships and accounts."""

    name = "people"
    verbose_name = "Personen und Gremien"
