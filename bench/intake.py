"""What the forms of ideas send: drafts while someone writes, and ideas that are handed in."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.utils import timezone

from bench.client import Request
from bench.fill.ideas import CALL, SHORT_CALL
from bench.fill.people import EDITOR
from ideas.keys import FormKey
from ideas.models import Call, ConsentText
from ideas.models.ideas import CONTENT_FIELDS, new_token
from people.models import User

TEXT = "Bestehende Straßenlaternen in Lusan können Sensoren tragen, ohne dass gegraben wird. Das spart Zeit. " * 4


def saved_drafts(visitor: int) -> Iterator[Request]:
    """Return the saves of one Steckbrief whose text changes each time; each visitor writes one of his or her own."""
    call = Call.objects.get(slug=CALL)
    fields = dict.fromkeys(CONTENT_FIELDS[call.channel], TEXT) | {"key": _key(call, _editor()), "draft": "auto"}
    return (_post(call, fields | {"title": f"Freie Parkplätze, {times}. Fassung"}) for times in count(1))


def handed_in(visitor: int) -> Iterator[Request]:
    """Return ideas that are handed in with the Ideenformular, each another one, with contact and consent."""
    call = Call.objects.get(slug=SHORT_CALL)
    editor = _editor()
    contact = {"name": "Toni Beispiel", "email": "toni@example.org"}
    consent = {"consent": str(ConsentText.objects.order_by("-number")[0].number), "agrees_to_publication": "on"}
    return (
        _post(
            call,
            {"title": f"Freie Parkplätze {number}", "summary": TEXT, "key": _key(call, editor), **contact, **consent},
        )
        for number in count(1)
    )


def _editor() -> int:
    return User.objects.get(email=EDITOR).pk


def _key(call: Call, editor: int) -> str:
    """Return the key of a form that was opened a while ago: whoever sends one at once is taken for a program."""
    return FormKey(new_token(), call.pk, editor, None, timezone.now() - timedelta(minutes=5)).signed()


def _post(call: Call, fields: dict[str, str]) -> Request:
    return Request.form(f"/ideen/einreichen/{call.slug}/", fields)
