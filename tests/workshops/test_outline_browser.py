"""The outline editor in a real browser: typing, saving, two people, no connection, touch, and no script."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Request, Route, expect

from people.models import User
from tests.browser import DESKTOP, PHONE, axe_violations, complaints, overflow, signed_in_context
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.workshops import ProtocolFactory
from tests.workshops.seed import SEED
from tests.workshops.test_outline_service import find, new, picture, protocol_like
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import Point, Protocol
from workshops.selectors import protocol_content
from workshops.services.outline import edit_row, place_rows, remove_row

pytestmark = pytest.mark.django_db(transaction=True)

LINES = ["§ Anfang", "# Agenda", "- eins", "- zwei", "- drei"]
SAVED = re.compile(r"^gespeichert \d\d:\d\d$")
AT_REST = re.compile(rf"{SAVED.pattern}|^alles gespeichert$")


@pytest.fixture
def editor() -> User:
    return UserFactory(team=True, name="Eva Editor")


@pytest.fixture
def protocol() -> Protocol:
    return protocol_like(*LINES)


@contextmanager
def browser_of(user: User, browser: Browser, live_server: Any, **options: Any) -> Iterator[BrowserContext]:
    """A browser in which ``user`` is signed in.

    A page that closes sends what is not saved yet. At the end nothing more goes out, and what is on its way is waited
    for: the database is emptied then.
    """
    context = signed_in_context(browser, str(live_server), user, **{"viewport": DESKTOP, **options})
    under_way: set[Request] = set()

    def begin(request: Request) -> None:
        under_way.add(request)

    def end(request: Request) -> None:
        under_way.discard(request)

    context.on("request", begin)
    context.on("requestfinished", end)
    context.on("requestfailed", end)
    yield context
    context.route("**/*", lambda route: route.abort())
    while under_way and context.pages:
        context.pages[0].wait_for_timeout(5)
    context.close()


@pytest.fixture
def context(browser: Browser, live_server: Any, editor: User) -> Iterator[BrowserContext]:
    """The editor's browser."""
    with browser_of(editor, browser, live_server) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, protocol: Protocol) -> Iterator[Page]:
    """The editor with five rows; whatever happens, no script fails and no policy is broken."""
    page = context.new_page()
    errors = complaints(page)
    page.goto(address(protocol))
    expect(page.locator("#outline-form")).to_have_class(re.compile("is-live"))
    yield page
    assert [error for error in errors if "Failed to load resource" not in error] == []


def address(protocol: Protocol) -> str:
    return reverse("workshops:outline", args=[protocol.meeting.slug])


def row(page: Page, text: str) -> Locator:
    """The text of the row that holds just this text."""
    texts = [field.input_value() for field in page.locator(".outline-row__text").all()]
    return page.locator(".outline-row__text").nth(texts.index(text))


def shown(page: Page) -> list[str]:
    """What the page shows, as a picture."""
    marks = {"0": "§ ", "1": "# "}
    return [
        marks.get(depth := one.get_attribute("data-depth") or "", "-" * (int(depth) - 1) + " ")
        + one.locator(".outline-row__text").input_value()
        for one in page.locator(".outline-row").all()
    ]


def focused(page: Page) -> Locator:
    return page.locator(".outline-row__text:focus")


def save(page: Page) -> None:
    """Save at once instead of after a pause."""
    page.keyboard.press("Control+s")


def is_saved(page: Page) -> None:
    """Wait until everything is saved."""
    save(page)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "saved")
    expect(page.locator("#outline-state")).to_have_text(AT_REST)


# Typing ---------------------------------------------------------------------------------------------------------------


def type_day(page: Page, day: date) -> None:
    """Type a day into the date field in the order that this browser's language has."""
    field = page.locator("input[type=date]:focus")
    for order in ("%m%d%Y", "%d%m%Y"):
        page.keyboard.type(f"{day:{order}}")
        if field.input_value() == day.isoformat():
            return
        page.keyboard.press("Alt+Enter")
        page.keyboard.press("Alt+Enter")
    raise AssertionError(f"{day} could not be typed")


