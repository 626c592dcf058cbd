"""The numbers of the start page, by role. Each says where the list is that it counts, and counts the rows of that list.

``tests/smartcity/test_start_numbers.py`` opens every list and compares.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
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

    Without ``rows`` it is what :data:`SPLITS` count under its key, or the sum of several such ``parts``. ``hides`` says
    that it is not shown where it is zero.
    """

    key: str
    title: str
    page: str
    rows: Rows | None = None
    filter: str = ""
    hides: bool = False
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the counts that add up to it."""
        return self.parts or (self.key,)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the page shows it."""

    title: str
    url: str
    count: int


def shown(tallies: Iterable[Tally], counts: Mapping[str, int]) -> list[Figure]:
    """Return the numbers, counted before by their names."""
    counted = [(one, sum(counts[name] for name in one.names)) for one in tallies]
    return [Figure(one.title, page(one.page) + one.filter, n) for one, n in counted if n or not one.hides]


# The lists --------------------------------------------------------------------------------------------------------


def _meetings(user: Person) -> Split:
    """Return the meetings by where their protocol stands, as far as somebody may read both."""
    readable = Protocol.objects.visible_to(user)
    return Split(Meeting.objects.visible_to(user).filter(protocol__in=readable), F("protocol__status"))


def _tasks(user: Person) -> Split:
    """Return the tasks that are to be done, by whether they are late."""
    pending = Point.objects.visible_to(user).tasks().filter(task_status__in=TaskStatus.pending())
    is_late = When(due_on__lt=timezone.localdate(), then=Value("late"))
    return Split(pending, Case(is_late, default=Value("in time")))


def _own_ideas(user: User) -> Split:
    """Return the ideas that somebody handed in or accompanies, by status."""
    return Split(Idea.objects.of(user) | Idea.objects.accompanied_by(user), F("status"))


SPLITS: Mapping[str, Callable[[Any], Split]] = {"protocols": _meetings, "tasks": _tasks, "own": _own_ideas}
"""Rows that several numbers count, each a part of them."""


def _visible(model: Any) -> Rows:
    rows: Rows = model.objects.visible_to
    return rows


# Who sees which ---------------------------------------------------------------------------------------------------


def _protocols(status: ProtocolStatus, title: str) -> Tally:
    return Tally(f"protocols:{status}", title, "workshops:meeting_list", filter=f"?protokoll={status}")


TASKS = (
    Tally("tasks", "Offene Aufgaben", "workshops:task_list", parts=("tasks:late", "tasks:in time")),
    Tally("tasks:late", "Überfällige Aufgaben", "workshops:task_list", filter="?faellig=true"),
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
    return _rows((*OWN_IDEAS, *GROUP), user)


def rows_for_team(user: User) -> Countable:
    """Return what the numbers of the team count, those of the reports among them."""
    return {**rows_of_reports(user), **_rows(TEAM, user)}


def _rows(tallies: Sequence[Tally], user: Any) -> dict[str, "QuerySet[Any] | Split"]:
    """Return what the numbers count by its name: their own rows, and what is split for them."""
    named = {name.partition(":")[0] for one in tallies for name in one.names}
    split = {name: rows(user) for name, rows in SPLITS.items() if name in named}
    return {**split, **{one.key: one.rows(user) for one in tallies if one.rows}}
