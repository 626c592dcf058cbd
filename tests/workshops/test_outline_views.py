"""The outline editor's page as a plain form, and what its script sends: who may, what is refused, and what stays."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.enums import Role
from people.models import User
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.workshops import ProtocolFactory
from tests.workshops.test_outline_service import find, picture, protocol_like
from workshops.enums import ProtocolStatus
from workshops.models import Point, Protocol
from workshops.selectors import outline_rows
from workshops.services.outline import edit_row, remove_row

pytestmark = pytest.mark.django_db

LINES = ["§ Anfang", "# Agenda", "- eins", "-- zwei"]


@pytest.fixture
def editor() -> User:
    return UserFactory(team=True, name="Eva Editor")


@pytest.fixture
def colleague() -> User:
    return UserFactory(team=True, name="Karl Kollege")


@pytest.fixture
def protocol() -> Protocol:
    return protocol_like(*LINES)


@pytest.fixture
def web(client: Client, editor: User) -> Client:
    """The editor's browser."""
    client.force_login(editor, backend="people.backends.SignInBackend")
    return client


def address(protocol: Protocol, name: str = "outline") -> str:
    return reverse(f"workshops:{name}", args=[protocol.meeting.slug])


def form_of(protocol: Protocol, *changes: dict[str, Any], action: str = "save") -> dict[str, Any]:
    """What the page posts without a script. Each change names its row by its key ("" or none: a new row)."""
    rows = [
        {
            "key": row.key,
            "version": row.version,
            "level": getattr(row, "level", 0),
            "kind": getattr(row, "kind", "section" if row.depth == 0 else "item"),
            "text": getattr(row, "text", "") or getattr(row, "title", ""),
        }
        for row in outline_rows(protocol)
    ]
    for change in changes:
        index = next((index for index, row in enumerate(rows) if row["key"] and row["key"] == change.get("key")), None)
        if index is None:
            rows.insert(change.pop("at", len(rows)), {"key": "", "version": "", "level": 0, **change})
        else:
            rows[index] |= change
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0, "action": action}
    return data | {f"rows-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()}


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(Role.TEAM, 200), (Role.ADMIN, 200), (Role.PARTICIPANT, 404)])
def test_page_is_for_editors_only(client: Client, protocol: Protocol, role: Role, status: int) -> None:
    member = UserFactory(role=role)
    MembershipFactory(user=member, body=protocol.meeting.body)
    client.force_login(member, backend="people.backends.SignInBackend")
    assert client.get(address(protocol)).status_code == status


@pytest.mark.parametrize("name", ["outline_row", "outline_places"])
def test_members_of_the_body_do_not_write(client: Client, protocol: Protocol, name: str) -> None:
    member = MembershipFactory(body=protocol.meeting.body).user
    client.force_login(member, backend="people.backends.SignInBackend")
    assert client.post(address(protocol, name), {}, content_type="application/json").status_code == 404


@pytest.mark.parametrize("name", ["outline", "outline_row", "outline_places"])
def test_guests_are_asked_to_sign_in(client: Client, protocol: Protocol, name: str) -> None:
    response = client.post(address(protocol, name), {}, content_type="application/json")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_post_without_csrf_token_is_refused(protocol: Protocol, editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor, backend="people.backends.SignInBackend")
    assert strict.post(address(protocol), form_of(protocol)).status_code == 403
    assert strict.post(address(protocol, "outline_row"), {}, content_type="application/json").status_code == 403


@pytest.mark.parametrize("status", [ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED])
def test_page_of_a_protocol_that_is_no_draft_says_so(web: Client, protocol: Protocol, status: str) -> None:
    protocol.status = status
    protocol.save()
    response = web.get(address(protocol))
    assert response.status_code == 409
    assert f"Dieses Protokoll ist {protocol.get_status_display()}" in response.content.decode()
    assert "<textarea" not in response.content.decode()


# The page -------------------------------------------------------------------------------------------------------------


