"""Sorting ideas: assign them, hand the Ideenpate over, remark, and correct the text.

The moves of their status are in ``statuses.py`` and its neighbours.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.mail import queue_mail
from common.transitions import TransitionError
from common.versions import StaleVersionError, save_version
from ideas.enums import IdeaStatus
from ideas.models import Idea, Remark
from ideas.services.guards import require_editor
from ideas.services.notices import absolute
from people.models import User

ASSIGNED = {"action_field": "Handlungsfeld", "body": "Gruppe", "editor": "Bearbeitung"}
"""What an idea is assigned to, with the names of the columns in German; the sponsor is handed over."""

DOUBLE_CLICK = timedelta(minutes=1)
"""Within which time the same remark of the same person is one."""


def assignment_obstacle(idea: Idea, changes: Mapping[str, Any]) -> str:
    """Return why the idea cannot be assigned like this, as a German sentence: it is closed, or stands so already."""
    if idea.status in IdeaStatus.closed():
        return f"Der Status ist „{idea.get_status_display()}“."
    if all(getattr(idea, name) == value for name, value in changes.items()):
        return "Ist schon so zugeordnet."
    return ""


def assignment_stamp(idea: Idea) -> str:
    """Return what the idea is assigned to as a short text, so that a form knows what it was made on."""
    return "-".join(str(getattr(idea, f"{name}_id") or 0) for name in (*ASSIGNED, "sponsor"))


def changed_assignments(idea: Idea, stamp: str) -> list[str]:
    """Return what the idea is assigned to by now where ``stamp`` says otherwise: "Bearbeitung: Kim Team"."""
    columns = [*ASSIGNED.items(), ("sponsor", "Ideenpate")]
    states = zip(columns, stamp.split("-"), assignment_stamp(idea).split("-"), strict=False)
    return [
        f"{label}: {getattr(idea, name) or 'keine Angabe'}" for (name, label), before, now in states if before != now
    ]


def untouched_assignments(idea: Idea, chosen: Mapping[str, Any], stamp: str) -> dict[str, Any]:
    """Return what the idea is assigned to now (ids) where ``chosen`` (ids) left the state of ``stamp`` as it was."""
    states = zip((*ASSIGNED, "sponsor"), stamp.split("-"), strict=False)
    return {name: getattr(idea, f"{name}_id") for name, before in states if (chosen.get(name) or "0") == before}


@transaction.atomic
def assign_idea(idea: Idea, *, changes: Mapping[str, Any], by: User, reason: str = "", mails: bool = True) -> Idea:
    """Assign the idea to a Handlungsfeld, a group or an editor (``action_field``, ``body``, ``editor``) or to none.

    A new editor is told unless it is ``by``, or ``mails`` is off (bulk actions tell once for all ideas). Raises
    :class:`~common.transitions.TransitionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    _require_assignable(idea, changes)
    editor = changes.get("editor")
    if editor is not None and not editor.is_editor:
        raise ValidationError({"editor": "Bearbeiten kann nur jemand aus dem SMARTCity-Team."})
    is_new_editor = editor != idea.editor
    for name, value in changes.items():
        setattr(idea, name, value)
    save_with_reason(idea, by=by, reason=reason or "Zugeordnet")
    if mails and editor is not None and is_new_editor:
        tell_editor(editor, [idea], by=by)
    return idea


@transaction.atomic
def hand_over_sponsor(idea: Idea, *, sponsor: User | None, by: User, reason: str = "", mails: bool = True) -> Idea:
    """Make ``sponsor`` the Ideenpate of the idea (``None``: nobody); the former one and the new one are told.

    The history rows of the idea keep who was it, from when, and why it changed. Raises like :func:`assign_idea`.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    _require_assignable(idea, {"sponsor": sponsor})
    if sponsor is not None and not sponsor.is_active:
        raise ValidationError({"sponsor": "Dieses Konto ist nicht mehr aktiv."})
    former, idea.sponsor = idea.sponsor, sponsor
    save_with_reason(idea, by=by, reason=reason or "Ideenpate geändert")
    if mails:
        tell_sponsors([(idea, former)], sponsor, by=by)
    return idea


@transaction.atomic
def arrange_idea(idea: Idea, *, wanted: Mapping[str, Any], by: User, stamp: str, reason: str = "") -> Idea:
    """Make the idea be assigned as ``wanted`` says for all four columns, and return it; what stands so stays untouched.

    ``stamp`` is the :func:`assignment_stamp` that the form was made on; raises
    :class:`~common.versions.StaleVersionError` when it no longer holds, and like :func:`assign_idea`.
    """
    idea = Idea.locked(idea.pk)
    if stamp != assignment_stamp(idea):
        raise StaleVersionError(idea)
    changes = {name: wanted[name] for name in ASSIGNED if getattr(idea, name) != wanted[name]}
    if changes:
        idea = assign_idea(idea, changes=changes, by=by, reason=reason)
    if idea.sponsor != wanted["sponsor"]:
        idea = hand_over_sponsor(idea, sponsor=wanted["sponsor"], by=by, reason=reason)
    return idea


@transaction.atomic
def add_remark(idea: Idea, *, text: str, by: User) -> Remark:
    """Add an internal remark and return it; the same once more (a double click) adds none.

    Raises ``ValidationError`` and ``PermissionDenied``.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    last = idea.remarks.last()
    is_same = last is not None and (last.text, last.by_id) == (text.strip(), by.pk)
    if last is not None and is_same and timezone.now() - last.at < DOUBLE_CLICK:
        return last
    return save_with_reason(Remark(idea=idea, text=text.strip(), by=by), by=by, reason="Interne Bemerkung")


@transaction.atomic
def edit_idea(idea: Idea, *, version: int, content: Mapping[str, Any], by: User, reason: str = "") -> Idea:
    """Change the text of an idea that was loaded at ``version``; the text as it was handed in stays what it is.

    ``content`` holds values of the fields that the form of its channel asks for, but not of its Handlungsfeld. Raises
    :class:`~common.versions.StaleVersionError`, :class:`~common.transitions.TransitionError`, ``ValidationError`` and
    ``PermissionDenied``.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    if idea.status in IdeaStatus.closed():
        raise TransitionError(f"Der Text lässt sich nicht ändern: Der Status ist „{idea.get_status_display()}“.")
    if unknown := set(content) - set(editable_fields(idea)):
        raise ValueError(f"{sorted(unknown)} are no texts of this channel")
    if not str(content.get("title", idea.title)).strip():
        raise ValidationError({"title": "Bitte geben Sie der Idee einen Titel."})
    for name, value in content.items():
        setattr(idea, name, value)
    return save_version(idea, loaded=version, by=by, reason=reason or "Text bearbeitet")


def editable_fields(idea: Idea) -> tuple[str, ...]:
    """Return the names of the texts that editors may correct."""
    return tuple(name for name in idea.content_fields if name != "action_field")


def tell_editor(editor: User, ideas: Iterable[Idea], *, by: User) -> None:
    """Queue one mail to a new editor about all these ideas; who assigned them to himself or herself needs none."""
    if editor != by:
        _tell(editor, "idea_assigned", ideas, by)


def tell_sponsors(handed_over: Iterable[tuple[Idea, User | None]], sponsor: User | None, *, by: User) -> None:
    """Queue one mail to the new sponsor about all ideas, and one to each former sponsor (beside each idea).

    Of what a former sponsor may not see any more, the mail names the number only.
    """
    handed_over = list(handed_over)
    if sponsor is not None and sponsor != by:
        _tell(sponsor, "idea_sponsor", [idea for idea, _ in handed_over], by)
    former = {one.pk: one for _, one in handed_over if one is not None and one.is_active and one != by}
    for pk, one in former.items():
        ideas = [idea for idea, before in handed_over if before is not None and before.pk == pk]
        seen = Idea.objects.visible_to(one).filter(pk__in=[idea.pk for idea in ideas]).values_list("pk", flat=True)
        _tell(one, "idea_sponsor_former", ideas, by, {"sponsor": sponsor, "seen": set(seen)})


def _tell(person: User, template: str, ideas: Iterable[Idea], by: User, more: Mapping[str, Any] | None = None) -> None:
    listed = [(idea, absolute(idea.get_absolute_url())) for idea in ideas]
    queue_mail([person.email], template, {"ideas": listed, "by": by, **(more or {})})


def _require_assignable(idea: Idea, changes: Mapping[str, Any]) -> None:
    if obstacle := assignment_obstacle(idea, changes):
        raise TransitionError(obstacle)
