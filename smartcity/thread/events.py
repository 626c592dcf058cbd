"""What happened to the objects of a thread, as rows for :mod:`smartcity.thread.entries`; one query.

Only what the reader may know is read: of an idea that somebody reads in the gallery nothing but what is public, of a
list of pilots nothing for those who may not see the list.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest, JSONObject

from common.models import StatusChange
from common.prepared import Slot, rows_for
from common.timeline import CREATED
from ideas.models import Answer, Idea, MergeMember, Uptake
from milestones.models import DateChange
from people.rules import Person, is_editor
from pilots.models import MeasureSource, Pilot, PilotList, ProgressReport, Tender
from smartcity.thread.kinds import Key, Kind
from smartcity.thread.nodes import Facts, Node
from strategy.models import IndicatorValue
from workshops.models import Decision


class Row(NamedTuple):
    """Something that happened: what sort of thing, to the object with which id, and what is known of it."""

    what: str
    pk: int
    facts: Facts


Source = tuple[Callable[[Person], "QuerySet[Any, Any]"], frozenset[str]]


def rows_of(nodes: Mapping[Key, Node], user: Person) -> list[Row]:
    """Return what happened to these objects, as far as ``user`` may know it; one query."""
    ids = {name: found for name, found in _ids_of(nodes.values()).items() if found}
    sources = tuple(name for name, (_, slots) in SOURCES.items() if slots & ids.keys())
    if not sources:
        return []
    ids = {slot: ids.get(slot, []) for name in sources for slot in SOURCES[name][1]}
    return [Row(what, pk, json.loads(facts)) for what, pk, facts in rows_for(user, _all_rows, sources, ids)]


def _all_rows(user: Person, sources: Any) -> "QuerySet[Any, Any]":
    rows: list[Any] = [SOURCES[name][0](user) for name in sources]
    return rows[0].union(*rows[1:], all=True) if rows[1:] else rows[0]


def _ids_of(nodes: Iterable[Node]) -> dict[str, list[int]]:
    """Return the ids that the queries ask for, by the name of their slot."""
    of = _by_kind(nodes)
    known_pilots = [node for node in of[Kind.PILOT] if node.is_known]
    return {
        "ideas": _ids(of[Kind.IDEA]),
        "known ideas": _ids(node for node in of[Kind.IDEA] if node.is_known),
        "pilots": _ids(of[Kind.PILOT]),
        "known pilots": _ids(known_pilots),
        "lists": _listed(known_pilots, "lists"),
        "tenders": _listed(known_pilots, "tenders"),
        "measures": _ids(of[Kind.MEASURE]),
        "milestones": _ids(of[Kind.MILESTONE]),
    }


def _by_kind(nodes: Iterable[Node]) -> dict[Kind, list[Node]]:
    found: dict[Kind, list[Node]] = {kind: [] for kind in Kind}
    for node in nodes:
        found[node.kind].append(node)
    return found


def _ids(nodes: Iterable[Node]) -> list[int]:
    return [node.key.pk for node in nodes]


def _listed(pilots: Iterable[Node], name: str) -> list[int]:
    """Return the ids of the lists or tenders that the facts of these pilots hold."""
    return list({one["id"] for pilot in pilots for one in pilot.facts[name]})


def _rows(what: str, rows: "QuerySet[Any]", pk: str, **facts: Any) -> "QuerySet[Any, Any]":
    return rows.order_by().values_list(Value(what), pk, JSONObject(**facts))


def _changes(what: str, model: type[models.Model], slot: str) -> Source:
    """Return the steps of objects' status, with who took them and why."""
    kind = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    facts = {"at": "at", "source": "from_status", "target": "to_status", "by": "by_name", "reason": "reason"}

    def rows(user: Person) -> "QuerySet[Any, Any]":
        steps = StatusChange.objects.filter(**kind, object_id__any_of=Slot(slot))
        return _rows(what, steps, "object_id", **facts)

    return rows, frozenset({slot})


