"""What can be done with an idea now, as editors see it: buttons, and what each will do.

What a step does is in ``services/``; which moves are allowed is in the transition table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from common.transitions import TransitionError
from ideas.enums import IdeaStatus, MergeKind
from ideas.fields import content_labels, labels_of
from ideas.lineage import Union
from ideas.models import Answer, Idea, Inquiry
from ideas.models.ideas import idea_url
from ideas.records import Records
from ideas.services.inquiries import close_inquiry
from ideas.services.notices import addressees
from ideas.services.statuses import reopen_idea, start_review
from ideas.services.uptakes import WHERE_UPTAKES_ARE_RECORDED
from people.models import User
from people.rules import Person


@dataclass(frozen=True, slots=True)
class IdeaStep:
    """A step that needs no form of its own: from the status ``source``, by ``run(idea, by=user, reason="…")``.

    ``slug`` is the last part of its address, ``label`` the text of its button, ``done`` what is said afterwards.
    """

    source: str
    slug: str
    label: str
    done: str
    run: Callable[..., Idea]


@dataclass(frozen=True, slots=True)
class Action:
    """A button that leads to a page where something is done."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Family:
    """A merge or split that the idea takes part in: the other ideas that went in and came out, and what they are to it.

    ``origin`` tells where each field of an idea that came of it comes from; ``undo_url`` leads to undoing it.
    """

    kind: str
    sources: Sequence[Idea]
    sources_are: str
    results: Sequence[Idea]
    results_are: str
    undone_at: datetime | None
    origin: Sequence[tuple[str, Sequence[str]]]
    undo_url: str


@dataclass(frozen=True, slots=True)
class Work:
    """What editors see of the work on an idea: what can be done, what is open, and from which ideas it came."""

    actions: Sequence[Action]
    inquiry: Inquiry | None
    is_late: bool
    opened: Sequence[str]
    prepared: Answer | None
    families: Sequence[Family]


def work_on(records: Records, user: Person) -> Work:
    """Return what an editor sees of the work on an idea; one query more where a Rückfrage or a merge asks for it."""
    idea = records.idea
    inquiry = records.open_inquiry if idea.status == IdeaStatus.INQUIRY else None
    return Work(
        actions=open_actions(records, user),
        inquiry=inquiry,
        is_late=inquiry is not None and inquiry.due_on < timezone.localdate(),
        opened=labels_of(inquiry.fields, idea) if inquiry else [],
        prepared=records.prepared_answer,
        families=[_family(union, idea) for union in records.unions],
    )


def _family(union: Union, idea: Idea) -> Family:
    merge, came_out = union.merge, idea in union.results
    went_on = "Ging weiter als" if merge.undone_at else "Geht weiter als"
    labels = content_labels(idea)
    origin = merge.origins.get(str(idea.reference), {})
    undo_url = reverse("ideas:merge_undo", args=[idea.reference, merge.pk])
    return Family(
        kind=merge.get_kind_display(),
        sources=[one for one in union.sources if one != idea],
        sources_are="Entstanden aus" if came_out else "Zusammen mit",
        results=[one for one in union.results if one != idea],
        results_are="Zugleich entstanden" if came_out else went_on,
        undone_at=merge.undone_at,
        origin=[(labels[name], origin[name]) for name in labels if name in origin],
        undo_url="" if merge.undone_at else undo_url,
    )


def _close_open_inquiry(idea: Idea, *, by: User, reason: str = "") -> Idea:
    inquiry = idea.inquiries.filter(answered_at=None, closed_at=None).first()
    if inquiry is None:
        raise TransitionError("Diese Rückfrage ist inzwischen beantwortet.")
    return close_inquiry(inquiry, by=by, reason=reason)


STEPS = (
    IdeaStep(IdeaStatus.SUBMITTED, "pruefen", "Prüfung beginnen", "Die Idee ist jetzt in Prüfung.", start_review),
    IdeaStep(
        IdeaStatus.INQUIRY,
        "rueckfrage-schliessen",
        "Rückfrage schließen",
        "Die Rückfrage ist geschlossen; die Idee ist wieder in Prüfung.",
        _close_open_inquiry,
    ),
    IdeaStep(
        IdeaStatus.STORED,
        "aufgreifen",
        "Aus dem Themenspeicher holen",
        "Die Idee ist wieder in Prüfung.",
        reopen_idea,
    ),
)

_PAGES: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("answer", "Antwort vorbereiten", IdeaStatus.open()),
    ("inquiry", "Rückfrage stellen", (IdeaStatus.IN_REVIEW,)),
    ("uptake", "Übernahme festhalten", WHERE_UPTAKES_ARE_RECORDED),
    ("merge", "Zusammenführen", IdeaStatus.open()),
    ("split", "Aufteilen", IdeaStatus.open()),
)
"""Name of the page, text of its button, and the statuses in which it is offered."""


def open_actions(records: Records, user: Person) -> list[Action]:
    """Return what ``user`` may do with the idea now, the next step first; nothing for others than editors."""
    idea, prepared = records.idea, records.prepared_answer
    if not user.has_perm("ideas.triage_idea", idea):
        return []
    steps = [
        Action(step.label, reverse("ideas:step", args=[idea.reference, step.slug]))
        for step in STEPS
        if step.source == idea.status
    ]
    came_of_merge = any(one.merge.kind == MergeKind.MERGE and idea in one.results for one in records.unions)
    pages = [
        Action(
            "Antwort ändern" if prepared and name == "answer" else label,
            idea_url(name, str(idea.reference)),
        )
        for name, label, statuses in _PAGES
        if idea.status in statuses and not (name == "inquiry" and came_of_merge)
    ]
    return steps + pages


def consequences(idea: Idea, step: IdeaStep) -> list[str]:
    """Return what the step will do, one German sentence each; mails are counted."""
    match step.source:
        case IdeaStatus.SUBMITTED:
            return ["Die einreichende Person sieht auf ihrer Statusseite, dass die Prüfung begonnen hat."]
        case IdeaStatus.INQUIRY:
            return [
                "Die einreichende Person kann nicht mehr antworten und sieht das auf ihrer Statusseite.",
                "Die Idee ist danach wieder in Prüfung.",
            ]
        case _:
            return ["Die Idee ist danach wieder in Prüfung und braucht eine neue Antwort.", mails_in_words(idea)]


def mails_in_words(idea: Idea) -> str:
    """Return how many people a mail about the idea will reach, as a German sentence."""
    count = len(addressees([idea])[idea.pk])
    if count == 0:
        return "Es ist keine E-Mail-Adresse bekannt: Es wird keine E-Mail verschickt."
    return "1 Person erhält eine E-Mail." if count == 1 else f"{count} Personen erhalten eine E-Mail."


def done_before(idea: Idea, step: IdeaStep) -> bool:
    """Return whether a second click finds its work done; a Rückfrage may have been answered instead of closed."""
    if idea.status != IdeaStatus.IN_REVIEW:
        return False
    if step.source == IdeaStatus.INQUIRY:
        last = idea.inquiries.order_by("-pk").first()
        return last is not None and last.closed_at is not None
    return True


def find_step(slug: str) -> IdeaStep | None:
    """Return the step with this address, or ``None``."""
    return next((step for step in STEPS if step.slug == slug), None)
