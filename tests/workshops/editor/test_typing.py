"""The outline editor in a real browser: typing, keys and pasting."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.people import OrganisationFactory
from tests.factories.workshops import ProtocolFactory
from tests.workshops.editor.pages import LINES, address, focused, is_saved, row, shown
from tests.workshops.seed import SEED
from tests.workshops.test_outline_service import find, picture, protocol_like
from workshops.enums import PointKind
from workshops.models import Point, Protocol
from workshops.selectors import protocol_content
from workshops.services.outline import edit_row

pytestmark = pytest.mark.django_db(transaction=True)


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
