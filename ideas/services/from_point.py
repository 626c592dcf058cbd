"""Ideas that begin as a line of a protocol."""

from django.db import transaction
from django.utils import timezone

from common.references import next_reference
from common.transitions import TransitionError, move_locked
from ideas.enums import Channel, IdeaStatus
from ideas.models import Call, Idea
from ideas.models.ideas import frozen_content
from ideas.origins import Origin
from people.models import User
from workshops.models import Point

REASON = "Aus einer Protokollzeile angelegt"


@transaction.atomic
def create_idea_from_point(
    point: Point, *, title: str, summary: str, agrees_to_publication: bool, by: User
) -> tuple[Idea, bool]:
    """Hand in an idea that begins as this line, on behalf of the team, and return it and whether it is new.

    The idea keeps the line as it reads now. A line leads to one idea: for a line that has one, that one is returned
    and nothing is written, so a double click makes one. Raises ``ValidationError`` for a title that is missing, and
    ``TransitionError`` where there is no Ideenformular.
    """
    locked = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if existing := Idea.objects.handed_in().filter(point=locked).first():
        return existing, False
    idea = Idea(
        call=_form_call(),
        channel=Channel.FORM,
        title=title.strip(),
        summary=summary.strip(),
        agrees_to_publication=agrees_to_publication,
        submitter=by,
        organisation=by.organisation,
        point=locked,
        point_snapshot=Origin.of(locked).as_snapshot(),
    )
    return _hand_in(idea, by), True


def _hand_in(idea: Idea, by: User) -> Idea:
    idea.submitted_at = timezone.now()
    idea.reference = next_reference("I", timezone.localtime(idea.submitted_at).year, digits=4)
    idea.first_content = frozen_content(idea)
    return move_locked(idea, IdeaStatus.SUBMITTED, by=by, reason=REASON)


def _form_call() -> Call:
    call = Call.objects.published().filter(channel=Channel.FORM).order_by("pk").first()
    if call is None:
        raise TransitionError("Es gibt kein Ideenformular. Bitte legen Sie zuerst einen Aufruf dieses Kanals an.")
    return call
