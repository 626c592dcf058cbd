"""The numbers of the start page, by role. Each says where the list is that it counts, and counts the rows of that list.

``tests/smartcity/test_start_numbers.py`` opens every list and compares.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from common.prepared import Countable, Split
from common.templatetags.look import page
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.queue import OPEN, in_queue
from milestones.enums import MilestoneStatus
from milestones.models import Milestone
from people.models import User
from people.rules import Person
from pilots.models import Pilot
from pilots.selectors.progress import conditions_for
from smartcity.reports.figures import IDEAS, rows_of_reports
from strategy.enums import SubConceptStatus
from strategy.models import StrategyVersion, SubConcept
from strategy.selectors.consultations import opinions_to_answer, waiting_consultations
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Decision, Meeting, Point, Protocol

Rows = Callable[[Any], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Tally:
    """A number: what it is called, the page with its list (name of the URL, and filter), and the rows of that list.

    Without ``rows`` it is one of the parts into which others are split (:class:`common.prepared.Split`), under its key.
    ``hides``: it is not shown where it is zero.
    """

    key: str
    title: str
    page: str
    rows: Rows | None = None
    filter: str = ""
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the page shows it."""

    title: str
    url: str
    count: int


def shown(tallies: Iterable[Tally], counts: Mapping[str, int]) -> list[Figure]:
    """Return the numbers, counted before by their keys."""
    visible = (one for one in tallies if counts[one.key] or not one.hides)
    return [Figure(one.title, page(one.page) + one.filter, counts[one.key]) for one in visible]


# The lists --------------------------------------------------------------------------------------------------------


def _meetings_with(status: ProtocolStatus) -> Rows:
    """Return the meetings whose protocol stands there, as far as somebody may read both."""

    def rows(user: Person) -> "QuerySet[Meeting]":
        protocols = Protocol.objects.visible_to(user).filter(status=status)
        return Meeting.objects.visible_to(user).filter(protocol__in=protocols)

    return rows


def _pending(user: Person) -> "QuerySet[Point]":
    return Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())


def _overdue(user: Person) -> "QuerySet[Point]":
    return _pending(user).filter(due_on__lt=timezone.localdate())


def _own_ideas(user: User) -> Split:
    """Return the ideas that somebody handed in or accompanies, by status."""
    return Split(Idea.objects.of(user) | Idea.objects.accompanied_by(user), F("status"))


def _visible(model: Any) -> Rows:
    rows: Rows = model.objects.visible_to
    return rows


# Who sees which ---------------------------------------------------------------------------------------------------


def _protocols(status: ProtocolStatus, title: str) -> Tally:
    rows = _meetings_with(status)
    return Tally(f"protocols_{status}", title, "workshops:meeting_list", rows, f"?protokoll={status}")


TASKS = (
    Tally("tasks", "Offene Aufgaben", "workshops:task_list", _pending),
    Tally("overdue", "Überfällige Aufgaben", "workshops:task_list", _overdue, "?faellig=true"),
)
CIRCULATED = _protocols(ProtocolStatus.CIRCULATED, "Protokolle im Umlauf")

PUBLIC = (
    _protocols(ProtocolStatus.APPROVED, "Protokolle"),
    Tally("gallery", "Ideen in der Galerie", "ideas:gallery", lambda user: Idea.objects.in_gallery()),
    Tally("pilots", "Pilotprojekte", "pilots:list", _visible(Pilot)),
    Tally("decisions", "Beschlüsse", "workshops:decision_list", _visible(Decision)),
    Tally("milestones", "Meilensteine", "milestones:list", _visible(Milestone)),
    Tally("versions", "Strategiefassungen", "strategy:version_list", _visible(StrategyVersion), hides=True),
)
"""What everybody may read."""

OWN_IDEAS = tuple(
    Tally(f"own:{status}", str(status.label), "ideas:list", filter=f"?status={status}", hides=True)
    for status in IdeaStatus
)
"""What became of somebody's ideas."""

GROUP = (
    *TASKS,
    CIRCULATED,
    Tally(
        "consultations",
        "Offene Stellungnahmen zur Strategie",
        "strategy:waiting_consultations",
        waiting_consultations,
        hides=True,
    ),
)
"""What waits for the members of groups."""

TEAM = (
    *TASKS,
    _protocols(ProtocolStatus.DRAFT, "Protokolle im Entwurf"),
    CIRCULATED,
    Tally(f"{IDEAS}:submitted", "Neue Ideen", "ideas:list", filter="?status=submitted"),
    Tally("mine", "Mir zugewiesene Ideen", "ideas:queue", lambda user: in_queue(user, OPEN)),
    Tally(f"{IDEAS}:inquiry", "Offene Rückfragen", "ideas:list", filter="?status=inquiry"),
    Tally(
        "opinions",
        "Stellungnahmen zu beantworten",
        "strategy:opinions_to_answer",
        lambda user: opinions_to_answer(),
        hides=True,
    ),
    Tally(
        "in_coordination",
        "Teilkonzepte in Abstimmung",
        "strategy:sub_concepts",
        lambda user: SubConcept.objects.visible_to(user).filter(status=SubConceptStatus.IN_COORDINATION),
        f"?status={SubConceptStatus.IN_COORDINATION}",
        hides=True,
    ),
    Tally("conditions", "Offene Auflagen", "pilots:conditions", lambda user: conditions_for(user, is_met=False)),
    Tally(
        "ahead",
        "Meilensteine vor uns",
        "milestones:list",
        lambda user: Milestone.objects.visible_to(user).filter(reached_on=None),
        "?status=offen",
    ),
    Tally(
        "late",
        "Überfällige Meilensteine",
        "milestones:list",
        lambda user: Milestone.objects.visible_to(user).filter(reached_on=None, planned_on__lt=timezone.localdate()),
        f"?status={MilestoneStatus.OVERDUE}",
        hides=True,
    ),
)
"""What is due for the team."""


def rows_for_guests(user: Person) -> Countable:
    """Return what the numbers of guests count."""
    return _rows(PUBLIC, user)


def rows_for_participants(user: User) -> Countable:
    """Return what the numbers of companies and groups count."""
    return {"own": _own_ideas(user)} | _rows(GROUP, user)


def rows_for_team(user: User) -> Countable:
    """Return what the numbers of the team count, those of the reports among them."""
    return {**rows_of_reports(user), **_rows(TEAM, user)}


def _rows(tallies: Iterable[Tally], user: Any) -> dict[str, "QuerySet[Any] | Split"]:
    return {one.key: one.rows(user) for one in tallies if one.rows}