def test_page_shows_every_row_with_number_and_label(web: Client, protocol: Protocol) -> None:
    page = web.get(address(protocol)).content.decode()
    for label in ("Abschnitt I", "TOP I.1", "Punkt zu I.1", "Punkt zu I.1, Ebene 2"):
        assert f'aria-label="{label}"' in page
    assert [page.count(f">{text}</textarea>") for text in ("Anfang", "Agenda", "eins", "zwei")] == [1, 1, 1, 1]


def test_page_shows_html_in_texts_as_text(web: Client) -> None:
    evil = '</textarea><script>alert("x")</script>'
    protocol = protocol_like(f"§ {evil}", f"# {evil}", f"- {evil}")
    edit_row(outline_rows(protocol)[2], version=1, content={"who": f'"><b>{evil}', "kind": "statement"}, by=None)
    page = web.get(address(protocol)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


def test_page_shows_details_only_where_the_kind_needs_them(web: Client, protocol: Protocol) -> None:
    shown = {}
    for kind in ("information", "task", "statement", "milestone", "decision"):
        row = Point.objects.get(text="eins")
        edit_row(row, version=row.version, content={"kind": kind}, by=None)
        page = web.get(address(protocol)).content.decode()
        row_html = page[page.index(f'id="row-{row.key}"') :].split("</li>")[0]
        shown[kind] = [name for name in ("who", "due_on", "votes_yes") if f'-{name}"' in row_html]
    assert shown == {
        "information": [],
        "task": ["who", "due_on"],
        "statement": ["who"],
        "milestone": ["due_on"],
        "decision": ["votes_yes"],
    }


def test_page_of_an_empty_protocol_offers_a_row_of_each_type(web: Client) -> None:
    page = web.get(address(ProtocolFactory())).content.decode()
    assert [page.count(f'data-kind="{kind}"') for kind in ("section", "item")] == [1, 1]


def queries_of(web: Client, protocol: Protocol) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert web.get(address(protocol)).status_code == 200
    return len(queries)


def test_page_has_the_same_queries_with_one_row_and_with_many(web: Client) -> None:
    small = protocol_like("§ A", "# a", "- 1")
    large = protocol_like("§ A", *(f"{mark} {number}" for number in range(30) for mark in ("#", "-", "--")))
    web.get(address(small))
    assert queries_of(web, small) == queries_of(web, large) <= 10


# Saving without a script ----------------------------------------------------------------------------------------------


def test_form_saves_all_rows_and_only_what_changed(web: Client, protocol: Protocol) -> None:
    OrganisationFactory(name="Gera Kultur GmbH")
    one, two = find(protocol, "eins"), find(protocol, "zwei")
    changes = (
        {
            "key": one.key,
            "text": "  EINS\nund mehr ",
            "kind": "task",
            "who": "Gera Kultur GmbH",
            "due_on": "31.03.2021",
        },
        {"key": "", "kind": "information", "text": "drei"},
    )
    response = web.post(address(protocol), form_of(protocol, *changes))
    assert response.status_code == 302
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- EINS und mehr", "-- zwei", "- drei"]
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.version, one.who, str(one.due_on), one.task_status) == (2, "Gera Kultur GmbH", "2021-03-31", "open")
    assert (two.version, two.history.count()) == (1, 1)


def test_form_puts_a_new_row_behind_the_row_before_it(web: Client, protocol: Protocol) -> None:
    web.post(address(protocol), form_of(protocol, {"at": 3, "kind": "information", "text": "neu", "level": 1}))
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "-- neu", "-- zwei"]


def test_form_leaves_empty_lines_out(web: Client, protocol: Protocol) -> None:
    web.post(address(protocol), form_of(protocol, {"kind": "information", "text": "  "}))
    assert picture(protocol) == LINES


def test_form_changes_the_type_of_a_row_through_its_menu(web: Client, protocol: Protocol) -> None:
    web.post(address(protocol), form_of(protocol, {"key": find(protocol, "zwei").key, "kind": "item"}))
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "# zwei"]


