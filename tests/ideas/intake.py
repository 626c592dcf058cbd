"""What visitors send: filled-in forms of the three channels with their signed keys."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ideas.keys import FormKey
from ideas.models import AccessCode, Call, ConsentText
from people.models import User
from tests.factories.ideas import CallFactory

FORM = "/ideen/einreichen/ideenformular/"


def key_for(
    call: Call | None = None,
    *,
    user: User | None = None,
    code: AccessCode | None = None,
    opened: timedelta | None = None,
) -> str:
    """Return the signed key of a form, by default the Ideenformular's, that was opened a minute or ``opened`` ago."""
    key = FormKey.new(call or Call.objects.get(slug="ideenformular"), user=user, code=code)
    opened_at = timezone.now() - (opened or timedelta(minutes=1))
    return FormKey(key.token, key.call, key.user, key.code, opened_at).signed()


def ideenformular() -> Call:
    """Return the call of the Ideenformular, with the text of consent; made anew where the tables were emptied."""
    ConsentText.objects.get_or_create(number=1, defaults={"text": "Ich bin einverstanden."})
    return Call.objects.filter(slug="ideenformular").first() or CallFactory(
        form=True, slug="ideenformular", title="Ideenformular"
    )


def short(**fields: Any) -> dict[str, Any]:
    """Return a filled-in Ideenformular without contact."""
    return {"key": key_for(), "title": "Leise Busse", "summary": "Mit Strom statt Diesel.", "send": "1", **fields}


def profile(call: Call, **fields: Any) -> dict[str, Any]:
    """Return a filled-in Steckbrief, on its way to the check."""
    return {
        "key": key_for(call),
        "title": "Digitale Parkraumanzeige",
        "summary": "Sensoren melden freie Plätze.",
        "goal": "Weniger Suchverkehr.",
        "maturity": "concept",
        "name": "Toni Beispiel",
        "email": "toni@example.org",
        "consent": "1",
        "check": "1",
        **fields,
    }


def entry(call: Call, **fields: Any) -> dict[str, Any]:
    """Return a filled-in entry to a competition, on its way to the check."""
    return {
        "key": key_for(call),
        "title": "Das sprechende Stadtmuseum",
        "summary": "Wer vor einem Stück steht, hört dessen Geschichte.",
        "goal": "Gäste erleben die Stadt neu.",
        "name": "Toni Beispiel",
        "email": "toni@example.org",
        "consent": "1",
        "terms": "on",
        "check": "1",
        **fields,
    }
