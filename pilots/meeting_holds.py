"""What an opened list asks of its meeting, until the board has decided (provider of ``workshops/meeting_holds.py``)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from pilots.enums import ListStatus
from pilots.models import PilotList
from workshops.models import Meeting

BODY = "Die Pilotliste dieser Sitzung ist für ihr Gremium eröffnet; es lässt sich nicht mehr ändern."
DAY = "Die Pilotliste dieser Sitzung wird noch bewertet. Bitte wählen Sie einen Tag, der noch bevorsteht."
CANCEL = (
    "Die Pilotliste dieser Sitzung ist eröffnet und noch nicht beschlossen. Bitte verlegen Sie die Sitzung über ihre"
    " Kopfdaten auf einen anderen Tag. Entscheidet das Gremium in einer späteren Sitzung über die Liste, lässt sich"
    " diese danach absagen."
)


def holds_of_list(meeting: Meeting, wanted: Mapping[str, Any]) -> list[str]:
    """Return why an opened list keeps its meeting from changing so, as German sentences; one query.

    Its members were named by the body. A list in review cannot have been decided on a day that is over.
    """
    status = PilotList.objects.filter(meeting=meeting).values_list("status", flat=True).first()
    if status not in (ListStatus.IN_REVIEW, ListStatus.CLOSED):
        return []
    sentences = []
    if "body" in wanted:
        sentences.append(BODY)
    if status == ListStatus.IN_REVIEW and "held_on" in wanted and wanted["held_on"] < timezone.localdate():
        sentences.append(DAY)
    if "status" in wanted:
        sentences.append(CANCEL)
    return sentences
