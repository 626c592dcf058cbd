"""Reads: versions of the strategy, and the states of them that somebody may read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils import timezone

from common.documents.state import DocumentState
from people.rules import Person, is_editor
from strategy.compiling import compile_version
from strategy.content import StrategyContent, content_from
from strategy.enums import FreezeReason, VersionStatus
from strategy.models import Release, StrategyVersion

TODAY = "heute"
"""Names, in a key, the state of a version as it would be frozen now."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a version to read: a frozen one, or (``release`` is ``None``) that of today.

    ``key`` names it in addresses: "1-heute", "1-17".
    """

    strategy: StrategyVersion
    release: Release | None

    @property
    def key(self) -> str:
        """The name of the state in addresses."""
        return f"{self.strategy.number}-{self.release.pk if self.release else TODAY}"

    @property
    def label(self) -> str:
        """The name of the state in German."""
        if self.release is None:
            return f"Fassung {self.strategy.number}: wie sie heute ist"
        return f"Fassung {self.strategy.number}: {self.release}"

    def content(self) -> StrategyContent:
        """Return what it says; five queries for that of today."""
        return content_from(self.release.content) if self.release else compile_version(self.strategy)

    @property
    def document_state(self) -> DocumentState:
        """What a document says about itself."""
        if self.release is None:
            return DocumentState("Entwurf", timezone.localdate(), is_draft=True)
        on = timezone.localdate(self.release.at)
        match self.release.kind:
            case FreezeReason.READY:
                return DocumentState(VersionStatus.READY.label, on, is_draft=False)
            case FreezeReason.PASSED:
                return DocumentState(VersionStatus.PASSED.label, on, is_draft=False)
            case _:
                return DocumentState("Entwurf", on, is_draft=True)


def versions_for(user: Person) -> QuerySet[StrategyVersion]:
    """Return the versions that ``user`` may see, with resolution and neighbours; the last one first."""
    visible = StrategyVersion.objects.visible_to(user)
    return visible.select_related("resolution__body", "continues", "continued_by").order_by("-number")


def releases_of(strategy: StrategyVersion, user: Person) -> QuerySet[Release]:
    """Return the frozen states of a version that ``user`` may read, without what they say; the last one first."""
    return strategy.releases.visible_to(user).select_related("by").defer("content")


def current_state(strategy: StrategyVersion, user: Person) -> State:
    """Return what the page of a version shows: what was frozen last, of a draft that of today; one query."""
    if strategy.is_draft:
        return State(strategy, None)
    return State(strategy, strategy.releases.visible_to(user).first())


def states_for(user: Person, chosen: Collection[str] = ()) -> dict[str, State]:
    """Return every state that ``user`` may read and compare by its key, the last version first; two queries.

    Only those with the keys ``chosen`` come with what they say.
    """
    return {state.key: state for state in _states(user, chosen)}


def _states(user: Person, chosen: Collection[str]) -> Iterator[State]:
    numbers = [key.rpartition("-")[2] for key in chosen]
    wanted = [int(number) for number in numbers if number.isdecimal() and len(number) < 10]
    said = Case(When(pk__in=wanted, then="content"))
    releases: list[Any] = list(Release.objects.visible_to(user).defer("content").annotate(said=said))
    for release in releases:
        if release.said is not None:
            release.content = release.said
    for strategy in StrategyVersion.objects.visible_to(user).order_by("-number"):
        if strategy.is_editable and is_editor(user):
            yield State(strategy, None)
        for release in releases:
            if release.strategy_id == strategy.pk:
                yield State(strategy, release)
