"""The way from the pages of the strategy to its gap reports."""

from django.urls import reverse

from people.rules import Person, is_editor


def gaps_tab(user: Person) -> tuple[str, str] | None:
    """Return the tab that leads editors to the gap reports (provider of :mod:`strategy.page_links`)."""
    return ("Lücken", reverse("reports:overview")) if is_editor(user) else None