@pytest.mark.parametrize(
    ("action", "text", "after"),
    [
        ("indent", "eins", LINES),
        ("outdent", "zwei", ["§ Anfang", "# Agenda", "- eins", "- zwei"]),
        ("up", "zwei", ["§ Anfang", "# Agenda", "- zwei", "- eins"]),
        ("down", "eins", LINES),
        ("remove", "eins", ["§ Anfang", "# Agenda", "- zwei"]),
        ("remove", "Anfang", LINES),
        ("nonsense", "eins", LINES),
    ],
)
def test_button_of_a_row_takes_its_step_and_leads_back(
    web: Client, protocol: Protocol, action: str, text: str, after: list[str]
) -> None:
    response = web.post(address(protocol), form_of(protocol, action=f"{action}:{find(protocol, text).key}"))
    assert response.status_code == 302
    assert response["Location"].startswith(address(protocol))
    assert picture(protocol) == after


@pytest.mark.parametrize("action", ["indent", "outdent", "up", "down"])
def test_button_of_a_row_elsewhere_is_answered_with_a_sentence(web: Client, protocol: Protocol, action: str) -> None:
    """A made-up key, or a row that someone removed meanwhile."""
    other = protocol_like("§ B", "# b", "- davor", "- fremd")
    data = form_of(protocol, action=f"{action}:{find(other, 'fremd').key}")
    response = web.post(address(protocol), data, follow=True)
    assert "Diese Zeile gibt es nicht mehr. Bitte laden Sie die Seite neu." in response.content.decode()
    assert picture(protocol) == LINES
    assert picture(other) == ["§ B", "# b", "- davor", "- fremd"]


def test_button_saves_what_was_typed_first(web: Client, protocol: Protocol) -> None:
    row = find(protocol, "zwei")
    web.post(address(protocol), form_of(protocol, {"key": row.key, "text": "ZWEI"}, action=f"outdent:{row.key}"))
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "- ZWEI"]


def test_button_removes_a_row_that_was_emptied(web: Client, protocol: Protocol) -> None:
    row = find(protocol, "zwei")
    web.post(address(protocol), form_of(protocol, {"key": row.key, "text": ""}, action=f"remove:{row.key}"))
    assert picture(protocol) == LINES[:3]


def test_button_row_below_offers_an_empty_row_there(web: Client, protocol: Protocol) -> None:
    row = find(protocol, "eins")
    response = web.post(address(protocol), form_of(protocol, action=f"insert:{row.key}"), follow=True)
    page = response.content.decode()
    assert page.index(">eins</textarea>") < page.index('id="neu"') < page.index(">zwei</textarea>")


def test_button_done_leads_to_the_reading_view(web: Client, protocol: Protocol) -> None:
    response = web.post(address(protocol), form_of(protocol, action="done"))
    assert response["Location"] == protocol.get_absolute_url()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Ein Protokollpunkt braucht einen Text."),
        ({"text": "x" * 5001}, "höchstens 5000 Zeichen"),
        ({"text": "x" * 301, "kind": "item"}, "Ein Titel hat höchstens 300 Zeichen; es sind 301."),
        ({"kind": "item", "who": "Frau Beispiel"}, "weder Namen noch Termin noch Stimmen"),
        ({"kind": "task", "due_on": "31.02.2021"}, "Termin: Bitte ein gültiges Datum eingeben."),
        ({"kind": "task", "due_on": "31.03.1021"}, "Termin: Das Datum liegt vor dem Jahr 2000."),
        ({"kind": "task", "due_on": "31.03.2221"}, "in der Zukunft"),
        ({"kind": "task", "who": "x" * 201}, "Wer: "),
        ({"kind": "decision", "votes_yes": "-1"}, "Ja: "),
        ({"kind": "decision", "votes_no": "viele"}, "Nein: Bitte eine ganze Zahl eingeben."),
        ({"kind": "joke"}, "keine gültige Auswahl"),
        ({"text": "mit \x00 Nullzeichen"}, "Nullzeichen"),
        ({"version": "abc"}, "ganze Zahl"),
    ],
)
def test_bad_input_is_explained_at_the_row_and_nothing_is_saved(
    web: Client, protocol: Protocol, typed: dict[str, Any], sentence: str
) -> None:
    row, other = find(protocol, "eins"), find(protocol, "zwei")
    data = form_of(protocol, {"key": row.key, **typed}, {"key": other.key, "text": "auch geändert"})
    response = web.post(address(protocol), data)
    page = response.content.decode()
    assert response.status_code == 422
    row_html = page[page.index(f'id="row-{row.key}"') :].split("</li>")[0]
    assert sentence in row_html
    assert "aria-describedby=" in row_html
    assert ">auch geändert</textarea>" in page
    assert picture(protocol) == LINES


