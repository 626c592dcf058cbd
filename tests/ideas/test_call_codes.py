"""Access codes: made in batches, changed, counted, and used no more often than they hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ideas.call_selectors import code_stamp, codes_with_uses
from ideas.models import AccessCode, Call
from ideas.services.codes import EXPIRED, UNKNOWN, USED_UP, claim_code, create_codes, find_code
from people.models import User
from tests.factories.ideas import AccessCodeFactory, CallFactory, IdeaFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

URL = "/ideen/aufrufe/wettbewerb/codes/"


@pytest.fixture
def call() -> Call:
    return CallFactory(slug="wettbewerb", access="code")


def wish(call: Call, **fields: Any) -> dict[str, Any]:
    return {"count": "3", "note": "Stadtwerke", "expires_at": "", "max_uses": "5", "stamp": code_stamp(call), **fields}


def test_several_codes_are_made_at_once(team: User, call: Call) -> None:
    answer = client_of(team).post(URL, wish(call, expires_at=f"{timezone.localdate() + timedelta(days=60)}T12:00"))
    assert (answer.status_code, messages_of(answer)) == (302, ["Angelegt: 3 Codes."])
    codes = list(call.codes.all())
    assert len({code.code for code in codes}) == 3
    assert {(code.note, code.max_uses, f"{timezone.localtime(code.expires_at):%H:%M}") for code in codes} == {
        ("Stadtwerke", 5, "12:00")
    }
    assert codes[0].history.get().history_user == team


def test_second_click_makes_no_more_codes(team: User, call: Call) -> None:
    client, form = client_of(team), wish(call)
    client.post(URL, form)
    answer = client.post(URL, form)
    assert (answer.status_code, "Es kamen keine dazu." in messages_of(answer)[-1]) == (409, True)
    assert (call.codes.count(), answer.context["form"]["note"].value()) == (3, "Stadtwerke")
    client.post(URL, wish(call))
    assert call.codes.count() == 6


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"count": ""}, "count", "Bitte nennen Sie die Anzahl."),
        ({"expires_at": "2020-10-30T12:00"}, "expires_at", "schon vorbei"),
        ({"count": "0"}, "count", "mindestens 1"),
        ({"count": "201"}, "count", "höchstens 200"),
        ({"count": "viele"}, "count", "Das ist keine Zahl."),
        ({"max_uses": "0"}, "max_uses", "mindestens 1"),
        ({"max_uses": "99999999999"}, "max_uses", "höchstens 100000"),
        ({"expires_at": "bald"}, "expires_at", "Das ist kein Zeitpunkt."),
        ({"expires_at": "1999-10-30T12:00"}, "expires_at", "vor dem Jahr 2000"),
        ({"note": "x" * 201}, "note", "höchstens 200 Zeichen"),
        ({"stamp": ""}, "stamp", ""),
    ],
)
def test_bad_wish_makes_no_code(team: User, call: Call, fields: dict[str, Any], name: str, sentence: str) -> None:
    answer = client_of(team).post(URL, wish(call, **fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert sentence in answer.context["form"].errors[name][0]
    assert not call.codes.exists()


def test_page_counts_what_was_handed_in(team: User, call: Call) -> None:
    code = AccessCodeFactory(call=call, code="ABCDEFGH", max_uses=5)
    IdeaFactory(call=call, access_code=code)
    IdeaFactory(call=call, access_code=code, draft=True)
    assert [(one.code, one.uses) for one in codes_with_uses(call)] == [("ABCDEFGH", 1)]
    assert "1 von 5" in text_of(client_of(team).get(URL))


def test_page_takes_the_same_queries_for_many_codes(team: User, call: Call) -> None:
    client = client_of(team)
    IdeaFactory(call=call, access_code=AccessCodeFactory(call=call))
    few = queries_of(client, URL)
    for _ in range(29):
        IdeaFactory(call=call, access_code=AccessCodeFactory(call=call))
    assert queries_of(client, URL) == few
    assert few <= 10


def test_code_is_changed(team: User, call: Call) -> None:
    code = AccessCodeFactory(call=call)
    address = f"{URL}{code.pk}/"
    assert client_of(team).post(address, {"note": "Theater", "max_uses": "2", "expires_at": ""}).status_code == 302
    code.refresh_from_db()
    assert (code.note, code.max_uses, code.history.count()) == ("Theater", 2, 2)
    assert client_of(team).post(address, {"max_uses": "-1"}).status_code == 422


def test_code_of_another_call_is_not_found_here(team: User, call: Call) -> None:
    code = AccessCodeFactory()
    assert client_of(team).get(f"{URL}{code.pk}/").status_code == 404


# Using a code


@pytest.mark.parametrize("typed", ["ABCDEFGH", "abcdefgh", " abcd efgh ", "ABCD-EFGH"])
def test_code_is_found_however_it_is_typed(call: Call, typed: str) -> None:
    code = AccessCodeFactory(call=call, code="ABCDEFGH")
    assert find_code(call, typed) == code


@pytest.mark.parametrize("typed", ["", "ABCDEFG", "ABCDEFGH\0x", "%", "x" * 10_000])
def test_other_texts_are_no_code(call: Call, typed: str) -> None:
    AccessCodeFactory(call=call, code="ABCDEFGH")
    with pytest.raises(ValidationError, match=UNKNOWN[:30]):
        find_code(call, typed)


def test_code_of_another_call_is_unknown(call: Call) -> None:
    with pytest.raises(ValidationError, match=UNKNOWN[:30]):
        find_code(call, AccessCodeFactory().code)


def refusal(code: AccessCode) -> list[str]:
    """Return why an idea cannot be handed in with the code."""
    for use in (lambda: find_code(code.call, code.code), lambda: claim_code(code, idea=IdeaFactory(draft=True))):
        with pytest.raises(ValidationError) as refused:
            use()
    return refused.value.messages


def test_code_expires_to_the_minute(call: Call) -> None:
    now = timezone.now()
    code = AccessCodeFactory(call=call, expires_at=now + timedelta(hours=1))
    assert find_code(call, code.code) == code
    with pytest.raises(ValidationError):
        find_code(call, code.code, moment=now + timedelta(hours=1))
    code.expires_at = now
    code.save()
    assert refusal(code) == [EXPIRED]


def test_code_is_used_as_often_as_it_holds(call: Call) -> None:
    code = AccessCodeFactory(call=call, max_uses=2)
    IdeaFactory(call=call, access_code=code)
    IdeaFactory(call=call, access_code=code, draft=True)
    assert find_code(call, code.code) == claim_code(code, idea=IdeaFactory(draft=True)) == code
    last = IdeaFactory(call=call, access_code=code)
    assert refusal(code) == [USED_UP]
    assert claim_code(code, idea=last) == code  # its own use does not stand in its way


def test_service_makes_codes_that_are_easy_to_read(call: Call) -> None:
    code = create_codes(call, count=1, stamp=code_stamp(call), by=None)[0]
    assert len(code.code) == 8
    assert not set(code.code) & set("0O1I")
