"""The objects on a thread as its reader may see them, each with the few facts that its sentences need; one query."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from common.prepared import Slot, rows_for
from common.text import plain_text
from common.timeline import CREATED
from ideas.gallery import prize_is_public
from ideas.models import Idea
from ideas.models.ideas import idea_url
from milestones.models import Milestone
from people.rules import Person, is_editor
from pilots.models import Entry, Pilot, PilotList, Resolution, Tender
from smartcity.thread.kinds import Key, Kind
from strategy.models import Measure
from workshops.models import Decision, Point
from workshops.models.meetings import meeting_url

Facts = Mapping[str, Any]
"""What JSON holds: moments and days are texts in ISO form."""

SHOWN = 90
"""How many characters of a line name it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object on the thread: what it is called, and where its page is."""

    key: Key
    label: str
    url: str
    facts: Facts

    @property
    def kind(self) -> Kind:
        """What it is."""
        return Kind(self.key.kind)

    @property
    def name(self) -> str:
        """What it is called below a heading that says what it is."""
        return str(self.facts["reference"]) if self.kind == Kind.DECISION else self.label

    @property
    def is_known(self) -> bool:
        """Whether the reader knows all of it, and not only what is published of it."""
        return bool(self.facts.get("is_known", True))


def visible_nodes(keys: Iterable[Key], user: Person) -> dict[Key, Node]:
    """Return those of the objects that ``user`` may see; one query over all kinds."""
    ids: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        ids[key.kind].append(key.pk)
    nodes = (
        _node(Key(kind, pk), json.loads(facts)) for kind, pk, facts in rows_for(user, _visible, tuple(sorted(ids)), ids)
    )
    return {node.key: node for node in nodes}


def _visible(user: Person, kinds: Any) -> "QuerySet[Any, Any]":
    """Return what ``user`` may see of the objects of these kinds, with their ids in the slot of each kind."""
    rows: list[Any] = [
        _READ[Kind(kind)](user).filter(pk__any_of=Slot(kind)).order_by().values_list(Value(kind), "pk", "facts")
        for kind in kinds
    ]
    return rows[0].union(*rows[1:], all=True) if rows[1:] else rows[0]


def _node(key: Key, facts: Facts) -> Node:
    label, url = _NAMED[Kind(key.kind)](facts)
    return Node(key, label, url, facts)


# What is read -----------------------------------------------------------------------------------------------------

MEETING = {"held_on": "held_on", "format": "format", "number": "number", "slug": "slug"}
MEETING |= {"body": "body__name", "genitive": "body__genitive"}


LIST = {"held_on": "list__meeting__held_on"}
LIST |= {"body": "list__meeting__body__name", "genitive": "list__meeting__body__genitive"}


def _meeting(path: str) -> JSONObject:
    return JSONObject(**{name: f"{path}__{field}" for name, field in MEETING.items()})


def _points(user: Person) -> "QuerySet[Point]":
    return Point.objects.visible_to(user).annotate(
        facts=JSONObject(
            id="pk",
            text="text",
            kind="kind",
            person="person",
            organisation="organisation__name",
            meeting=_meeting("item__section__protocol__meeting"),
        )
    )


def _ideas(user: Person) -> "QuerySet[Idea]":
    return Idea.objects.visible_to(user, drafts=False).annotate(
        facts=JSONObject(
            reference="reference",
            title="title",
            is_known=Value(True) if is_editor(user) else Exists(Idea.objects.known_to(user).filter(pk=OuterRef("pk"))),
            submitted_at="submitted_at",
            organisation="organisation__name",
            call="call__title",
            from_line=Q(point_snapshot__isnull=False),
            published_at="published_at",
            agrees="agrees_to_publication",
            jury_on="call__jury_on",
            won=prize_is_public(timezone.localdate()),
        )
    )


def _pilots(user: Person) -> "QuerySet[Pilot]":
    lists = Entry.objects.filter(pilot=OuterRef("pk"), list__in=PilotList.objects.visible_to(user))
    tenders = Tender.objects.visible_to(user).filter(pilot=OuterRef("pk"))
    return Pilot.objects.visible_to(user).annotate(
        facts=JSONObject(
            reference="reference",
            title="title",
            is_known=Value(True) if is_editor(user) else Exists(Pilot.objects.known_to(user).filter(pk=OuterRef("pk"))),
            created_at="created_at",
            published_at="published_at",
            lists=ArraySubquery(lists.values_list(JSONObject(id="list", slug="list__slug", **LIST))),
            tenders=ArraySubquery(tenders.values_list(JSONObject(id="pk", subject="subject"))),
        )
    )


def _decisions(user: Person) -> "QuerySet[Decision]":
    corrected = Resolution.objects.filter(decision=OuterRef("pk"), corrected_by__isnull=False)
    return Decision.objects.visible_to(user).annotate(
        facts=JSONObject(
            reference="reference",
            text="point__text",
            decided_on="decided_on",
            yes="point__votes_yes",
            no="point__votes_no",
            abstained="point__votes_abstained",
            meeting=_meeting("point__item__section__protocol__meeting"),
            is_corrected=Exists(corrected),
        )
    )


def _made_at(model: Any) -> Subquery:
    """Return when an object was made for the first time; one that was removed and brought back is no new one."""
    made = model.history.filter(id=OuterRef("pk"), history_type=CREATED)
    return Subquery(made.order_by("history_date").values("history_date")[:1])


def _measures(user: Person) -> "QuerySet[Measure]":
    return Measure.objects.visible_to(user).annotate(
        facts=JSONObject(
            title="title",
            slug="slug",
            organisation="organisation__name",
            starts_on="starts_on",
            ends_on="ends_on",
            made_at=_made_at(Measure),
        )
    )


def _milestones(user: Person) -> "QuerySet[Milestone]":
    return Milestone.objects.visible_to(user).annotate(
        facts=JSONObject(
            reference="reference",
            title="title",
            organisation="organisation__name",
            made_at=_made_at(Milestone),
            planned_on="planned_on",
            forecast_on="forecast_on",
            reached_on="reached_on",
        )
    )


_READ: Mapping[Kind, Callable[[Person], "QuerySet[Any]"]] = {
    Kind.POINT: _points,
    Kind.IDEA: _ideas,
    Kind.PILOT: _pilots,
    Kind.DECISION: _decisions,
    Kind.MEASURE: _measures,
    Kind.MILESTONE: _milestones,
}
"""For each kind the objects that somebody may see, annotated with their facts."""


# What it is called ------------------------------------------------------------------------------------------------


def _line(facts: Facts) -> tuple[str, str]:
    return shortened(facts["text"]), f"{meeting_url(facts['meeting']['slug'])}#{Point.KEY_PREFIX}-{facts['id']}"


def _with_reference(url: Callable[[str], str]) -> Callable[[Facts], tuple[str, str]]:
    return lambda facts: (f"{facts['reference']} {facts['title']}", url(facts["reference"]))


_NAMED: Mapping[Kind, Callable[[Facts], tuple[str, str]]] = {
    Kind.POINT: _line,
    Kind.IDEA: _with_reference(lambda reference: idea_url("detail", reference)),
    Kind.PILOT: _with_reference(lambda reference: reverse("pilots:detail", args=[reference])),
    Kind.DECISION: lambda facts: (
        f"Beschluss {facts['reference']}",
        reverse("workshops:decision_detail", args=[facts["reference"]]),
    ),
    Kind.MEASURE: lambda facts: (facts["title"], reverse("strategy:measure", args=[facts["slug"]])),
    Kind.MILESTONE: _with_reference(lambda reference: reverse("milestones:detail", args=[reference])),
}
"""For each kind the label and the address of an object, by its facts."""


def shortened(text: str) -> str:
    """Return the beginning of a line, in whole words and without its formats."""
    plain = plain_text(text)
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN].rsplit(maxsplit=1)[0]} …"