@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        ("", "Die Seite wurde unvollständig übertragen."),
        ("drei", "Die Seite wurde unvollständig übertragen."),
        ("100000", "Möglich sind höchstens 1500 Zeilen."),
    ],
)
def test_form_without_its_management_data_saves_nothing(
    web: Client, protocol: Protocol, total: str, sentence: str
) -> None:
    response = web.post(address(protocol), form_of(protocol) | {"rows-TOTAL_FORMS": total})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert picture(protocol) == LINES


def test_made_up_and_foreign_keys_are_refused(web: Client, protocol: Protocol) -> None:
    foreign = find(protocol_like("§ B", "# b", "- fremd"), "fremd")
    for key in (foreign.key, "p0", "x1", "p99999999999999999999", "new-nonsense"):
        data = form_of(protocol) | {"rows-2-key": key, "rows-2-text": "übernommen"}
        assert web.post(address(protocol), data).status_code in (409, 422)
    assert picture(protocol) == LINES
    foreign.refresh_from_db()
    assert foreign.text == "fremd"


# Two people -----------------------------------------------------------------------------------------------------------


def test_rows_that_others_changed_do_not_disturb(web: Client, protocol: Protocol, colleague: User) -> None:
    """Without a script all rows are posted; only those that were typed in count."""
    data = form_of(protocol, {"key": find(protocol, "zwei").key, "text": "von Eva"})
    edit_row(find(protocol, "eins"), version=1, content={"text": "von Karl"}, by=colleague)
    assert web.post(address(protocol), data).status_code == 302
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- von Karl", "-- von Eva"]


def stale_answer(web: Client, protocol: Protocol, colleague: User) -> Any:
    row = find(protocol, "eins")
    data = form_of(
        protocol, {"key": row.key, "text": "von <b>Eva</b>"}, {"key": find(protocol, "zwei").key, "text": "ZWEI"}
    )
    edit_row(row, version=1, content={"text": "von <i>Karl</i>"}, by=colleague)
    return web.post(address(protocol), data)


def test_stale_row_shows_both_texts_and_saves_nothing(web: Client, protocol: Protocol, colleague: User) -> None:
    response = stale_answer(web, protocol, colleague)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Karl Kollege hat diese Zeile inzwischen geändert" in page
    for text in ("von &lt;b&gt;Eva&lt;/b&gt;", "von &lt;i&gt;Karl&lt;/i&gt;", "Ihre Fassung", "Gespeicherte Fassung"):
        assert text in page
    assert ">ZWEI</textarea>" in page
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- von <i>Karl</i>", "-- zwei"]


def posted_again(response: Any) -> dict[str, str]:
    """What the page would post if one pressed "Speichern" again."""
    formset = response.context["formset"]
    data = {"rows-TOTAL_FORMS": len(formset.forms), "rows-INITIAL_FORMS": 0}
    for form in formset.forms:
        drawn = form.drawing
        data |= {f"{form.prefix}-{name}": drawn[name] for name in ("key", "version", "level", "kind", "text", "who")}
    return data


def test_saving_again_after_a_conflict_keeps_ones_own_text(web: Client, protocol: Protocol, colleague: User) -> None:
    data = posted_again(stale_answer(web, protocol, colleague))
    assert web.post(address(protocol), data).status_code == 302
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- von <b>Eva</b>", "-- ZWEI"]


def test_stored_text_can_be_taken_after_a_conflict(web: Client, protocol: Protocol, colleague: User) -> None:
    data = posted_again(stale_answer(web, protocol, colleague))
    key = find(protocol, "von <i>Karl</i>").key
    assert web.post(address(protocol), data | {"action": f"take:{key}"}).status_code == 302
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- von <i>Karl</i>", "-- ZWEI"]


