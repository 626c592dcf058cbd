"""What bodies say on parts of a version, and what they are answered."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from common.versions import save_version
from people.models import User
from strategy.content import content_from, walk
from strategy.enums import OpinionOutcome, VersionStatus
from strategy.mails import tell_handed_in
from strategy.models import Consultation, Opinion, StrategyVersion
from strategy.services.content import write_content

WHOLE = "Gesamte Strategie"
"""What an opinion is on that names no part."""
HANDED_IN = "Die Stellungnahme ist abgegeben; holen Sie sie zurück, um sie zu ändern."


@transaction.atomic
def give_opinion(consultation: Consultation, *, part_key: str, text: str, by: User | None) -> Opinion:
    """Write the opinion of a body on one part of what it reads (empty: on the whole), and return it.

    The same once more (a second click) returns the first one. Raises ``ValidationError`` for an empty text,
    :class:`~common.transitions.TransitionError` for a part that the document has not and once it is handed in, and
    ``PermissionDenied``.
    """
    stored = _open(consultation, by)
    same = stored.opinions.filter(part_key=part_key, text=text).first()
    if same is not None:
        return same
    opinion = Opinion(consultation=stored, part_key=part_key, part_title=_title_of(stored, part_key), text=text)
    return save_with_reason(opinion, by=by, reason="Stellungnahme geschrieben")


@transaction.atomic
def edit_opinion(opinion: Opinion, *, version: int, text: str, by: User | None) -> Opinion:
    """Change an opinion that was loaded at ``version``, and return it.

    Raises :class:`~common.versions.StaleVersionError` and as :func:`give_opinion` does.
    """
    _open(opinion.consultation, by)
    return write_content(
        Opinion.locked(opinion.pk), {"text": text}, version=version, by=by, reason="Stellungnahme bearbeitet"
    )


@transaction.atomic
def remove_opinion(opinion: Opinion, *, by: User | None) -> None:
    """Remove an opinion that is not handed in yet. Raises as :func:`give_opinion` does."""
    _open(opinion.consultation, by)
    delete_with_reason(opinion, by=by, reason="Stellungnahme entfernt")


@transaction.atomic
def hand_in(consultation: Consultation, *, by: User | None) -> Consultation:
    """Hand in what the body says, and return the consultation; without any opinion it has no objections.

    Who asked gets a mail. Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    stored = _open(consultation, by)
    stored.handed_in_at, stored.handed_in_by = timezone.now(), by
    stored.version += 1
    save_with_reason(stored, by=by, reason="Stellungnahme abgegeben")
    tell_handed_in(stored)
    return stored


@transaction.atomic
def take_back(consultation: Consultation, *, by: User | None) -> Consultation:
    """Open a consultation again that was handed in, and return it; not once an opinion is answered.

    Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    stored = _locked(consultation, by)
    if not stored.is_handed_in:
        return stored  # a second click
    if stored.opinions.exclude(outcome="").exists():
        raise TransitionError("Zu dieser Stellungnahme gibt es schon Antworten; sie lässt sich nicht mehr zurückholen.")
    stored.handed_in_at = stored.handed_in_by = None
    stored.version += 1
    return save_with_reason(stored, by=by, reason="Stellungnahme zurückgeholt")


@transaction.atomic
def answer_opinion(
    opinion: Opinion, *, version: int, outcome: OpinionOutcome | str, reason: str, by: User | None
) -> Opinion:
    """Answer an opinion that was loaded at ``version`` and is handed in, or change the answer; return the opinion.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` where outcome or reason is missing,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    strategy = StrategyVersion.locked(opinion.consultation.strategy_id)
    if by is not None and not by.has_perm("strategy.change_strategyversion", strategy):
        raise PermissionDenied
    _require_running(strategy)
    if not Consultation.locked(opinion.consultation_id).is_handed_in:
        raise TransitionError("Das Gremium hat noch nicht abgegeben; beantwortet wird, was abgegeben ist.")
    stored = Opinion.locked(opinion.pk)
    if stored.outcome and (stored.outcome, stored.reason) == (outcome, reason.strip()):
        return stored  # a second click
    stored.outcome, stored.reason, stored.answered_at = outcome, reason.strip(), timezone.now()
    return save_version(stored, loaded=version, by=by, reason="Stellungnahme beantwortet")


def _open(consultation: Consultation, by: User | None) -> Consultation:
    """Return the consultation, locked, if opinions may be written by this person now."""
    stored = _locked(consultation, by)
    if stored.is_handed_in:
        raise TransitionError(HANDED_IN)
    return stored


def _locked(consultation: Consultation, by: User | None) -> Consultation:
    """Lock the version, then the consultation: in this order, as its steps do."""
    strategy = StrategyVersion.locked(consultation.strategy_id)
    stored = Consultation.locked(consultation.pk)
    if by is not None and not by.has_perm("strategy.give_opinion", stored):
        raise PermissionDenied
    _require_running(strategy)
    return stored


def _require_running(strategy: StrategyVersion) -> None:
    if strategy.status != VersionStatus.IN_CONSULTATION:
        raise TransitionError(f"Die Gremienvorabstimmung zu {strategy} ist beendet.")


def _title_of(consultation: Consultation, part_key: str) -> str:
    """Return number and title of the part in what the body reads."""
    if not part_key:
        return WHOLE
    for placed in walk(content_from(consultation.release.content)):
        if placed.part.key == part_key:
            return placed.heading
    raise TransitionError("Diese Stelle gibt es in der Fassung nicht; bitte laden Sie die Seite neu.")