def _uptakes(user: Person) -> "QuerySet[Any, Any]":
    """Return into which Teilkonzepte ideas went: editors read it at once, others with the idea's answer."""
    made = Uptake.history.filter(id=OuterRef("pk"), history_type=CREATED).values("history_date")[:1]
    told = Answer.objects.filter(idea=OuterRef("idea"), published_at__isnull=False).order_by("published_at")
    at = [Subquery(made), *([] if is_editor(user) else [Subquery(told.values("published_at")[:1])])]
    return _rows(
        "uptake",
        Uptake.objects.visible_to(user).filter(idea__any_of=Slot("ideas")),
        "idea",
        at=Greatest(*at) if len(at) > 1 else at[0],
        extent="extent",
        passage="passage",
        concept="sub_concept__title",
        slug="sub_concept__slug",
        reason="reason",
    )


def _merges(user: Person) -> "QuerySet[Any, Any]":
    """Return the merges and splits that ideas came out of."""
    results = MergeMember.objects.filter(idea__any_of=Slot("ideas"), is_result=True, merge__undone_at=None)
    return _rows("merge", results, "idea", at="merge__at", by="merge__by__name", reason="merge__reason")


def _reports(user: Person) -> "QuerySet[Any, Any]":
    """Return reports of progress: the public ones of all pilots, and all of those that the reader knows."""
    public = Q(pilot__any_of=Slot("pilots"), is_public=True)
    reports = ProgressReport.objects.filter(public | Q(pilot__any_of=Slot("known pilots")))
    return _rows("report", reports, "pilot", at="reported_on", text="text", percent="percent")


def _measure_sources(user: Person) -> "QuerySet[Any, Any]":
    """Return which ideas and pilots were named behind Maßnahmen, and why."""
    made = MeasureSource.history.filter(id=OuterRef("pk"), history_type=CREATED).values("history_date")[:1]
    sources = MeasureSource.objects.filter(measure__any_of=Slot("measures"))
    return _rows("measure_source", sources, "measure", at=Subquery(made), idea="idea", pilot="pilot", reason="reason")


def _measured(user: Person) -> "QuerySet[Any, Any]":
    """Return what was measured of Maßnahmen."""
    values = IndicatorValue.objects.filter(indicator__measure__any_of=Slot("measures"))
    facts = {"at": "measured_on", "value": "value", "name": "indicator__name", "unit": "indicator__unit"}
    return _rows("measured", values, "indicator__measure", **facts, target="indicator__target")


def _date_changes(user: Person) -> "QuerySet[Any, Any]":
    """Return how the dates of milestones moved, with the decision where the reader may see it."""
    readable = Decision.objects.visible_to(user).filter(pk=OuterRef("decision")).values("reference")
    return _rows(
        "date_change",
        DateChange.objects.filter(milestone__any_of=Slot("milestones")),
        "milestone",
        at="at",
        kind="kind",
        old_on="old_on",
        new_on="new_on",
        by="by_name",
        reason="reason",
        decision=Subquery(readable[:1]),
    )


SOURCES: Mapping[str, Source] = {
    "idea_status": _changes("idea_status", Idea, "known ideas"),
    "pilot_status": _changes("pilot_status", Pilot, "pilots"),
    "list_status": _changes("list_status", PilotList, "lists"),
    "tender_status": _changes("tender_status", Tender, "tenders"),
    "uptake": (_uptakes, frozenset({"ideas"})),
    "merge": (_merges, frozenset({"ideas"})),
    "report": (_reports, frozenset({"pilots", "known pilots"})),
    "measure_source": (_measure_sources, frozenset({"measures"})),
    "measured": (_measured, frozenset({"measures"})),
    "date_change": (_date_changes, frozenset({"milestones"})),
}
"""By what happened: the query, and the slots for the ids of what it happened to."""