def type_point(page: Page, point: Any, level: int) -> None:
    """Type one point into the empty row that one is in, which stands on ``level``."""
    page.keyboard.insert_text(point.text)
    for _ in range(abs(point.level - level)):
        page.keyboard.press("Tab" if point.level > level else "Shift+Tab")
    if point.kind != PointKind.INFORMATION:
        page.keyboard.press(f"Alt+{list(PointKind).index(point.kind) + 1}")
    if point.due_on:
        page.keyboard.press("Alt+Enter")
        type_day(page, point.due_on)


def test_whole_seed_protocol_is_typed_by_keyboard_alone(context: BrowserContext) -> None:
    protocol = ProtocolFactory()
    page = context.new_page()
    page.goto(address(protocol))
    expect(focused(page)).to_have_count(1)
    for section_number, section in enumerate(SEED.sections):
        if section_number:
            page.keyboard.press("Shift+Tab")
        page.keyboard.insert_text(section.title)
        page.keyboard.press("Enter")
        for item in section.items:
            page.keyboard.insert_text(item.title)
            page.keyboard.press("Enter")
            level = 0
            for point in item.points:
                type_point(page, point, level)
                level = point.level
                page.keyboard.press("Enter")
            # In the empty row below the last point, Enter leads out again: level by level, and then to the next TOP.
            for _ in range(level + 1):
                page.keyboard.press("Enter")
    is_saved(page)
    assert protocol_content(protocol).sections == SEED.sections


def test_enter_splits_a_text_and_keeps_the_row(page: Page, protocol: Protocol) -> None:
    key = find(protocol, "zwei").key
    row(page, "zwei").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert shown(page)[3:5] == ["- z", "- wei"]
    is_saved(page)
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "- z", "- wei", "- drei"]
    assert find(protocol, "z").key == key


def test_enter_at_the_beginning_makes_room_above_and_keeps_the_row(page: Page, protocol: Protocol) -> None:
    key = find(protocol, "zwei").key
    row(page, "zwei").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("davor")
    is_saved(page)
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "- davor", "- zwei", "- drei"]
    assert find(protocol, "zwei").key == key


def test_shift_enter_is_enter_because_a_point_is_one_paragraph(page: Page, protocol: Protocol) -> None:
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("vier")
    is_saved(page)
    assert picture(protocol)[-2:] == ["- drei", "- vier"]


def test_empty_rows_are_not_saved(page: Page, protocol: Protocol) -> None:
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert shown(page)[-1] == "# "
    page.keyboard.press("Shift+Tab")
    assert shown(page)[-1] == "§ "
    row(page, "eins").focus()
    page.keyboard.type("!")
    is_saved(page)
    assert len(picture(protocol)) == len(LINES)


