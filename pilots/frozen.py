"""What a release keeps of a list: plain data that stay readable whatever becomes of its pilots."""

from collections.abc import Sequence
from typing import Any

from pilots.enums import ReleaseKind
from pilots.models import Entry, PilotList, Resolution
from pilots.results import Result, result_of

Frozen = dict[str, Any]
"""A list: "list" (its head), "criteria" and "pilots"; once decided "result" and "resolutions" as well. JSON."""


def frozen_list(pilot_list: PilotList, entries: Sequence[Entry], kind: ReleaseKind) -> Frozen:
    """Return the list as it stands, with the result and what was decided if that is the occasion."""
    content: Frozen = {
        "list": {
            "title": str(pilot_list),
            "meeting": pilot_list.meeting.title,
            "held_on": pilot_list.meeting.held_on.isoformat(),
            "introduction": pilot_list.introduction,
            "budget": pilot_list.budget,
        },
        "criteria": [
            {
                "name": criterion.name,
                "explanation": criterion.explanation,
                "weight": str(criterion.weight),
                "labels": list(criterion.labels),
            }
            for criterion in pilot_list.criteria.all()
        ],
        "pilots": [
            {
                "reference": entry.pilot.reference,
                "status": entry.pilot.status,
                "version": entry.released_version,
                **(entry.released or {}),
            }
            for entry in entries
        ],
    }
    if kind == ReleaseKind.DECIDED:
        content |= {"result": _frozen_result(result_of(pilot_list)), "resolutions": _frozen_resolutions(pilot_list)}
    return content


def _frozen_result(result: Result) -> Frozen:
    return {
        "reviewers": result.reviewers,
        "handed_in": result.handed_in,
        "standings": [
            {
                "reference": one.reference,
                "rank": one.rank,
                "mean": f"{float(one.figures.mean):.2f}",
                "median": f"{float(one.figures.median):.2f}",
                "spread": f"{one.figures.spread:.2f}",
                "count": one.figures.count,
                "advice": one.advice,
            }
            for one in result.standings
            if one.figures
        ],
    }


def _frozen_resolutions(pilot_list: PilotList) -> list[Frozen]:
    """Return what holds on each pilot: a resolution that was corrected is left out."""
    valid = Resolution.objects.filter(entry__list=pilot_list, corrected_by=None).order_by("entry__position", "pk")
    rows = valid.select_related("entry__pilot", "decision").prefetch_related("conditions__organisation")
    return [
        {
            "reference": one.entry.pilot.reference,
            "decision": one.decision.reference,
            "outcome": one.outcome,
            "reason": one.reason,
            "resubmit_on": one.resubmit_on.isoformat() if one.resubmit_on else "",
            "conditions": [
                {"text": item.text, "organisation": str(item.organisation), "due_on": item.due_on.isoformat()}
                for item in one.conditions.all()
            ],
        }
        for one in rows
    ]
