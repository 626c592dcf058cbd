"""Tenders: proposed, moved on, and ordered on the board by buttons, mouse and keyboard."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from playwright.sync_api import Browser, expect
from post_office.models import Email

from common.models import StatusChange
from common.transitions import TransitionError
from people.models import User
from pilots.enums import PilotStatus, Priority, TenderStatus
from pilots.models import Tender
from pilots.services.statuses import start_pilot
from pilots.services.tenders import PlannedStep, delete_tender, edit_tender, move_tender, place_tender, propose_tender
from tests.browser import DESKTOP, complaints, signed_in_context
from tests.factories.people import UserFactory
from tests.factories.pilots import PilotFactory, ResolutionFactory, TenderFactory, TenderStepFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

BOARD = "/ausschreibungen/"
PLACE = f"{BOARD}verschieben/"


def order() -> list[tuple[str, str]]:
    """Every tender as (priority, subject), in the order of the board."""
    rank = {priority: place for place, priority in enumerate(Priority.values)}
    rows = Tender.objects.order_by("position", "pk").values_list("priority", "subject")
    return sorted(rows, key=lambda row: rank[row[0]])


# Proposing and editing


@pytest.mark.parametrize("status", PilotStatus)
def test_only_approved_pilots_are_tendered(team: User, status: PilotStatus) -> None:
    pilot = PilotFactory(status=status)
    allowed = status in (PilotStatus.APPROVED, PilotStatus.CONDITIONAL, PilotStatus.IN_TENDER)
    if not allowed:
        with pytest.raises(TransitionError):
            propose_tender(pilot, {"subject": "Sensoren"}, by=team)
        return
    propose_tender(pilot, {"subject": "Sensoren"}, by=team)
    pilot.refresh_from_db()
    assert pilot.status == PilotStatus.IN_TENDER


def test_new_tender_has_steps_and_tells_its_sponsor(team: User) -> None:
    pilot = PilotFactory(status=PilotStatus.APPROVED, title="Parken")
    sponsor = UserFactory(email="pate@example.org")
    rows = {"schritte-TOTAL_FORMS": "2", "schritte-INITIAL_FORMS": "0", "schritte-0-name": "Unterlagen",
            "schritte-0-planned_on": "2021-03-01", "schritte-1-name": ""}  # fmt: skip
    data = {"subject": "Sensoren", "priority": "high", "sponsor": sponsor.pk, **rows}
    answer = client_of(team).post(f"{pilot.get_absolute_url()}ausschreiben/", data)
    tender = Tender.objects.get()
    assert answer.url == tender.get_absolute_url() == f"/ausschreibungen/{tender.pk}/"
    assert [(step.name, step.planned_on) for step in tender.steps.all()] == [("Unterlagen", date(2021, 3, 1))]
    assert [mail.to for mail in Email.objects.all()] == [["pate@example.org"]]
    assert "Sensoren" in text_of(client_of(sponsor).get(tender.get_absolute_url()))


def test_step_without_a_day_is_asked_for(team: User) -> None:
    tender = TenderFactory(subject="Alt")
    rows = {"schritte-TOTAL_FORMS": "1", "schritte-INITIAL_FORMS": "0", "schritte-0-name": "Unterlagen"}
    data = {"subject": "Neu", "priority": "low", "version": 1, **rows}
    answer = client_of(team).post(f"{tender.get_absolute_url()}bearbeiten/", data)
    assert answer.status_code == 422
    assert "Bitte nennen Sie den Tag" in text_of(answer)
    assert Tender.objects.get().subject == "Alt"


def test_edit_keeps_what_stays_and_removes_what_went(team: User) -> None:
    tender = TenderFactory()
    kept, gone = TenderStepFactory(tender=tender, name="Bleibt"), TenderStepFactory(tender=tender, name="Geht")
    steps = [
        PlannedStep(kept.pk, "Bleibt", kept.planned_on, date(2021, 3, 2)),
        PlannedStep(None, "Neu", date(2021, 4, 1)),
    ]
    edit_tender(tender, version=1, content={"subject": "Anders"}, steps=steps, by=team)
    assert [(step.name, step.done_on) for step in tender.steps.all()] == [("Bleibt", date(2021, 3, 2)), ("Neu", None)]
    assert not tender.steps.filter(pk=gone.pk).exists()
    assert tender.steps.filter(pk=kept.pk).exists()


def test_stale_edit_changes_nothing(team: User) -> None:
    tender = TenderFactory(subject="Alt")
    edit_tender(tender, version=1, content={"subject": "Zwischendurch"}, by=team)
    data = {"subject": "Meiner", "priority": "medium", "version": 1, "schritte-TOTAL_FORMS": "0",
            "schritte-INITIAL_FORMS": "0"}  # fmt: skip
    answer = client_of(team).post(f"{tender.get_absolute_url()}bearbeiten/", data)
    assert answer.status_code == 409
    assert [(one.field, one.old) for one in answer.context["conflicts"]] == [("Gegenstand", "Zwischendurch")]
    assert Tender.objects.get().subject == "Zwischendurch"


# Moving on


@pytest.mark.parametrize("status", TenderStatus)
def test_statuses_follow_the_table(team: User, status: TenderStatus) -> None:
    reached = set()
    for target in TenderStatus:
        tender = TenderFactory(status=status)
        try:
            move_tender(tender, target, by=team, reason="Grund", result="Zuschlag an die Stadtwerke")
        except TransitionError:
            assert Tender.objects.get(pk=tender.pk).status == status
        else:
            reached.add(StatusChange.objects.get(content_type__model="tender", object_id=tender.pk).to_status)
    assert reached == Tender.TRANSITIONS.following(status)


def test_award_asks_for_the_result(team: User) -> None:
    tender = TenderFactory(status=TenderStatus.EVALUATING)
    client, address = client_of(team), f"{tender.get_absolute_url()}status/vergeben/"
    assert "wer den Auftrag bekommt" in text_of(client.post(address))
    client.post(address, {"result": "Stadtwerke, 20.000 Euro"})
    tender.refresh_from_db()
    assert (tender.status, tender.result) == (TenderStatus.AWARDED, "Stadtwerke, 20.000 Euro")
    assert "nicht möglich" in messages_of(client.post(address, {"result": "Noch einmal"}))[-1]


def test_cancelling_asks_for_a_reason_and_allows_another_tender(team: User) -> None:
    tender = TenderFactory()
    client, address = client_of(team), f"{tender.get_absolute_url()}status/aufheben/"
    assert "Bitte nennen Sie einen Grund." in text_of(client.post(address))
    client.post(address, {"reason": "Kein Angebot"})
    again = propose_tender(tender.pilot, {"subject": "Zweiter Versuch"}, by=team)
    assert list(tender.pilot.tenders.order_by("pk")) == [tender, again]


@pytest.mark.parametrize("outcome", [PilotStatus.APPROVED, PilotStatus.CONDITIONAL])
def test_last_tender_that_ends_brings_the_pilot_back(team: User, outcome: str) -> None:
    tender = TenderFactory()
    pilot = tender.pilot
    ResolutionFactory(entry__pilot=pilot, outcome=outcome)
    move_tender(tender, TenderStatus.CANCELLED, by=team, reason="Kein Angebot")
    pilot.refresh_from_db()
    assert pilot.status == outcome
    assert StatusChange.objects.filter(
        content_type__model="pilot", object_id=pilot.pk, to_status=outcome, reason="Kein Angebot"
    ).exists()

    again = propose_tender(pilot, {"subject": "Zweiter Versuch"}, by=team)
    delete_tender(again, by=team, reason="Falscher Beschluss")
    pilot.refresh_from_db()
    assert pilot.status == outcome


def test_pilot_is_carried_out_once_its_tender_has_ended(team: User) -> None:
    tender = TenderFactory()
    with pytest.raises(TransitionError, match="Die Ausschreibung läuft noch"):
        start_pilot(tender.pilot, by=team)
    move_tender(tender, TenderStatus.CANCELLED, by=team, reason="Ohne geht es auch")
    assert start_pilot(tender.pilot, by=team).status == PilotStatus.RUNNING


# The board


def test_board_is_for_team_board_and_sponsors(team: User, board: User, company: User, stranger: User) -> None:
    TenderFactory(subject="Meine", sponsor=company)
    TenderFactory(subject="Andere")
    shown = {user: text_of(client_of(user).get(BOARD)) for user in (team, board, company)}
    assert ["Andere" in text for text in shown.values()] == [True, True, False]
    assert "Meine" in shown[company]
    assert ["board__moves" in text for text in shown.values()] == [True, False, False]
    assert client_of(stranger).get(BOARD).status_code == 404


@pytest.mark.parametrize(
    ("pressed", "after"),
    [
        ("hoch", [("high", "B"), ("high", "A"), ("high", "C"), ("low", "D")]),
        ("runter", [("high", "A"), ("high", "C"), ("high", "B"), ("low", "D")]),
        ("wichtiger", [("high", "A"), ("high", "B"), ("high", "C"), ("low", "D")]),
        ("weniger", [("high", "A"), ("high", "C"), ("medium", "B"), ("low", "D")]),
        ("quatsch", [("high", "A"), ("high", "B"), ("high", "C"), ("low", "D")]),
    ],
)
def test_buttons_move_without_a_script(team: User, pressed: str, after: list[tuple[str, str]]) -> None:
    for subject in "ABC":
        TenderFactory(subject=subject, priority="high")
    TenderFactory(subject="D", priority="low")
    tender = Tender.objects.get(subject="B")
    answer = client_of(team).post(PLACE, {"zug": f"{tender.pk}:{pressed}", "ansicht": "spalten"})
    assert answer.url == f"{BOARD}?ansicht=spalten#ausschreibung-{tender.pk}"
    assert order() == after
    assert Tender.objects.get(subject="B").version == 1


def test_moved_card_keeps_the_focus_and_is_announced(team: User) -> None:
    TenderFactory(subject="A", priority="high")
    tender = TenderFactory(subject="B", priority="high")
    text = text_of(client_of(team).post(PLACE, {"zug": f"{tender.pk}:hoch"}, headers={"HX-Request": "true"}))
    assert text.index(">B<") < text.index(">A<")
    assert text.count("autofocus") == 1
    assert "„B“: Priorität hoch, Platz 1 von 2." in text


def test_order_holds_however_often_cards_move(team: User) -> None:
    for subject in "ABC":
        TenderFactory(subject=subject, priority="high", position=1)  # no room between them
    for _ in range(3):
        last = Tender.objects.get(subject="C")
        place_tender(last, priority="high", before=Tender.objects.get(subject="A"), by=team)
        first = Tender.objects.get(subject="A")
        place_tender(first, priority="high", before=Tender.objects.get(subject="C"), by=team)
    assert [subject for _, subject in order()] == ["A", "C", "B"]


def test_board_shows_the_first_of_each_priority_and_all_on_request(team: User) -> None:
    for number in range(12):
        TenderFactory(subject=f"Nr. {number:02}", priority="high")
        TenderFactory(status=TenderStatus.CANCELLED)
    client = client_of(team)
    shown = {query: text_of(client.get(f"{BOARD}{query}")) for query in ("", "?alle=high", "?alle=beendet")}
    assert [text.count("data-card=") for text in shown.values()] == [10, 12, 10]
    assert [text.count('class="board__card"') for text in shown.values()] == [20, 22, 22]
    assert f'href="{BOARD}?alle=high#prioritaet-high">Alle 12 zeigen' in shown[""]


def test_card_that_moves_behind_the_first_is_shown(team: User) -> None:
    for number in range(11):
        TenderFactory(subject=f"Nr. {number:02}", priority="high")
    tender = Tender.objects.get(subject="Nr. 09")
    client, post = client_of(team), {"zug": f"{tender.pk}:runter"}
    assert client.post(PLACE, post).url == f"{BOARD}?alle=high#ausschreibung-{tender.pk}"
    client.post(PLACE, {"zug": f"{tender.pk}:hoch"})
    text = text_of(client.post(PLACE, post, headers={"HX-Request": "true"}))
    assert text.count("data-card=") == 11
    assert "Platz 11 von 11." in text


def test_others_may_not_move(board: User) -> None:
    tender = TenderFactory()
    assert client_of(board).post(PLACE, {"zug": f"{tender.pk}:hoch"}).status_code == 404
    with pytest.raises(PermissionDenied):
        place_tender(tender, priority="high", before=None, by=board)


def test_board_asks_the_same_queries_for_many(team: User) -> None:
    TenderStepFactory()
    few = queries_of(client_of(team), BOARD)
    for _ in range(5):
        TenderStepFactory()
    assert queries_of(client_of(team), BOARD) == few <= 10


@pytest.mark.django_db(transaction=True)
def test_cards_move_by_keyboard_and_mouse(team: User, live_server: Any, browser: Browser) -> None:
    for subject in ("Masten", "Sensoren", "Tafeln"):
        TenderFactory(subject=subject, priority="high")
    context = signed_in_context(browser, str(live_server), team, viewport=DESKTOP)
    page = context.new_page()
    wrong = complaints(page)
    page.goto(f"{BOARD}?ansicht=spalten")
    cards = page.locator("[data-lane=high] .board__title")
    page.get_by_role("link", name="Masten").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(cards).to_have_text(["Sensoren", "Masten", "Tafeln"])
    expect(page.get_by_role("button", name="Nach unten: Masten")).to_be_focused()
    first, signs = page.locator("[data-card]", has_text="Sensoren"), page.locator("[data-card]", has_text="Tafeln")
    signs.drag_to(first, target_position={"x": 20, "y": 4})
    expect(cards).to_have_text(["Tafeln", "Sensoren", "Masten"])
    signs.drag_to(page.locator("[data-lane=low]"))
    expect(page.locator("[data-lane=low] .board__title")).to_have_text(["Tafeln"])
    assert wrong == []
    context.close()


def test_board_offers_the_first_ten_pilots(team: User) -> None:
    PilotFactory.create_batch(10, status=PilotStatus.APPROVED)
    client = client_of(team)
    assert text_of(client.get("/ausschreibungen/")).count("/ausschreiben/") == 10
    assert "Alle Pilotprojekte" not in text_of(client.get("/ausschreibungen/"))
    PilotFactory(status=PilotStatus.CONDITIONAL)
    page = text_of(client.get("/ausschreibungen/"))
    assert (page.count("/ausschreiben/"), "Alle Pilotprojekte" in page) == (10, True)
