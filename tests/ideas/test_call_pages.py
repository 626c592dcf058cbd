"""The pages on which editors prepare calls: list, form, preview, publishing, copying, history."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ideas.enums import Channel, QuestionKind
from ideas.models import Call, Question
from ideas.services.calls import edit_call
from people.models import User
from tests.factories.ideas import AccessCodeFactory, CallFactory, IdeaFactory, QuestionFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

LIST, NEW = "/ideen/aufrufe/", "/ideen/aufrufe/neu/"
FORM = "ideenformular"
"""The call that is always there."""


def page(call: Call, name: str = "bearbeiten") -> str:
    return f"/ideen/aufrufe/{call.slug}/{name}/"


def typed(**fields: Any) -> dict[str, Any]:
    """What a browser sends for a new call."""
    return {
        "channel": "competition", "title": "Ideenwettbewerb 2020", "text": "Für alle.", "access": "public",
        "opens_at": "2020-10-01T08:00", "closes_at": "2020-10-30T12:00", "grace_hours": "0", "retention_months": "36",
        **fields,
    }  # fmt: skip


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def filled_in(answer: Any) -> dict[str, Any]:
    """What a browser would send back from the form on this page."""
    values = {field.html_name: field.value() for field in answer.context["form"]}
    return {
        name: value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
        for name, value in values.items()
        if value is not None and value is not False
    }


# The list


def test_list_shows_where_each_call_stands_and_how_many_ideas_came_in(team: User) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    calls = {
        "draft": CallFactory(published_at=None),
        "upcoming": CallFactory(opens_at=now + hour),
        "running": CallFactory(opens_at=now - hour, closes_at=now + hour),
        "grace": CallFactory(opens_at=now - 2 * hour, closes_at=now - hour, grace_hours=24),
        "ended": CallFactory(opens_at=now - 2 * hour, closes_at=now - hour),
    }
    for _ in range(3):
        IdeaFactory(call=calls["ended"])
    IdeaFactory(call=calls["ended"], draft=True)
    rows = client_of(team).get(LIST).context["rows"]
    found = {row["call"].slug: (row["phase"].value, row["ideas"]) for row in rows}
    expected = {call.slug: (phase, 3 if phase == "ended" else 0) for phase, call in calls.items()}
    assert found == {FORM: ("running", 0), **expected}


def test_list_takes_the_same_queries_for_many_calls(team: User) -> None:
    client = client_of(team)
    IdeaFactory()
    few = queries_of(client, LIST)
    for _ in range(22):
        IdeaFactory()
    assert client.get(LIST).context["page_obj"].paginator.count == 24
    assert queries_of(client, LIST) == few
    assert few <= 10


@pytest.mark.parametrize("who", ["company", "member", "stranger", "board"])
def test_pages_do_not_exist_for_others(who: str, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))
    call = CallFactory(published_at=None, access="code")
    code = AccessCodeFactory(call=call)
    names = ("bearbeiten", "fragen", "codes", f"codes/{code.pk}", "vorschau", "veroeffentlichen", "kopieren", "verlauf")
    for address in (LIST, NEW, *(page(call, name) for name in names)):
        assert client.get(address).status_code == 404, address
        assert client.post(address, typed()).status_code in (404, 405), address
    assert Call.objects.exclude(slug=FORM).get().version == 1


# A new call


def test_call_is_made_and_leads_to_its_questions(team: User) -> None:
    answer = client_of(team).post(NEW, typed(prizes="1. Preis 1.000 Euro", jury_on="2020-12-01"))
    assert (answer.status_code, answer.url) == (302, "/ideen/aufrufe/ideenwettbewerb-2020/fragen/")
    call = Call.objects.get(slug="ideenwettbewerb-2020")
    assert (call.channel, call.is_published, call.prizes) == (Channel.COMPETITION, False, "1. Preis 1.000 Euro")
    assert call.opens_at == datetime(2020, 10, 1, 6, tzinfo=UTC)
    assert call.closes_at == datetime(2020, 10, 30, 11, tzinfo=UTC)  # after the end of summer time
    assert call.history.get().history_user == team


def test_address_spells_german_letters(team: User) -> None:
    client_of(team).post(NEW, typed(title="Große Wünsche für Gera"))
    assert Call.objects.filter(slug="grosse-wuensche-fuer-gera").exists()


@pytest.mark.parametrize("title", ["Ideenwettbewerb 2020", "ideenwettbewerb  2020!"])
def test_second_click_makes_no_second_call(team: User, title: str) -> None:
    client = client_of(team)
    client.post(NEW, typed())
    errors = errors_of(client.post(NEW, typed(title=title)))
    assert "Einen Aufruf mit diesem Titel gibt es schon." in errors["title"][0]
    assert Call.objects.exclude(slug=FORM).count() == 1


BAD_INPUT = [
    ({"title": ""}, "title", "Bitte geben Sie dem Aufruf einen Titel."),
    ({"title": "x" * 151}, "title", "höchstens 150 Zeichen"),
    ({"title": "Ideen\0wettbewerb"}, "title", "Nullzeichen"),
    ({"channel": ""}, "channel", "Bitte wählen Sie den Kanal."),
    ({"channel": "form"}, "channel", "gültige Auswahl"),
    ({"channel": "brief"}, "channel", "gültige Auswahl"),
    ({"access": ""}, "access", "Bitte wählen Sie, wer einreichen darf."),
    ({"access": "nobody"}, "access", "gültige Auswahl"),
    ({"opens_at": "bald"}, "opens_at", "Das ist kein Zeitpunkt."),
    ({"opens_at": "0020-10-01T08:00"}, "opens_at", "vor dem Jahr 2000"),
    ({"closes_at": "2020-02-30T08:00"}, "closes_at", "Das ist kein Zeitpunkt."),
    ({"closes_at": "2020-09-30T08:00"}, "closes_at", "Das Ende liegt vor dem Beginn."),
    ({"closes_at": "2020-10-01T08:00"}, "closes_at", "Das Ende liegt vor dem Beginn."),
    ({"closes_at": "2201-10-01T08:00"}, "closes_at", "mehr als 2 Jahre in der Zukunft"),
    ({"grace_hours": "-1"}, "grace_hours", "mindestens 0"),
    ({"grace_hours": "337"}, "grace_hours", "höchstens 336 Stunden"),
    ({"channel": "profile", "prizes": "100 Euro"}, "prizes", "nur beim Ideenwettbewerb"),
    ({"jury_on": "irgendwann"}, "jury_on", "Das ist kein Datum."),
    ({"retention_months": "ewig"}, "retention_months", "ganze Zahl"),
    ({"retention_months": "0"}, "retention_months", "mindestens einen Monat"),
    ({"retention_months": "121"}, "retention_months", "höchstens 120 Monate"),
    ({"opens_at": "2020-03-29T02:30"}, "opens_at", "wird die Uhr umgestellt"),
    ({"closes_at": "2020-10-25T02:30"}, "closes_at", "wird die Uhr umgestellt"),
]


@pytest.mark.parametrize(
    ("fields", "name", "sentence"), BAD_INPUT, ids=[f"{name}-{n}" for n, (_, name, _) in enumerate(BAD_INPUT)]
)
def test_bad_input_is_refused_at_its_field_and_kept(
    team: User, fields: dict[str, Any], name: str, sentence: str
) -> None:
    answer = client_of(team).post(NEW, typed(jury_criteria="") | fields)
    errors = errors_of(answer)
    assert list(errors) == [name]
    assert sentence in errors[name][0]
    assert answer.context["form"]["text"].value() == "Für alle."
    assert answer.context["form"][name].value() == fields[name]
    assert Call.objects.count() == 1


def test_draft_is_kept_and_forgotten_when_saved(team: User) -> None:
    client = client_of(team)
    assert client.post(NEW, typed(title="Halb fertig", draft="save")).status_code == 204
    shown = client.get(NEW)
    assert shown.context["form"]["title"].value() == "Halb fertig"
    assert "ist wieder da" in text_of(shown)
    client.post(NEW, typed())
    assert client.get(NEW).context["form"]["title"].value() is None


# A stored call


@pytest.fixture
def call() -> Call:
    now = timezone.now().replace(second=0, microsecond=0)
    return CallFactory(
        competition=True, title="Wettbewerb", slug="wettbewerb", text="Für alle.", published_at=None,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9),
    )  # fmt: skip


def test_call_is_edited(team: User, call: Call) -> None:
    client = client_of(team)
    answer = client.post(page(call), filled_in(client.get(page(call))) | {"text": "Neu", "title": "Wettbewerb 2021"})
    assert (answer.status_code, answer.url) == (302, "/ideen/aufrufe/wettbewerb-2021/bearbeiten/")
    call.refresh_from_db()
    assert (call.text, call.version) == ("Neu", 2)


def test_address_of_a_published_call_stays(team: User, call: Call) -> None:
    call.published_at = timezone.now()
    call.save()
    client = client_of(team)
    client.post(page(call), filled_in(client.get(page(call))) | {"title": "Anders"})
    call.refresh_from_db()
    assert (call.title, call.slug) == ("Anders", "wettbewerb")


def test_title_of_another_call_is_refused(team: User, call: Call) -> None:
    CallFactory(slug="andere")
    client = client_of(team)
    errors = errors_of(client.post(page(call), filled_in(client.get(page(call))) | {"title": "Andere"}))
    assert "gibt es schon" in errors["title"][0]


def test_stale_save_changes_nothing_and_shows_both(team: User, admin: User, call: Call) -> None:
    client = client_of(team)
    form = filled_in(client.get(page(call)))
    edit_call(call, version=1, content={"text": "Von Alex", "grace_hours": 24}, by=admin)
    answer = client.post(page(call), form | {"text": "<b>Von Kim</b>"})
    assert answer.status_code == 409
    assert [(one.field, one.new, one.old) for one in answer.context["conflicts"]] == [
        ("Aufruf", "<b>Von Kim</b>", "Von Alex"), ("Nachfrist in Stunden", "0", "24"),
    ]  # fmt: skip
    assert "Inzwischen hat Alex Admin den Aufruf geändert (" in text_of(answer)
    assert "<b>Von Kim" not in text_of(answer)
    call.refresh_from_db()
    assert (call.text, call.version) == ("Von Alex", 2)
    assert client.post(page(call), filled_in(answer)).status_code == 302
    call.refresh_from_db()
    assert (call.text, call.version) == ("<b>Von Kim</b>", 3)


def test_moments_that_were_saved_meanwhile_are_shown_in_local_time(team: User, admin: User, call: Call) -> None:
    client = client_of(team)
    form = filled_in(client.get(page(call)))
    edit_call(call, version=1, content={"closes_at": datetime(2030, 1, 14, 11, tzinfo=UTC)}, by=admin)
    answer = client.post(page(call), form)
    assert [one.old for one in answer.context["conflicts"]] == ["14.01.2030, 12:00"]


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99"])
def test_forged_version_changes_nothing(team: User, call: Call, version: str) -> None:
    client = client_of(team)
    form = filled_in(client.get(page(call))) | {"text": "Neu", "version": version}
    assert client.post(page(call), form).status_code in (409, 422)
    call.refresh_from_db()
    assert call.text == "Für alle."


def test_idea_form_has_neither_end_nor_prizes_and_keeps_its_address(team: User) -> None:
    call = Call.objects.get(slug=FORM)
    client = client_of(team)
    answer = client.get(page(call))
    assert list(answer.context["form"].fields) == ["title", "text", "retention_months", "version"]
    client.post(page(call), filled_in(answer) | {"title": "Ihre Idee für Gera", "closes_at": "2020-10-30T12:00"})
    call.refresh_from_db()
    assert (call.title, call.slug, call.closes_at) == ("Ihre Idee für Gera", FORM, None)


# Preview


def test_preview_shows_the_call_with_its_questions_and_saves_nothing(team: User, call: Call) -> None:
    call.text = "Erster Absatz\n\n<script>alert(1)</script>"
    call.prizes = "1.000 Euro"
    call.save()
    for kind in QuestionKind.values:
        QuestionFactory(call=call, kind=kind, label=f"Frage nach {kind}", choices="Rot\nGrün")
    answer = client_of(team).get(page(call, "vorschau"))
    content = text_of(answer)
    for part in ("Vorschau: So sehen", "<p>Erster Absatz</p>", "1.000 Euro", "Sie können Ihre Idee bis zum"):
        assert part in content
    assert "<script>alert(1)" not in content
    labels = [str(field.label) for field in answer.context["form"]]
    assert {f"Frage nach {kind}" for kind in QuestionKind.values} <= set(labels)
    assert "Ihre Idee" in content
    assert 'method="post"' not in content.split("<main")[1].split("</main>")[0]
    assert client_of(team).post(page(call, "vorschau")).status_code == 405


# Publishing


def test_call_is_published_once(team: User, call: Call) -> None:
    client = client_of(team)
    asked = client.get(page(call, "veroeffentlichen"))
    assert "Einreichen können: alle, auch ohne Anmeldung." in text_of(asked)
    call.refresh_from_db()
    assert not call.is_published
    answer = client.post(page(call, "veroeffentlichen"))
    assert messages_of(answer) == ["Veröffentlicht: Wettbewerb."]
    call.refresh_from_db()
    first = call.published_at
    assert (call.is_open(), call.version) == (True, 2)
    again = client.post(page(call, "veroeffentlichen"))
    assert (again.status_code, messages_of(again)[-1]) == (302, "Der Aufruf ist veröffentlicht.")
    call.refresh_from_db()
    assert (call.published_at, call.version) == (first, 2)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "Der Aufruf hat noch keinen Text."),
        ({"opens_at": None, "closes_at": datetime(2020, 10, 30, tzinfo=UTC)}, "liegt schon in der Vergangenheit"),
        ({"access": "code"}, "noch keinen Zugangscode"),
    ],
)
def test_call_that_is_not_ready_is_not_published(team: User, call: Call, fields: dict[str, Any], sentence: str) -> None:
    for name, value in fields.items():
        setattr(call, name, value)
    call.save()
    for method in ("get", "post"):
        answer = getattr(client_of(team), method)(page(call, "veroeffentlichen"))
        assert (answer.status_code, answer.url) == (302, page(call))
        assert sentence in messages_of(answer)[0]
    call.refresh_from_db()
    assert not call.is_published


# Ending and hiding


def test_open_call_is_ended_at_once(team: User) -> None:
    call = CallFactory(closes_at=timezone.now() + timedelta(days=9), grace_hours=24)
    IdeaFactory(draft=True, call=call)
    asked = text_of(client_of(team).get(page(call, "beenden")))
    assert "Begonnene Entwürfe: 1. Sie können danach noch 24 Stunden lang gesendet werden." in asked
    answer = client_of(team).post(page(call, "beenden"))
    call.refresh_from_db()
    assert (call.phase(), messages_of(answer)) == ("grace", ["Der Aufruf ist beendet."])
    assert messages_of(client_of(team).post(page(call, "beenden"))) == ["Dieser Aufruf ist nicht offen."]


def test_call_is_hidden_only_before_anybody_began(team: User) -> None:
    call = CallFactory()
    answer = client_of(team).post(page(call, "zuruecknehmen"))
    assert messages_of(answer) == ["Der Aufruf ist verborgen."]
    assert client_of(None).get(call.get_absolute_url()).status_code == 404
    begun = IdeaFactory(draft=True).call
    answer = client_of(team).post(page(begun, "zuruecknehmen"))
    assert messages_of(answer)[0].startswith("Zu diesem Aufruf sind schon Ideen begonnen")
    begun.refresh_from_db()
    assert begun.is_published


@pytest.mark.parametrize("step", ["beenden", "zuruecknehmen"])
def test_idea_form_stays_open(team: User, step: str) -> None:
    call = Call.objects.get(slug=FORM)
    assert messages_of(client_of(team).post(page(call, step))) == ["Das Ideenformular ist immer offen."]
    call.refresh_from_db()
    assert call.is_open()


def test_form_of_a_call_that_was_hidden_gives_back_what_was_typed(call: Call) -> None:
    answer = client_of(None).post(call.get_absolute_url(), {"summary": "Mein langer Text."})
    assert (answer.status_code, "Mein langer Text." in text_of(answer)) == (404, True)


# Copying


def test_copy_takes_text_and_questions_but_neither_dates_nor_codes(team: User, call: Call) -> None:
    call.published_at, call.prizes, call.access, call.grace_hours = timezone.now(), "1.000 Euro", "code", 24
    call.save()
    AccessCodeFactory(call=call)
    QuestionFactory(call=call, label="Welche?", kind=QuestionKind.CHOICE, choices="Rot\nGrün", is_required=True)
    QuestionFactory(call=call, label="Wer?", is_personal=True)
    IdeaFactory(call=call)
    answer = client_of(team).post(page(call, "kopieren"), {"title": "Wettbewerb 2021"})
    assert (answer.status_code, answer.url) == (302, "/ideen/aufrufe/wettbewerb-2021/bearbeiten/")
    copy = Call.objects.get(slug="wettbewerb-2021")
    assert (copy.channel, copy.text, copy.prizes, copy.access, copy.grace_hours) == (
        Channel.COMPETITION, "Für alle.", "1.000 Euro", "code", 24,
    )  # fmt: skip
    assert (copy.published_at, copy.opens_at, copy.closes_at, copy.codes.count(), copy.ideas.count()) == (
        None, None, None, 0, 0,
    )  # fmt: skip
    values = ("label", "kind", "choices", "is_required", "is_personal")
    assert list(copy.questions.values_list(*values)) == list(call.questions.values_list(*values))
    assert copy.history.get().history_change_reason == "Kopie von „Wettbewerb“"


@pytest.mark.parametrize("title", ["", "Wettbewerb", " "])
def test_copy_needs_a_title_of_its_own(team: User, call: Call, title: str) -> None:
    QuestionFactory(call=call)
    errors = errors_of(client_of(team).post(page(call, "kopieren"), {"title": title}))
    assert list(errors) == ["title"]
    assert (Call.objects.count(), Question.objects.count()) == (2, 1)


def test_second_click_makes_no_second_copy(team: User, call: Call) -> None:
    client = client_of(team)
    client.post(page(call, "kopieren"), {"title": "Kopie"})
    assert "gibt es schon" in errors_of(client.post(page(call, "kopieren"), {"title": "Kopie"}))["title"][0]
    assert Call.objects.count() == 3


# Verlauf


def test_history_names_call_questions_and_codes(team: User, admin: User, call: Call) -> None:
    QuestionFactory(call=call, label="Wie viele?")
    AccessCodeFactory(call=call, code="ABCDEFGH")
    edit_call(call, version=1, content={"text": "Neu"}, by=admin)
    answer = client_of(team).get(page(call, "verlauf"))
    titles = [entry["title"] for entry in answer.context["entries"]]
    assert titles == [
        "Aufruf geändert", "Zugangscode „ABCDEFGH“ angelegt", "Zusatzfrage „Wie viele?“ angelegt", "Aufruf angelegt",
    ]  # fmt: skip
    assert "Alex Admin" in text_of(answer)
    assert client_of(team).get(page(call, "verlauf") + "?page=x").status_code == 200
    assert "So weit reicht" in text_of(client_of(team).get(page(call, "verlauf") + "?page=9"))
