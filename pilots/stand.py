"""A frozen list to read: each pilot as it was, and what is different today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilots.content import Change, Content, changes_between, content_of, euros, in_words, label_of, total_of
from pilots.enums import PilotStatus
from pilots.models import Pilot, Resolution
from pilots.models.pilots import PROFILE_FIELDS


@dataclass(frozen=True, slots=True)
class PilotThen:
    """A pilot as a release holds it. ``profile`` has label and text of each part that was filled in.

    ``standing`` and ``resolution`` are what the release says of its review and of its decision, if anything;
    ``corrected_by`` is the number of the decision that corrected it since.
    """

    reference: str
    title: str
    status: str
    cost: str
    profile: Sequence[tuple[str, str]]
    changes: Sequence[Change]
    is_gone: bool
    standing: Mapping[str, Any]
    resolution: Mapping[str, Any]
    corrected_by: str

    @property
    def is_changed(self) -> bool:
        """Whether anything is different today."""
        return bool(self.changes or self.is_gone or self.corrected_by)

    @property
    def outcome(self) -> str:
        """What was decided, in words; empty where nothing was."""
        return str(PilotStatus(self.resolution["outcome"]).label) if self.resolution else ""

    @property
    def resubmit_on(self) -> date | None:
        """When it was to come back."""
        given = self.resolution.get("resubmit_on")
        return date.fromisoformat(given) if given else None

    @property
    def conditions(self) -> Sequence[tuple[str, str, date]]:
        """The conditions of the decision: text, who, until when."""
        given = self.resolution.get("conditions", ())
        return [(one["text"], one["organisation"], date.fromisoformat(one["due_on"])) for one in given]


def pilots_then(content: Mapping[str, Any]) -> list[PilotThen]:
    """Return the pilots of a release in their order; two queries, and three more where a pilot was edited since."""
    versions = {frozen["reference"]: frozen["version"] for frozen in content["pilots"]}
    today = dict(Pilot.objects.filter(reference__in=versions).values_list("reference", "version"))
    edited = _contents([reference for reference, version in today.items() if version != versions[reference]])
    standings = {one["reference"]: one for one in content.get("result", {}).get("standings", ())}
    resolutions = {one["reference"]: one for one in content.get("resolutions", ())}
    corrections = _corrections([one["decision"] for one in resolutions.values()])
    return [
        PilotThen(
            reference=(reference := frozen["reference"]),
            title=frozen["title"],
            status=str(PilotStatus(frozen["status"]).label),
            cost=euros(total_of(frozen)),
            profile=_profile(frozen),
            changes=changes_between(frozen, edited[reference]) if reference in edited else (),
            is_gone=reference not in today,
            standing=standings.get(reference, {}),
            resolution=resolutions.get(reference, {}),
            corrected_by=corrections.get(reference, ""),
        )
        for frozen in content["pilots"]
    ]


def _contents(references: Sequence[str]) -> dict[str, Content]:
    """Return these pilots as they stand today, by their numbers."""
    if not references:
        return {}
    pilots = Pilot.objects.filter(reference__in=references).select_related("lead", "action_field", "sponsor")
    return {one.reference: content_of(one) for one in pilots.prefetch_related("partners__organisation", "costs")}


def _corrections(decisions: Sequence[str]) -> dict[str, str]:
    """Return the decisions that corrected these, by the numbers of the pilots."""
    found = Resolution.objects.filter(corrects__decision__reference__in=decisions)
    return dict(found.values_list("entry__pilot__reference", "decision__reference"))


def _profile(frozen: Mapping[str, Any]) -> list[tuple[str, str]]:
    named = ((name, in_words(name, frozen.get(name))) for name in (*PROFILE_FIELDS, "partners", "costs"))
    return [(label_of(name), text) for name, text in named if text and name != "title"]
