"""The tab *Roter Faden* on the pages of everything that the thread runs through, and the way there from a line."""

from typing import Any

from django.db import models
from django.urls import reverse

from common.tabs import HungTab, hang_tab
from ideas.models import Idea
from milestones.models import Milestone
from pilots.models import Pilot
from smartcity.thread.kinds import Kind
from strategy.models import Measure
from workshops.line_links import LineAction, register_line_pages
from workshops.models import Decision

NAME, LABEL = "thread", "Roter Faden"

MODELS: dict[type[models.Model], tuple[Kind, str]] = {
    Idea: (Kind.IDEA, "reference"),
    Pilot: (Kind.PILOT, "reference"),
    Decision: (Kind.DECISION, "reference"),
    Measure: (Kind.MEASURE, "slug"),
    Milestone: (Kind.MILESTONE, "reference"),
}
"""For each model its kind, and the field that names an object in addresses."""


def hang_tabs() -> None:
    """Show the tab on the pages of all these models, and a link at each line of which something came."""
    register_line_pages(line_pages)
    for model, (kind, field) in MODELS.items():
        hang_tab(model, HungTab(NAME, LABEL, _address(kind, field)))


def _address(kind: Kind, field: str) -> Any:
    return lambda instance: reverse(f"thread:{kind}", args=[getattr(instance, field)])


def line_pages(slug: str) -> LineAction:
    """Return the link from the lines of a meeting to their threads (provider of :mod:`workshops.line_links`)."""
    return LineAction(reverse("thread:point", args=[slug, 0]).removesuffix("0/"), LABEL)