def test_tab_and_alt_arrows_indent_and_outdent(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("Tab")
    assert shown(page)[3] == "-- zwei"
    page.keyboard.press("Alt+ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    assert shown(page)[3:] == ["# zwei", "- drei"]
    page.keyboard.press("Shift+Tab")
    assert shown(page)[3:] == ["§ zwei", "# ", "- drei"]
    is_saved(page)
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "§ zwei", "# ", "- drei"]
    page.keyboard.press("Tab")
    page.keyboard.press("Alt+ArrowRight")
    is_saved(page)
    assert picture(protocol) == ["§ Anfang", "# Agenda", "- eins", "- zwei", "# ", "- drei"]


def test_step_against_the_outline_is_explained(page: Page, protocol: Protocol) -> None:
    row(page, "eins").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Weiter einrücken lässt sich diese Zeile nicht.")).to_be_visible()
    assert shown(page) == LINES


def test_alt_up_and_down_move_a_row_with_what_is_below_it(page: Page, protocol: Protocol) -> None:
    row(page, "drei").focus()
    page.keyboard.press("Tab")
    row(page, "zwei").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert shown(page)[2:] == ["- zwei", "-- drei", "- eins"]
    expect(focused(page)).to_have_value("zwei")
    is_saved(page)
    assert picture(protocol)[2:] == ["- zwei", "-- drei", "- eins"]
    page.keyboard.press("Alt+ArrowDown")
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", "- zwei", "-- drei"]


def test_numbers_follow_the_order_at_once(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("TOP I.2")).to_have_value("zwei")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Abschnitt II")).to_have_value("zwei")
    numbers = page.locator(".outline-row__number").all_inner_texts()
    assert [number for number in numbers if number] == ["I", "I.1", "II", "II.1"]


def test_backspace_joins_with_the_point_above(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    page.keyboard.type(" und ")
    assert shown(page)[2:] == ["- eins und zwei", "- drei"]
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins und zwei", "- drei"]
    assert Point.history.filter(history_type="-").get().text == "zwei"


def test_backspace_removes_an_empty_row(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(focused(page)).to_have_value("eins")
    page.keyboard.type("!")
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins!", "- drei"]


def test_arrows_move_between_rows_at_the_edge_of_a_text(page: Page, protocol: Protocol) -> None:
    long = "Ein langer Text, der über mehrere Zeilen geht. " * 6
    edit_row(find(protocol, "zwei"), version=1, content={"text": long.strip()}, by=None)
    page.reload()
    row(page, long.strip()).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    expect(focused(page)).to_have_value(long.strip())
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowDown")
    expect(focused(page)).to_have_value("drei")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(focused(page)).to_have_value(long.strip())


def test_kind_shows_the_fields_that_it_needs(page: Page, protocol: Protocol) -> None:
    OrganisationFactory(name="Zweckverband Wasser", short_name="ZVME")
    row(page, "zwei").focus()
    page.keyboard.press("Alt+3")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("ZVME")
    page.keyboard.press("Tab")
    type_day(page, date(2021, 3, 31))
    page.keyboard.press("Enter")
    page.keyboard.type("Angenommen")
    page.keyboard.press("Alt+2")
    page.keyboard.press("Alt+Enter")
    for figure in "7012":
        page.keyboard.type(figure)
        page.keyboard.press("Tab")
    is_saved(page)
    task, decision = find(protocol, "zwei"), find(protocol, "Angenommen")
    assert (task.kind, task.who, task.due_on) == ("task", "Zweckverband Wasser", date(2021, 3, 31))
    votes = (decision.votes_yes, decision.votes_no, decision.votes_abstained, decision.votes_conflicted)
    assert (decision.kind, votes) == ("decision", (7, 0, 1, 2))
    expect(page.locator("[name$='-who']")).to_have_value("Zweckverband Wasser")


def test_kind_menu_turns_a_point_into_an_agenda_item(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").locator("xpath=..").get_by_label("Art der Zeile").select_option("TOP")
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", "# zwei", "- drei"]


def test_altgr_is_for_typing(page: Page, protocol: Protocol) -> None:
    """Windows reports AltGr as Ctrl and Alt together."""
    row(page, "zwei").focus()
    for key in ("ArrowRight", "ArrowUp", "3"):
        page.keyboard.press(f"Control+Alt+{key}")
    assert shown(page) == LINES
    assert page.locator("[data-kind=task]").count() == 0


def test_escape_lets_the_tab_key_leave_the_row(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#announcement")).to_contain_text("Tabulatortaste verlässt jetzt die Zeile")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("!document.activeElement.closest('#outline')"):
            break
    else:
        raise AssertionError("the Tab key does not lead out of the outline")
    assert shown(page) == LINES


def test_tab_key_passes_through_the_rows_when_it_led_into_them(page: Page, protocol: Protocol) -> None:
    page.get_by_role("button", name="Fertig").focus()
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_value("Anfang")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Art der Zeile").first).to_be_focused()
    row(page, "zwei").click()
    page.keyboard.press("Tab")
    assert shown(page)[3] == "-- zwei"


def test_empty_title_is_saved_as_what_it_becomes(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", "# ", "- drei"]
    page.keyboard.press("Tab")
    page.keyboard.type("ZWEI")
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", "- ZWEI", "-- drei"]


STEPS = [
    "Tab",
    "Shift+Tab",
    "Alt+ArrowUp",
    "Alt+ArrowDown",
    "Enter",
    "split",
    "type",
    "type",
    "empty",
    "join",
    "remove",
]


def take_step(page: Page, step: str, text: str) -> None:
    """Do in the focused row what someone may do who changes his or her mind all the time."""
    match step:
        case "type":
            page.keyboard.press("End")
            page.keyboard.type(text)
        case "split":
            page.keyboard.press("Control+Home")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
        case "empty":
            page.keyboard.press("Control+a")
            page.keyboard.press("Backspace")
            page.keyboard.press("Backspace")
        case "join":
            page.keyboard.press("Control+Home")
            page.keyboard.press("Backspace")
        case "remove":
            page.get_by_role("button", name="Entfernen").click()
        case _:
            page.keyboard.press(step)


@pytest.mark.parametrize("seed", [7, 42])
def test_page_shows_what_is_saved_after_any_steps(page: Page, protocol: Protocol, seed: int) -> None:
    """Some steps come while the requests of others are on their way."""
    random = Random(seed)
    for count in range(40):
        texts = page.locator(".outline-row__text")
        texts.nth(random.randrange(texts.count())).focus()
        take_step(page, random.choice(STEPS), f" {count}")
        page.wait_for_timeout(random.choice([0, 0, 0, 20, 100]))
    page.get_by_role("button", name="Speichern").click()
    while page.locator(".outline-row__error").count():
        page.locator(".outline-row:has(.outline-row__error) .outline-row__text").first.fill("nicht leer")
    is_saved(page)
    expect(page.locator("#outline-news")).to_be_hidden()
    saved = [stripped(line) for line in picture(protocol)]
    lines = [stripped(line) for line in shown(page)]
    assert with_text_below(saved) == with_text_below(lines)
    rest = iter(lines)
    assert all(line in rest for line in saved)


def stripped(line: str) -> str:
    """The line as the server keeps it: no blanks around the text."""
    mark, _, text = line.partition(" ")
    return f"{mark} {text.strip()}"


def with_text_below(lines: list[str]) -> list[str]:
    """The lines without empty ones below which nothing stands: those are offered to write in, and not saved."""
    kept: list[str] = []
    for line in reversed(lines):
        mark, _, text = line.partition(" ")
        below = kept[-1].partition(" ")[0] if kept else ""
        if text or (mark == "§" and below and below != "§") or (mark == "#" and below.startswith("-")):
            kept.append(line)
    return kept[::-1]


def test_help_lists_the_keys(page: Page) -> None:
    page.get_by_role("button", name="Tastenkürzel").click()
    expect(page.get_by_role("dialog")).to_contain_text("einrücken")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator("body").press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


# Pasting --------------------------------------------------------------------------------------------------------------


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(paste);
        }""",
        text,
    )


PASTED = {
    "- vier\n\to fünf\n\to sechs\n- sieben": ["- vier", "-- fünf", "-- sechs", "- sieben"],
    "•\tvier\no\tfünf\n•\tsechs": ["- vier", "-- fünf", "- sechs"],
    "1. vier\n2. fünf\n  a) sechs": ["- vier", "- fünf", "-- sechs"],
    "vier\n\n  fünf\n    sechs\nsieben": ["- vier", "-- fünf", "--- sechs", "- sieben"],
    "vier\r\nfünf": ["- vier", "- fünf"],
    "a\n b\n  c\n   d\n    e\n     f\nx": ["- a", "-- b", "--- c", "---- d", "---- e", "---- f", "- x"],
}


def test_pasted_lines_become_rows_with_their_nesting(context: BrowserContext) -> None:
    page = context.new_page()
    for text, lines in PASTED.items():
        protocol = protocol_like(*LINES)
        page.goto(address(protocol))
        row(page, "drei").focus()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        paste(page, text)
        is_saved(page)
        assert picture(protocol)[5:] == lines


def test_pasted_lines_split_the_text_at_the_caret(page: Page, protocol: Protocol) -> None:
    row(page, "drei").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    paste(page, "A\nB")
    page.keyboard.type("!")
    is_saved(page)
    assert picture(protocol)[4:] == ["- dA", "- B!rei"]


def test_pasted_outline_becomes_sections_and_agenda_items(context: BrowserContext) -> None:
    protocol = ProtocolFactory()
    page = context.new_page()
    page.goto(address(protocol))
    paste(
        page,
        "I. EINFÜHRUNG\n1 Agenda\n- Rückblick\n2\n- Zielstellung\n - o Beschluss\nII. DER WEG\nTOP 1: Ziele\n- Weg",
    )
    is_saved(page)
    assert picture(protocol)[:6] == ["§ EINFÜHRUNG", "# Agenda", "- Rückblick", "# ", "- Zielstellung", "-- Beschluss"]
    assert picture(protocol)[6:] == ["§ DER WEG", "# Ziele", "- Weg"]


def test_single_pasted_line_stays_in_its_row(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.evaluate("navigator.clipboard.writeText(' und mehr')")
    page.keyboard.press("Control+v")
    expect(focused(page)).to_have_value("drei und mehr")


# Saving ---------------------------------------------------------------------------------------------------------------


def test_text_is_saved_shortly_after_typing_pauses(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("End")
    page.keyboard.type(" Komma fünf")
    expect(page.locator("#outline-state")).to_have_text(SAVED)
    expect(page.locator("#outline-state")).to_have_attribute("role", "status")
    assert picture(protocol)[3] == "- zwei Komma fünf"
    assert find(protocol, "eins").history.count() == 1


def test_text_is_saved_when_one_leaves_the_row(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").fill("ZWEI")
    with page.expect_response("**/zeile/", timeout=700):
        page.keyboard.press("ArrowUp")
    assert picture(protocol)[3] == "- ZWEI"


def test_done_saves_and_leads_to_the_reading_view(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.get_by_role("button", name="Fertig").click()
    expect(page).to_have_url(re.compile(f"{protocol.get_absolute_url()}$"))
    assert picture(protocol)[3] == "- zwei!"


def test_bad_row_is_marked_and_the_others_are_saved(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").fill("")
    row(page, "drei").fill("DREI")
    page.keyboard.press("Control+s")
    expect(page.locator("#outline-state")).to_have_text("nicht gespeichert – bitte sehen Sie die markierten Zeilen an")
    expect(row(page, "")).to_have_attribute("aria-invalid", "true")
    expect(row(page, "")).to_have_accessible_description(re.compile("Ein Protokollpunkt braucht einen Text"))
    assert picture(protocol)[3:] == ["- zwei", "- DREI"]
    row(page, "").fill("ZWEI")
    is_saved(page)
    assert page.locator("[aria-invalid]").count() == 0
    assert picture(protocol)[3:] == ["- ZWEI", "- DREI"]


def test_leaving_asks_only_when_something_is_unsaved(page: Page, context: BrowserContext) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    row(page, "zwei").fill("ZWEI")
    is_saved(page)
    page.reload()
    expect(page.locator("#outline-form")).to_have_class(re.compile("is-live"))
    assert asked == []
    page.route("**/zeile/", lambda route: route.abort())
    row(page, "drei").focus()
    page.keyboard.type("!")
    page.reload()
    assert asked == ["beforeunload"]


def test_removed_row_can_be_brought_back(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").click()
    page.get_by_role("button", name="Entfernen").click()
    assert shown(page)[2:] == ["- eins", "- drei"]
    page.get_by_role("button", name="Rückgängig").click()
    is_saved(page)
    assert picture(protocol) == LINES


# Two people -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def other_page(browser: Browser, live_server: Any, protocol: Protocol) -> Iterator[Page]:
    """The same protocol in a colleague's browser."""
    with browser_of(UserFactory(team=True, name="Karl Kollege"), browser, live_server) as context:
        page = context.new_page()
        page.goto(address(protocol))
        yield page


def test_two_people_on_different_rows_never_collide(page: Page, other_page: Page, protocol: Protocol) -> None:
    row(page, "eins").fill("eins von Eva")
    row(other_page, "zwei").fill("zwei von Karl")
    is_saved(page)
    is_saved(other_page)
    assert picture(protocol)[2:4] == ["- eins von Eva", "- zwei von Karl"]


@pytest.mark.parametrize(
    ("button", "text"), [("Meine behalten", "von <b>Eva</b>"), ("Gespeicherte nehmen", "von <i>Karl</i>")]
)
def test_two_people_on_one_row_choose(page: Page, other_page: Page, protocol: Protocol, button: str, text: str) -> None:
    row(other_page, "zwei").fill("von <i>Karl</i>")
    is_saved(other_page)
    row(page, "zwei").fill("von <b>Eva</b>")
    save(page)
    panel = page.get_by_role("group", name="Zwei Fassungen dieser Zeile")
    expect(panel).to_contain_text("Karl Kollege hat diese Zeile inzwischen geändert")
    expect(panel).to_contain_text("von <b>Eva</b>")
    expect(panel).to_contain_text("von <i>Karl</i>")
    assert picture(protocol)[3] == "- von <i>Karl</i>"
    assert axe_violations(page) == []
    panel.get_by_role("button", name=button).click()
    expect(panel).to_have_count(0)
    is_saved(page)
    assert picture(protocol)[3] == f"- {text}"
    expect(row(page, text)).to_be_visible()


@pytest.mark.parametrize(("button", "lines"), [("Als neue Zeile behalten", ["- von Eva"]), ("Verwerfen", [])])
def test_text_in_a_row_that_someone_removed_is_kept_or_dropped(
    page: Page, protocol: Protocol, button: str, lines: list[str]
) -> None:
    remove_row(protocol, find(protocol, "zwei"), version=1, by=UserFactory(name="Karl Kollege"))
    row(page, "zwei").fill("von Eva")
    save(page)
    panel = page.get_by_role("group", name="Zwei Fassungen dieser Zeile")
    expect(panel).to_contain_text("Karl Kollege hat diese Zeile inzwischen entfernt")
    page.get_by_role("button", name=button).click()
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", *lines, "- drei"]


def test_rows_that_others_added_are_noticed(page: Page, protocol: Protocol) -> None:
    place_rows(protocol, [new("- von Karl"), new("- noch eins")], after=find(protocol, "eins"), by=None)
    row(page, "drei").focus()
    page.keyboard.press("Tab")
    notice = page.get_by_text("2 Zeilen kamen hinzu")
    expect(notice).to_be_visible()
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".outline-row")).to_have_count(7)
    assert shown(page) == ["§ Anfang", "# Agenda", "- eins", "- von Karl", "- noch eins", "- zwei", "-- drei"]
    expect(focused(page)).to_have_value("drei")


# No connection, no session --------------------------------------------------------------------------------------------


def test_text_waits_for_the_connection(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("ohne Netz")
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("auch ohne Netz")
    expect(page.locator("#outline-state")).to_have_text("nicht gespeichert – wird erneut versucht")
    assert picture(protocol) == LINES
    context.set_offline(False)
    expect(page.locator("#outline-state")).to_have_text(SAVED)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "saved")
    assert picture(protocol)[3:] == ["- ohne Netz", "- drei", "- auch ohne Netz"]


def test_moves_without_a_connection_leave_nothing_behind(page: Page, context: BrowserContext) -> None:
    """A TOP goes, and the point that stood below it goes elsewhere: in between it would hang in the air."""
    protocol = protocol_like("§ A", "# a", "- 1", "# b", "- 2", "# c", "- 3")
    page.goto(address(protocol))
    context.set_offline(True)
    row(page, "1").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    row(page, "a").focus()
    page.keyboard.press("Alt+ArrowDown")
    assert shown(page) == ["§ A", "# b", "- 2", "# a", "# c", "- 1", "- 3"]
    context.set_offline(False)
    is_saved(page)
    assert picture(protocol) == shown(page)
    expect(page.locator("#outline-news")).to_be_hidden()


def test_text_outlives_the_tab(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("ohne Netz")
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("neue Zeile")
    page.keyboard.press("Tab")
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    page.close()
    context.set_offline(False)
    edit_row(find(protocol, "eins"), version=1, content={"text": "von Karl"}, by=None)
    page = context.new_page()
    page.goto(address(protocol))
    expect(page.get_by_text("Text, der noch nicht gespeichert war, steht wieder in seinen Zeilen.")).to_be_visible()
    is_saved(page)
    assert picture(protocol)[2:] == ["- von Karl", "- ohne Netz", "- drei", "-- neue Zeile"]
    page.reload()
    expect(page.locator("#outline-hint")).to_be_hidden()


def test_kept_text_meets_a_newer_version(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("von Eva")
    save(page)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    page.close()
    context.set_offline(False)
    edit_row(find(protocol, "zwei"), version=1, content={"text": "von Karl"}, by=UserFactory(name="Karl Kollege"))
    page = context.new_page()
    page.goto(address(protocol))
    expect(page.get_by_role("group", name="Zwei Fassungen dieser Zeile")).to_contain_text("von Karl")
    assert picture(protocol)[3] == "- von Karl"


def test_kept_text_is_not_shown_to_anybody_else(
    page: Page, context: BrowserContext, protocol: Protocol, live_server: Any, browser: Browser
) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("vertraulich")
    save(page)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    page.close()
    context.set_offline(False)
    colleague = signed_in_context(browser, str(live_server), UserFactory(team=True))
    context.clear_cookies()
    context.add_cookies(colleague.cookies())
    page = context.new_page()
    page.goto(address(protocol))
    expect(page.locator(".outline-row")).to_have_count(len(LINES))
    assert shown(page) == LINES
    colleague.close()


def test_row_is_made_once_when_its_answer_is_lost(page: Page, protocol: Protocol) -> None:
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().text())
            route.abort()

    page.route("**/gliederung/", lose_first_answer)
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("einmal")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type(" und mehr")
    is_saved(page)
    assert picture(protocol)[4:] == ["- drei", "- einmal und mehr"]


def test_ended_session_keeps_the_text_and_leads_to_the_sign_in(
    page: Page, context: BrowserContext, protocol: Protocol, editor: User, live_server: Any, browser: Browser
) -> None:
    Session.objects.all().delete()
    row(page, "zwei").fill("nach der Pause")
    save(page)
    expect(page.locator("#outline-state")).to_contain_text("Ihre Anmeldung ist abgelaufen")
    link = page.get_by_role("link", name="Neu anmelden (in neuem Fenster)")
    expect(link).to_have_attribute("href", re.compile(re.escape(f"next={address(protocol)}")))
    signed_in_again = signed_in_context(browser, str(live_server), editor)
    context.add_cookies(signed_in_again.cookies())
    is_saved(page)
    assert picture(protocol)[3] == "- nach der Pause"
    signed_in_again.close()


def test_end_of_the_draft_keeps_the_text(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    protocol.status = ProtocolStatus.APPROVED
    protocol.save()
    row(page, "zwei").fill("zu spät")
    save(page)
    expect(page.locator("#outline-state")).to_contain_text("Dieses Protokoll ist genehmigt")
    assert picture(protocol) == LINES
    other = context.new_page()
    other.goto(address(protocol))
    expect(other.get_by_text("zu spät")).to_be_visible()
    other.get_by_role("button", name="Verwerfen").click()
    other.reload()
    expect(other.get_by_text("zu spät")).to_have_count(0)


# Touch, small screens, looks ------------------------------------------------------------------------------------------


def test_every_step_has_a_button_on_a_phone(
    browser: Browser, live_server: Any, editor: User, protocol: Protocol
) -> None:
    with browser_of(editor, browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(address(protocol))
        take_each_step_by_touch(page, protocol)


def take_each_step_by_touch(page: Page, protocol: Protocol) -> None:
    row(page, "drei").tap()
    toolbar = page.get_by_role("toolbar", name="Zeile")
    for name in ("Nach oben", "Einrücken", "Ausrücken", "Nach unten", "Neue Zeile darunter"):
        toolbar.get_by_role("button", name=name).tap()
    page.keyboard.type("vier")
    page.get_by_label("Art der Zeile").last.select_option("Beschluss")
    for button in toolbar.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
    assert overflow(page) == 0
    assert axe_violations(page) == []
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", "- zwei", "- drei", "- vier"]
    assert find(protocol, "vier").kind == "decision"
    toolbar.get_by_role("button", name="Entfernen").tap()
    is_saved(page)
    assert picture(protocol) == LINES


def test_toolbar_is_one_tab_stop_with_arrow_keys(page: Page, protocol: Protocol) -> None:
    row(page, "drei").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ausrücken")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert shown(page)[4] == "-- drei"
    expect(page.get_by_role("button", name="Einrücken")).to_be_focused()


def test_rows_grow_with_their_text(page: Page, protocol: Protocol) -> None:
    short = row(page, "zwei").bounding_box()
    row(page, "zwei").fill("Ein langer Text, der umbricht. " * 12)
    long = page.locator(".outline-row__text").nth(3).bounding_box()
    assert short is not None
    assert long is not None
    assert short["height"] < 40
    assert long["height"] > 2 * short["height"]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_editor_has_no_barriers(context: BrowserContext, look: Any, protocol: Protocol) -> None:
    for number, kind in enumerate(("task", "decision", "milestone")):
        point = Point.objects.order_by("pk")[number]
        edit_row(point, version=1, content={"kind": kind}, by=None)
    page = context.new_page()
    page.emulate_media(color_scheme=look)
    page.goto(address(protocol))
    row(page, "zwei").focus()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Tastenkürzel").click()
    assert axe_violations(page) == []


# Without a script -----------------------------------------------------------------------------------------------------


@pytest.fixture
def plain_page(browser: Browser, live_server: Any, editor: User, protocol: Protocol) -> Iterator[Page]:
    """The editor in a browser that runs no scripts."""
    with browser_of(editor, browser, live_server, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address(protocol))
        yield page


def test_form_works_without_a_script(plain_page: Page, protocol: Protocol) -> None:
    page = plain_page
    row(page, "zwei").fill("ZWEI")
    page.locator(".outline-row__text").last.fill("vier")
    page.get_by_label("Art der Zeile").nth(2).select_option("Aufgabe")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    page.locator("[name$='-who']").fill("Frau Beispiel")
    page.locator(f"#row-{find(protocol, 'vier').key}").get_by_role("button", name="Einrücken").click()
    assert picture(protocol)[2:] == ["- eins", "- ZWEI", "- drei", "-- vier"]
    assert find(protocol, "eins").who == "Frau Beispiel"
    page.locator(f"#row-{find(protocol, 'eins').key}").get_by_role("button", name="Zeile darunter").click()
    page.locator("#neu .outline-row__text").fill("eins Komma fünf")
    page.get_by_role("button", name="Fertig").click()
    expect(page).to_have_url(re.compile(f"{protocol.get_absolute_url()}$"))
    assert picture(protocol)[2:] == ["- eins", "- eins Komma fünf", "- ZWEI", "- drei", "-- vier"]


def test_conflict_without_a_script_shows_both_texts(plain_page: Page, protocol: Protocol) -> None:
    page = plain_page
    edit_row(find(protocol, "zwei"), version=1, content={"text": "von Karl"}, by=UserFactory(name="Karl Kollege"))
    row(page, "zwei").fill("von Eva")
    page.get_by_role("button", name="Speichern").click()
    panel = page.get_by_role("group", name="Zwei Fassungen dieser Zeile")
    expect(panel).to_contain_text("von Karl")
    panel.get_by_role("button", name="Gespeicherte Fassung übernehmen").click()
    assert shown(page)[3] == "- von Karl"
    assert picture(protocol)[3] == "- von Karl"
