"""Mails on Teilkonzepte, consultations and resolutions: who is told what."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from common.mail import queue_mail
from people.models import User
from strategy.models import Consultation, CouncilResolution, SubConcept
from workshops.selectors import member_addresses


def tell_returned(concept: SubConcept, *, by: User | None, reason: str, reopened: bool = False) -> None:
    """Tell the members of its group that a Teilkonzept is a draft again, and why; not the one who did it."""
    addresses = [address for address in member_addresses(concept.body) if by is None or address != by.email]
    context = {
        "concept": concept,
        "by": by or "Das SMARTCity-Team",
        "reason": reason.strip(),
        "reopened": reopened,
        "url": f"{settings.SITE_URL}{concept.get_absolute_url()}",
    }
    queue_mail(addresses, "concept_returned", context)


def tell_asked(consultation: Consultation) -> None:
    """Ask the members of the body for its opinion."""
    queue_mail(member_addresses(consultation.body), "consultation_asked", _context(consultation))


def tell_moved(consultation: Consultation) -> None:
    """Tell the members of the body that it has until another day."""
    queue_mail(member_addresses(consultation.body), "consultation_moved", _context(consultation))


def remind(consultation: Consultation) -> None:
    """Remind the members of the body that it has not answered yet."""
    queue_mail(member_addresses(consultation.body), "consultation_reminder", _context(consultation))


def tell_handed_in(consultation: Consultation) -> None:
    """Tell who asked that the body has answered, unless that person has handed it in."""
    asked_by = consultation.asked_by
    if asked_by is not None and asked_by.is_editor and asked_by != consultation.handed_in_by:
        context = _context(consultation) | {"count": consultation.opinions.count()}
        queue_mail([asked_by.email], "consultation_handed_in", context)


def tell_answered(consultation: Consultation) -> None:
    """Tell the members of the body what became of its opinions, if it had any."""
    if opinions := list(consultation.opinions.all()):
        context = _context(consultation) | {"opinions": opinions}
        queue_mail(member_addresses(consultation.body), "consultation_answered", context)


def tell_passed(resolution: CouncilResolution) -> None:
    """Tell the members of all bodies that were asked that the council has passed the version."""
    bodies = {one.body for one in resolution.strategy.consultations.select_related("body")}
    addresses = sorted({address for body in bodies for address in member_addresses(body)})
    url = f"{settings.SITE_URL}{resolution.strategy.get_absolute_url()}"
    queue_mail(addresses, "strategy_passed", {"resolution": resolution, "url": url})


def _context(consultation: Consultation) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "strategy": consultation.strategy,
        "url": f"{settings.SITE_URL}{consultation.get_absolute_url()}",
        "days_left": (consultation.due_on - timezone.localdate()).days,
    }