def test_text_in_a_row_that_was_removed_comes_back_as_a_new_row(
    web: Client, protocol: Protocol, colleague: User
) -> None:
    row = find(protocol, "zwei")
    data = form_of(protocol, {"key": row.key, "text": "von Eva"})
    remove_row(protocol, row, version=1, by=colleague)
    response = web.post(address(protocol), data)
    assert response.status_code == 409
    assert "Karl Kollege hat diese Zeile inzwischen entfernt" in response.content.decode()
    assert picture(protocol) == LINES[:3]
    assert web.post(address(protocol), posted_again(response)).status_code == 302
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "-- von Eva"]


def test_untouched_row_that_was_removed_stays_removed(web: Client, protocol: Protocol, colleague: User) -> None:
    data = form_of(protocol, {"key": find(protocol, "eins").key, "text": "EINS"})
    remove_row(protocol, find(protocol, "zwei"), version=1, by=colleague)
    assert web.post(address(protocol), data).status_code == 302
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- EINS"]


def test_text_stays_on_the_page_when_the_draft_has_ended(web: Client, protocol: Protocol) -> None:
    data = form_of(protocol, {"key": find(protocol, "eins").key, "text": "zu spät"})
    protocol.status = ProtocolStatus.CIRCULATED
    protocol.save()
    response = web.post(address(protocol), data)
    assert response.status_code == 409
    assert ">zu spät</textarea>" in response.content.decode()
    assert "kann nicht mehr bearbeitet werden" in response.content.decode()
    assert picture(protocol) == LINES


def test_text_stays_when_the_session_has_ended(web: Client, protocol: Protocol, editor: User) -> None:
    data = form_of(protocol, {"key": find(protocol, "eins").key, "text": "nach der Mittagspause"})
    Session.objects.all().delete()
    assert web.post(address(protocol), data).status_code == 302
    web.force_login(editor, backend="people.backends.SignInBackend")
    page = web.get(address(protocol)).content.decode()
    assert ">nach der Mittagspause</textarea>" in page
    assert picture(protocol) == LINES
    assert web.post(address(protocol), data).status_code == 302
    assert picture(protocol)[2] == "- nach der Mittagspause"
    assert "Entwurf verwerfen" not in web.get(address(protocol)).content.decode()


# What the script sends ------------------------------------------------------------------------------------------------


def send(web: Client, protocol: Protocol, editor: User, name: str, **question: Any) -> tuple[int, Any]:
    body = json.dumps({"user": editor.pk, **question})
    response = web.post(address(protocol, name), body, content_type="application/json")
    return response.status_code, response.json()


def run(after: Any, rows: list[Any]) -> dict[str, Any]:
    return {"after": after, "rows": rows}


def row_of(row: Any, **typed: Any) -> dict[str, Any]:
    kind = getattr(row, "kind", "section" if row.depth == 0 else "item")
    return {"key": row.key, "version": row.version, "kind": kind, "text": "", **typed}


def test_row_is_saved(web: Client, protocol: Protocol, editor: User) -> None:
    OrganisationFactory(name="Zweckverband", short_name="ZVME")
    row = find(protocol, "eins")
    typed = row_of(row, text="EINS", kind="task", who="ZVME", due_on="2021-03-31")
    status, answer = send(web, protocol, editor, "outline_row", row=typed)
    assert (status, answer["key"], answer["version"], answer["who"]) == (200, row.key, 2, "Zweckverband")
    assert len(answer["saved_at"]) == len("10:42")
    row.refresh_from_db()
    assert (row.text, row.kind, row.organisation.short_name, str(row.due_on)) == ("EINS", "task", "ZVME", "2021-03-31")


def test_row_is_saved_with_few_queries(web: Client, protocol: Protocol, editor: User) -> None:
    row = find(protocol, "eins")
    with CaptureQueriesContext(connection) as queries:
        send(web, protocol, editor, "outline_row", row=row_of(row, text="EINS"))
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 8


def test_new_row_is_saved_with_few_queries(web: Client, protocol: Protocol, editor: User) -> None:
    row = {"key": f"new-{uuid4().hex}", "kind": "information", "text": "neu"}
    after = find(protocol, "eins").key
    with CaptureQueriesContext(connection) as queries:
        send(web, protocol, editor, "outline_places", runs=[run(after, [row])])
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 10


