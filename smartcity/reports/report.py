"""What a report is: a list under a heading, and how one of its rows is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is and where its page is, a few words more, and the page where it is worked on."""

    url: str
    title: str
    details: Sequence[str] = ()
    action: tuple[str, str] | None = None
    """Address and label."""


@dataclass(frozen=True, slots=True)
class Report:
    """A list that one can work off.

    ``rows`` returns what an editor finds in it, in its order; ``line`` how one row is drawn. ``explanation`` says what
    is listed and what to do about it, ``nothing`` what an empty list means.
    """

    slug: str
    title: str
    explanation: str
    nothing: str
    singular: str
    plural: str
    rows: Callable[[User], "QuerySet[Any]"]
    line: Callable[[Any], Line]
    statuses: Sequence[str] = ()
    """Where its rows are all ideas with these statuses, which all such reports count together."""
