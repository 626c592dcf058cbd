"""What of the ideas the public sees: the gallery, and who won a competition."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.transitions import TransitionError
from ideas.enums import Channel
from ideas.models import Call, Idea
from people.models import User


@transaction.atomic
def publish_idea(idea: Idea, *, by: User) -> Idea:
    """Show the idea in the gallery and return it; publishing it again changes nothing.

    Raises :class:`~common.transitions.TransitionError` for an idea whose submitter did not agree, and for one that was
    withdrawn or became part of another.
    """
    idea = Idea.locked(idea.pk)
    if idea.gallery_obstacle:
        raise TransitionError(idea.gallery_obstacle)
    if idea.published_at is not None:
        return idea
    idea.published_at = timezone.now()
    return save_with_reason(idea, by=by, reason="In der Ideengalerie veröffentlicht")


@transaction.atomic
def unpublish_idea(idea: Idea, *, by: User) -> Idea:
    """Take the idea out of the gallery and return it; doing so again changes nothing."""
    idea = Idea.locked(idea.pk)
    if idea.published_at is None:
        return idea
    idea.published_at = None
    return save_with_reason(idea, by=by, reason="Aus der Ideengalerie genommen")


@transaction.atomic
def change_agreement(idea: Idea, *, agrees: bool, by: User | None) -> Idea:
    """Record whether the submitter allows to publish the idea, and return it; without it, the gallery forgets it.

    ``by`` is ``None`` for a guest, whose link the view has checked.
    """
    idea = Idea.locked(idea.pk)
    if idea.agrees_to_publication == agrees:
        return idea
    idea.agrees_to_publication = agrees
    if not agrees:
        idea.published_at = None
    reason = "Veröffentlichung erlaubt" if agrees else "Erlaubnis zur Veröffentlichung zurückgenommen"
    return save_with_reason(idea, by=by, reason=f"{reason} (einreichende Person)")


@transaction.atomic
def mark_winners(call: Call, winners: Collection[Idea], *, by: User) -> None:
    """Make exactly ``winners`` the winners of the competition ``call``; the gallery tells so after the jury's day.

    Raises :class:`~common.transitions.TransitionError` for a call without a jury, and for an idea that is not in the
    running.
    """
    if call.channel != Channel.COMPETITION or call.jury_on is None:
        raise TransitionError(
            "Preisträger gibt es nur in einem Ideenwettbewerb mit Jury. Bitte tragen Sie im Aufruf die Jurysitzung ein."
        )
    running = list(Idea.objects.in_competition(call).select_for_update(of=("self",)))
    chosen = {idea.pk for idea in winners}
    if not chosen <= {idea.pk for idea in running}:
        raise TransitionError("Eine der Ideen nimmt nicht (mehr) am Wettbewerb teil. Bitte laden Sie die Seite neu.")
    for idea in running:
        if idea.is_winner != (idea.pk in chosen):
            idea.is_winner = not idea.is_winner
            save_with_reason(idea, by=by, reason="Preisträger" if idea.is_winner else "Nicht mehr Preisträger")