def test_stale_row_is_answered_with_the_stored_one(
    web: Client, protocol: Protocol, editor: User, colleague: User
) -> None:
    row = find(protocol, "eins")
    edit_row(row, version=1, content={"text": "von Karl"}, by=colleague)
    status, answer = send(web, protocol, editor, "outline_row", row=row_of(row, text="von Eva"))
    assert (status, answer["reason"], answer["by"]) == (409, "stale", "Karl Kollege")
    assert answer["message"] == "Karl Kollege hat diese Zeile inzwischen geändert."
    assert (answer["stored"]["text"], answer["stored"]["version"]) == ("von Karl", 2)
    assert picture(protocol)[2] == "- von Karl"


def test_row_that_was_removed_is_answered_with_who_did_it(
    web: Client, protocol: Protocol, editor: User, colleague: User
) -> None:
    row = find(protocol, "zwei")
    remove_row(protocol, row, version=1, by=colleague)
    status, answer = send(web, protocol, editor, "outline_row", row=row_of(row, text="von Eva"))
    assert (status, answer["reason"], answer["by"]) == (410, "gone", "Karl Kollege")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"text": ""}, "text", "Ein Protokollpunkt braucht einen Text. Sonst entfernen Sie bitte die Zeile."),
        ({"kind": "task", "text": "x", "due_on": "31.02.2021"}, "due_on", "Bitte ein gültiges Datum eingeben."),
        ({"kind": "item", "text": "x", "who": "y"}, "kind",
         "Ein Abschnitt oder TOP hat weder Namen noch Termin noch Stimmen. Bitte leeren Sie diese Felder zuerst."),
    ],
)  # fmt: skip
def test_bad_row_is_answered_with_sentences(
    web: Client, protocol: Protocol, editor: User, typed: dict[str, Any], field: str, sentence: str
) -> None:
    status, answer = send(web, protocol, editor, "outline_row", row=row_of(find(protocol, "eins"), **typed))
    assert (status, answer["reason"], answer["errors"]) == (422, "invalid", {field: [sentence]})
    assert picture(protocol) == LINES


def test_foreign_row_is_gone_for_this_protocol(web: Client, protocol: Protocol, editor: User) -> None:
    other = protocol_like("§ B", "# b", "- fremd")
    foreign = find(other, "fremd")
    status, answer = send(web, protocol, editor, "outline_row", row=row_of(foreign, text="übernommen"))
    assert (status, answer["reason"]) == (410, "gone")
    rows = [{"key": foreign.key, "level": 0}]
    assert send(web, protocol, editor, "outline_places", runs=[run(None, rows)])[0] == 410
    assert send(web, protocol, editor, "outline_places", runs=[run(foreign.key, [])])[0] == 410
    assert send(web, protocol, editor, "outline_places", remove=[[foreign.key, 1]])[0] == 200
    assert picture(other) == ["§ B", "# b", "- fremd"]


def test_places_are_answered_with_keys_and_the_whole_outline(web: Client, protocol: Protocol, editor: User) -> None:
    new = {"key": f"new-{uuid4().hex}", "kind": "information", "text": "neu", "level": 1}
    moved = {"key": find(protocol, "zwei").key, "level": 0}
    after = find(protocol, "Agenda").key
    status, answer = send(web, protocol, editor, "outline_places", runs=[run(after, [moved, new])])
    assert status == 200
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- zwei", "-- neu", "- eins"]
    assert [row["key"] for row in answer["rows"]] == [moved["key"], find(protocol, "neu").key]
    assert answer["outline"] == [[row.key, row.depth, row.version] for row in outline_rows(protocol)]


def test_new_row_sent_twice_is_one_row(web: Client, protocol: Protocol, editor: User) -> None:
    """The first answer was lost, and more was typed since: the row is known, and its first version is named."""
    row = {"key": f"new-{uuid4().hex}", "kind": "information", "text": "neu"}
    after = find(protocol, "eins").key
    _, first = send(web, protocol, editor, "outline_places", runs=[run(after, [row])])
    _, second = send(web, protocol, editor, "outline_places", runs=[run(after, [row | {"text": "neu und mehr"}])])
    assert first["rows"] == [{"key": find(protocol, "neu").key, "version": 1, "is_as_asked": True, "who": ""}]
    assert second["rows"] == [first["rows"][0] | {"is_as_asked": False}]
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "- neu", "-- zwei"]


