"""Tabs that the rooms above hang onto the pages of one object, beside those of its own room.

A room does not know what lies above it. One that has a page about objects of a room below hands it in when it starts
(``AppConfig.ready``); whoever draws the tabs of an object adds :func:`hung_tabs`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

Tab = dict[str, Any]
"""What ``components/tabs.html`` draws."""


@dataclass(frozen=True, slots=True)
class HungTab:
    """A page about an object: its name among the pages of the object, its label, and its address."""

    name: str
    label: str
    url: Callable[[Any], str]


_tabs: dict[type[models.Model], dict[str, HungTab]] = {}


def hang_tab(model: type[models.Model], tab: HungTab) -> None:
    """Show ``tab`` on the pages of every object of ``model``; doing so again changes nothing."""
    _tabs.setdefault(model, {})[tab.name] = tab


def hung_tabs(instance: models.Model, current: str = "") -> list[Tab]:
    """Return the tabs that the rooms above hang onto the pages of ``instance``; ``current`` is the page's name."""
    hung = _tabs.get(type(instance), {}).values()
    return [{"label": tab.label, "url": tab.url(instance), "current": tab.name == current} for tab in hung]
