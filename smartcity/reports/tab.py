"""The ways from the pages of the rooms below to the reports."""

from django.urls import reverse

from milestones.enums import FigureKey
from milestones.figures import LISTS
from people.rules import Person, is_editor


def gaps_tab(user: Person) -> tuple[str, str] | None:
    """Return the tab that leads editors to the gap reports (provider of :mod:`strategy.page_links`)."""
    return ("Lücken", reverse("reports:overview")) if is_editor(user) else None


def hang_lists() -> None:
    """Let the criterion that counts the answered ideas lead to the list of all that were handed in."""
    LISTS[FigureKey.IDEAS_ANSWERED] = lambda: reverse("reports:stage", args=["eingereicht"])
