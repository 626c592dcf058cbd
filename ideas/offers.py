"""Which calls take ideas, from whom, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser

from ideas.enums import Access, CallPhase, Channel, IdeaStatus
from ideas.models import Call, Idea
from people.models import User

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Offers:
    """The calls that a visitor may know of: open ones, the Ideenformular last; then those to come, then past ones."""

    open: Sequence[Call]
    upcoming: Sequence[Call]
    ended: Sequence[Call]


def offers_for(user: User | AnonymousUser) -> Offers:
    """Return the published calls that ``user`` may see; one query."""
    calls = list(Call.objects.visible_to(user).published())
    of_phase = {phase: [call for call in calls if call.phase() == phase] for phase in CallPhase}
    ended = of_phase[CallPhase.GRACE] + of_phase[CallPhase.ENDED]
    return Offers(
        open=sorted(
            of_phase[CallPhase.OPEN], key=lambda call: (call.channel == Channel.FORM, call.closes_at or _NEVER)
        ),
        upcoming=sorted(of_phase[CallPhase.UPCOMING], key=lambda call: call.opens_at or _NEVER),
        ended=sorted(ended, key=lambda call: call.closes_at or _NEVER, reverse=True),
    )


def published_call(slug: str) -> Call | None:
    """Return the published call at this address."""
    return Call.objects.published().filter(slug=slug).first()


def needs_sign_in(call: Call, user: User | AnonymousUser) -> bool:
    """Return whether ``user`` has to sign in before handing in an idea."""
    return call.access == Access.ORGANISATIONS and not user.is_authenticated


def refusal_of(call: Call, *, begun_at: datetime) -> str:
    """Return why an idea that was begun at ``begun_at`` cannot be handed in now; empty if it can.

    During the time of grace only what was begun before the end is taken.
    """
    match call.phase():
        case CallPhase.OPEN:
            return ""
        case CallPhase.GRACE if call.closes_at and begun_at < call.closes_at:
            return ""
        case _:
            return f"{call.notice()} Ihre Idee nimmt das Ideenformular gern an; es ist immer offen."


def grace_notice(call: Call, *, begun_at: datetime) -> str:
    """Return what to tell about the time of grace while it runs for what was begun at ``begun_at``; else empty."""
    in_grace = call.phase() == CallPhase.GRACE and not refusal_of(call, begun_at=begun_at)
    return call.notice() if in_grace else ""


def drafts_of(user: User | AnonymousUser, call: Call | None = None) -> list[Idea]:
    """Return the drafts that an account has not sent yet, those for ``call`` if given, newest first; one query."""
    if not user.is_authenticated:
        return []
    drafts = Idea.objects.filter(submitter=user, status=IdeaStatus.DRAFT).select_related("draft", "call")
    return list(drafts.filter(call=call) if call else drafts)
