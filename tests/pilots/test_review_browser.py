"""What only a browser shows of reviewing: it is saved while one types, and each save knows of the last."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from pilots.models import Reviewer
from tests.browser import complaints, signed_in_context
from tests.factories.pilots import opened_list


def open_page(browser: Browser, live_server: LiveServer, reviewer: Reviewer, path: str) -> tuple[Page, list[str]]:
    page = signed_in_context(browser, live_server.url, reviewer.user).new_page()
    errors = complaints(page)
    page.goto(f"{reviewer.list.get_review_url()}{path}")
    return page, errors


def test_review_is_saved_while_one_types(live_server: LiveServer, browser: Browser) -> None:
    reviewer = opened_list(2, reviewers=1).reviewers.get()
    first = reviewer.list.entries.first()
    page, errors = open_page(browser, live_server, reviewer, f"{first.pilot.reference}/")
    for scale in page.locator("fieldset.scale").all():
        scale.locator("input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    expect(page.locator("[data-review-open]")).to_have_text("Offen: 1 von 2")
    page.locator("[name=comment]").fill("Bitte bald.")
    expect(page.locator("[data-review-state]")).to_contain_text("Gespeichert um")
    page.keyboard.press("Control+Enter")
    second = reviewer.list.entries.last().pilot.reference
    page.wait_for_url(f"**/{second}/")
    review = reviewer.reviews.get()
    assert (review.comment, review.recommendation) == ("Bitte bald.", "conditions")
    assert set(review.scores.values_list("value", flat=True)) == {1}
    assert errors == []


def test_table_saves_each_row_and_keeps_it_when_the_session_ends(live_server: LiveServer, browser: Browser) -> None:
    reviewer = opened_list(2, reviewers=1).reviewers.get()
    page, _ = open_page(browser, live_server, reviewer, "tabelle/")
    row = page.locator("tr[data-review]").last
    for choice in row.locator("select").all():
        choice.select_option(index=1)
    expect(page.locator("[data-review-open]")).to_have_text("Offen: 1 von 2")
    expect(row.locator("[data-review-done]")).to_have_text("bewertet")
    page.context.clear_cookies(name="sessionid")
    row.locator("textarea").fill("Nach dem Ende der Sitzung")
    expect(row.locator("[data-review-state]")).to_contain_text("Ihre Anmeldung ist abgelaufen.")