def test_row_changes_its_type_in_one_step(web: Client, protocol: Protocol, editor: User) -> None:
    old = find(protocol, "zwei")
    row = {"key": f"new-{uuid4().hex}", "kind": "item", "text": "zwei"}
    status, answer = send(
        web, protocol, editor, "outline_places", runs=[run(find(protocol, "eins").key, [row])], remove=[[old.key, 1]]
    )
    assert status == 200
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "# zwei"]
    assert answer["rows"][0]["key"] == find(protocol, "zwei").key


def test_removal_that_others_need_is_refused(web: Client, protocol: Protocol, editor: User) -> None:
    status, answer = send(web, protocol, editor, "outline_places", remove=[[find(protocol, "Agenda").key, 1]])
    assert (status, answer["reason"]) == (422, "refused")
    assert picture(protocol) == LINES


@pytest.mark.parametrize("name", ["outline_row", "outline_places"])
def test_protocol_that_is_no_draft_answers_with_a_sentence(
    web: Client, protocol: Protocol, editor: User, name: str
) -> None:
    protocol.status = ProtocolStatus.APPROVED
    protocol.save()
    row = row_of(find(protocol, "eins"), text="zu spät")
    status, answer = send(web, protocol, editor, name, row=row, runs=[])
    assert (status, answer["reason"]) == (409, "closed")
    assert answer["message"].startswith("Dieses Protokoll ist genehmigt")
    assert picture(protocol) == LINES


@pytest.mark.parametrize("name", ["outline_row", "outline_places"])
def test_page_of_someone_else_saves_nothing(web: Client, protocol: Protocol, colleague: User, name: str) -> None:
    """Someone else signed in with this browser while the page was open: the text is not theirs."""
    status, answer = send(web, protocol, colleague, name, row=row_of(find(protocol, "eins"), text="von wem?"))
    assert (status, answer["reason"]) == (403, "other_user")
    assert picture(protocol) == LINES


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("outline_row", {}),
        ("outline_row", {"row": "p1"}),
        ("outline_places", {"runs": "p1"}),
        ("outline_places", {"runs": [17]}),
        ("outline_places", {"runs": [{"after": None}]}),
        ("outline_places", {"runs": [{"rows": []}]}),
        ("outline_places", {"runs": [run(None, [17])]}),
        ("outline_places", {"runs": [run(5, [{"key": "p1"}])]}),
        ("outline_places", {"remove": ["p1"]}),
        ("outline_places", {"remove": [["p1", "eins"]]}),
        ("outline_places", {"runs": [run(None, [{"key": "p1"}] * 751)] * 2}),
    ],
)
def test_malformed_question_is_refused(
    web: Client, protocol: Protocol, editor: User, name: str, question: dict[str, Any]
) -> None:
    status, answer = send(web, protocol, editor, name, **question)
    assert (status, answer["reason"]) == (400, "malformed")


@pytest.mark.parametrize("body", ["", "{", "[]", "[" * 100_000, '"text"', "\udcff".encode("utf-8", "surrogateescape")])
def test_anything_but_a_json_object_is_refused(web: Client, protocol: Protocol, body: str | bytes) -> None:
    response = web.post(address(protocol, "outline_row"), body, content_type="application/json")
    assert (response.status_code, response.json()["reason"]) == (400, "malformed")


def test_half_a_character_is_saved_as_a_question_mark(web: Client, protocol: Protocol, editor: User) -> None:
    [*_, row] = outline_rows(protocol)
    assert send(web, protocol, editor, "outline_row", row=row_of(row, text="Gut \ud83d und 👍"))[0] == 200
    assert [one.text for one in Point.objects.all() if one.key == row.key] == ["Gut ? und 👍"]


@pytest.mark.parametrize("name", ["outline_row", "outline_places"])
def test_script_addresses_take_posts_only(web: Client, protocol: Protocol, name: str) -> None:
    assert web.get(address(protocol, name)).status_code == 405
