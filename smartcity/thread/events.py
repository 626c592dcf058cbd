"""What happened to the objects of a thread, as rows for :mod:`smartcity.thread.entries`; one query.

Only what the reader may know is read: of an idea that somebody reads in the gallery nothing but what is public, of a
list of pilots nothing for those who may not see the list.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest, JSONObject

from common.models import StatusChange
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


def rows_of(nodes: Mapping[Key, Node], user: Person) -> list[Row]:
    """Return what happened to these objects, as far as ``user`` may know it; one query."""
    sources = [rows for rows in _sources(nodes.values(), user) if rows is not None]
    if not sources:
        return []
    first, *others = sources
    return [Row(*row) for row in (first.union(*others, all=True) if others else first)]


def _sources(nodes: Iterable[Node], user: Person) -> "list[QuerySet[Any, Any] | None]":
    """Return the queries to be joined, each with the columns of :class:`Row`; ``None`` where nothing is asked for."""
    of = _by_kind(nodes)
    ideas, pilots, milestones = of[Kind.IDEA], of[Kind.PILOT], of[Kind.MILESTONE]
    known_pilots = [node for node in pilots if node.is_known]
    return [
        _changes("idea_status", Idea, _ids(node for node in ideas if node.is_known)),
        _changes("pilot_status", Pilot, _ids(pilots)),
        _changes("list_status", PilotList, _listed(known_pilots, "lists")),
        _changes("tender_status", Tender, _listed(known_pilots, "tenders")),
        _uptakes(_ids(ideas), user),
        _merges(_ids(ideas)),
        _reports(_ids(pilots), _ids(known_pilots)),
        _measure_sources(_ids(of[Kind.MEASURE])),
        _measured(_ids(of[Kind.MEASURE])),
        _date_changes(_ids(milestones), user),
    ]


def _by_kind(nodes: Iterable[Node]) -> dict[Kind, list[Node]]:
    found: dict[Kind, list[Node]] = {kind: [] for kind in Kind}
    for node in nodes:
        found[node.kind].append(node)
    return found


def _ids(nodes: Iterable[Node]) -> set[int]:
    return {node.key.pk for node in nodes}


def _listed(pilots: Iterable[Node], name: str) -> set[int]:
    """Return the ids of the lists or tenders that the facts of these pilots hold."""
    return {one["id"] for pilot in pilots for one in pilot.facts[name]}


def _rows(what: str, rows: "QuerySet[Any]", pk: str, **facts: Any) -> "QuerySet[Any, Any]":
    return rows.order_by().values_list(Value(what), pk, JSONObject(**facts))


def _changes(what: str, model: type[models.Model], pks: Collection[int]) -> "QuerySet[Any, Any] | None":
    """Return the steps of these objects' status, with who took them and why."""
    if not pks:
        return None
    kind = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    steps = StatusChange.objects.filter(**kind, object_id__in=pks)
    facts = {"at": "at", "source": "from_status", "target": "to_status", "by": "by_name", "reason": "reason"}
    return _rows(what, steps, "object_id", **facts)


def _uptakes(ideas: Collection[int], user: Person) -> "QuerySet[Any, Any] | None":
    """Return into which Teilkonzepte the ideas went: editors read it at once, others with the idea's answer."""
    if not ideas:
        return None
    made = Uptake.history.filter(id=OuterRef("pk"), history_type=CREATED).values("history_date")[:1]
    told = Answer.objects.filter(idea=OuterRef("idea"), published_at__isnull=False).order_by("published_at")
    at = [Subquery(made), *([] if is_editor(user) else [Subquery(told.values("published_at")[:1])])]
    return _rows(
        "uptake",
        Uptake.objects.visible_to(user).filter(idea__in=ideas),
        "idea",
        at=Greatest(*at) if len(at) > 1 else at[0],
        extent="extent",
        passage="passage",
        concept="sub_concept__title",
        slug="sub_concept__slug",
        reason="reason",
    )


def _merges(ideas: Collection[int]) -> "QuerySet[Any, Any] | None":
    """Return the merges and splits that these ideas came out of."""
    if not ideas:
        return None
    results = MergeMember.objects.filter(idea__in=ideas, is_result=True, merge__undone_at=None)
    return _rows("merge", results, "idea", at="merge__at", by="merge__by__name", reason="merge__reason")


def _reports(pilots: Collection[int], known: Collection[int]) -> "QuerySet[Any, Any] | None":
    """Return reports of progress: the public ones of all these pilots, and all of those that are ``known``."""
    if not pilots:
        return None
    reports = ProgressReport.objects.filter(Q(pilot__in=known) | Q(pilot__in=pilots, is_public=True))
    return _rows("report", reports, "pilot", at="reported_on", text="text", percent="percent")


def _measure_sources(measures: Collection[int]) -> "QuerySet[Any, Any] | None":
    """Return which ideas and pilots were named behind these Maßnahmen, and why."""
    if not measures:
        return None
    made = MeasureSource.history.filter(id=OuterRef("pk"), history_type=CREATED).values("history_date")[:1]
    sources = MeasureSource.objects.filter(measure__in=measures)
    return _rows("measure_source", sources, "measure", at=Subquery(made), idea="idea", pilot="pilot", reason="reason")


def _measured(measures: Collection[int]) -> "QuerySet[Any, Any] | None":
    """Return what was measured of these Maßnahmen."""
    if not measures:
        return None
    values = IndicatorValue.objects.filter(indicator__measure__in=measures)
    facts = {"at": "measured_on", "value": "value", "name": "indicator__name", "unit": "indicator__unit"}
    return _rows("measured", values, "indicator__measure", **facts, target="indicator__target")


def _date_changes(milestones: Collection[int], user: Person) -> "QuerySet[Any, Any] | None":
    """Return how the dates of milestones moved, with the decision where the reader may see it."""
    if not milestones:
        return None
    readable = Decision.objects.visible_to(user).filter(pk=OuterRef("decision")).values("reference")
    return _rows(
        "date_change",
        DateChange.objects.filter(milestone__in=milestones),
        "milestone",
        at="at",
        kind="kind",
        old_on="old_on",
        new_on="new_on",
        by="by_name",
        reason="reason",
        decision=Subquery(readable[:1]),
    )
