"""Handing in ideas in a real browser: each channel from the empty form to the receipt, drafts, files, axe."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from post_office.models import Email

from ideas.enums import IdeaStatus
from ideas.models import Attachment, Call, Idea
from people.models import User
from tests.browser import DESKTOP, PHONE, axe_violations, complaints, signed_in_context, walk
from tests.factories.ideas import CallFactory, CoAuthorFactory, IdeaFactory, PictureFactory, QuestionFactory
from tests.ideas.intake import FORM, ideenformular
from tests.ideas.uploads import PDF, SVG, picture, word

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"Entwurf gesichert um \d\d:\d\d Uhr\.")


@pytest.fixture
def form_call(transactional_db: None) -> Call:
    return ideenformular()


@pytest.fixture
def competition(form_call: Call) -> Call:
    return CallFactory(competition=True, title="Ideenwettbewerb 2020", slug="ideenwettbewerb-2020", prizes="500 Euro")


@pytest.fixture
def steckbrief(form_call: Call) -> Call:
    return CallFactory(title="Steckbriefe", slug="steckbriefe", access="organisations")


@pytest.fixture
def guest(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    context = signed_in_context(browser, str(live_server), viewport=DESKTOP)
    yield context
    context.close()


@pytest.fixture
def page(guest: BrowserContext) -> Page:
    return guest.new_page()


def type_into(page: Page, **fields: str) -> None:
    """Go through the form with Tab and type into each control, by its name; a space ticks a checkbox."""
    for name, text in fields.items():
        tab_to(page, page.locator(f"[name={name}]"))
        page.keyboard.type(text)


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until ``control`` has the focus."""
    for _ in range(80):
        if control.and_(page.locator(":focus")).count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {control}.")


def press(page: Page, name: str) -> None:
    """Go to a button with Tab and press it."""
    tab_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def wait_a_little(page: Page) -> None:
    """People take longer than the three seconds within which only programs send a form."""
    page.wait_for_timeout(3_000)


def test_ideenformular_from_empty_form_to_receipt_with_the_keyboard(page: Page, form_call: Call) -> None:
    errors = complaints(page)
    page.goto("/ideen/einreichen/")
    tab_to(page, page.get_by_role("link", name="Mitmachen: Ideenformular"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    wait_a_little(page)
    type_into(page, title="Leise Busse", summary="Mit Strom.", email="toni@example.org", consent=" ")
    press(page, "Idee einreichen")
    expect(page.get_by_role("heading", name="Leise Busse")).to_be_visible()
    idea, mail = Idea.objects.get(), Email.objects.get()
    expect(page.get_by_text(f"Ihre Idee ist eingereicht. Ihre Nummer: {idea.reference}.")).to_be_visible()
    assert mail.to == ["toni@example.org"]
    assert errors == []


def test_steckbrief_from_empty_form_to_receipt(
    browser: Browser, live_server: Any, steckbrief: Call, company: User
) -> None:
    QuestionFactory(call=steckbrief, label="Wer ist zuständig?", is_required=True)
    context = signed_in_context(browser, str(live_server), company, viewport=DESKTOP)
    page = context.new_page()
    errors = complaints(page)
    page.goto(steckbrief.get_absolute_url())
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value(company.email)
    type_into(page, title="Parkraumanzeige", summary="Sensoren melden freie Plätze.", goal="Weniger Suchverkehr.")
    page.get_by_label("Anlagen").set_input_files([file("plan.pdf", PDF), file("konzept.docx", word())])
    expect(page.get_by_role("button", name="Entfernen: konzept.docx")).to_be_visible()
    type_into(page, consent=" ")
    press(page, "Weiter: prüfen und senden")
    expect(page.get_by_role("alert")).to_contain_text("Wer ist zuständig?: Bitte beantworten Sie diese Frage.")
    expect(page.get_by_label("Ziel und Nutzen")).to_have_value("Weniger Suchverkehr.")
    page.get_by_label("Wer ist zuständig?").fill("Die Verkehrsplanung")
    wait_a_little(page)
    press(page, "Weiter: prüfen und senden")
    expect(page.get_by_role("heading", name="Prüfen und senden")).to_be_visible()
    expect(page.get_by_text("Die Verkehrsplanung")).to_be_visible()
    assert axe_violations(page) == []
    press(page, "Jetzt einreichen")
    expect(page.get_by_text("Ihre Idee ist eingereicht.")).to_be_visible()
    idea = Idea.objects.get()
    assert (idea.submitter, idea.attachments.count(), Email.objects.get().to) == (company, 2, [company.email])
    assert [error for error in errors if "422" not in error] == []
    context.close()


def test_competition_from_empty_form_to_receipt_and_confirmation(page: Page, competition: Call) -> None:
    page.goto(competition.get_absolute_url())
    type_into(page, title="Das sprechende Museum", summary="Stücke erzählen.", goal="Gäste erleben die Stadt neu.",
              co_name_1="Kim Muster", co_email_1="kim@example.org")  # fmt: skip
    page.locator("[name=picture]").set_input_files(file("skizze.png", picture()))
    expect(page.get_by_role("button", name="Entfernen: skizze.png")).to_be_visible()
    wait_a_little(page)
    type_into(page, picture_text="Eine Skizze", name="Toni Beispiel", email="toni@example.org", terms=" ", consent=" ")
    press(page, "Weiter: prüfen und senden")
    press(page, "Jetzt einreichen")
    expect(page.get_by_text("Kim Muster: noch nicht bestätigt")).to_be_visible()
    idea = Idea.objects.get()
    assert idea.attachments.get().description == "Eine Skizze"
    page.goto(f"/ideen/mitwirkung/{idea.co_authors.get().token}/")
    press(page, "Ja, ich wirke mit")
    expect(page.get_by_text("Sie haben bestätigt, dass Sie mitwirken.")).to_be_visible()


def test_guest_goes_on_in_another_browser(browser: Browser, live_server: Any, page: Page, form_call: Call) -> None:
    page.goto(FORM)
    type_into(page, title="Leise Busse", summary="Mit Strom.")
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.get_by_text("Später oder auf einem anderen Gerät weiterschreiben").click()
    page.get_by_label("E-Mail-Adresse für den Link").fill("toni@example.org")
    page.get_by_role("button", name="Link zum Entwurf senden").click()
    expect(page.get_by_text("Der Link zu Ihrem Entwurf ist unterwegs an toni@example.org.")).to_be_visible()
    [link] = re.findall(r"http://\S+/ideen/entwurf/\S+/", Email.objects.get().message)
    elsewhere = signed_in_context(browser, str(live_server), viewport=PHONE)
    other = elsewhere.new_page()
    other.goto(link[link.index("/ideen/") :])
    expect(other.get_by_label("Titel")).to_have_value("Leise Busse")
    other.get_by_label("Ihre Idee").fill("Mit Strom, auch nachts.")
    other.get_by_role("button", name="Idee einreichen").click()
    expect(other.get_by_text("Ihre Idee ist eingereicht.")).to_be_visible()
    page.get_by_role("button", name="Idee einreichen").click()  # the first window still shows the form
    expect(page.get_by_role("heading", name="Diese Idee ist schon eingereicht")).to_be_visible()
    expect(page.get_by_text("Mit Strom.", exact=True)).to_be_visible()
    page.get_by_role("link", name="Zur eingereichten Idee").click()
    expect(page.get_by_text("Mit Strom, auch nachts.")).to_be_visible()
    assert Idea.objects.get().summary == "Mit Strom, auch nachts."
    elsewhere.close()


def test_similar_ideas_appear_and_reload_brings_the_draft_back(page: Page, form_call: Call) -> None:
    IdeaFactory(title="Leise Busse am Abend", published_at=timezone.now(), agrees_to_publication=True)
    page.goto(FORM)
    page.get_by_label("Titel").fill("Leise Busse")
    expect(page.locator("#announcement")).to_have_text("1 ähnliche Idee unter dem Titel.")
    page.get_by_text("1 ähnliche Idee gibt es schon").click()
    expect(page.get_by_role("link", name="Leise Busse am Abend")).to_be_visible()
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Titel")).to_have_value("Leise Busse")


def test_enter_in_a_field_sends_and_waits_for_files_that_are_on_their_way(page: Page, competition: Call) -> None:
    on_its_way: list[Route] = []
    page.route("**/datei/", lambda route: on_its_way.append(route))  # noqa: PLW0108 - Playwright marks the function
    page.goto(competition.get_absolute_url())
    page.get_by_label("Titel").fill("Leise Busse")
    wait_a_little(page)
    page.get_by_label("Anlagen").set_input_files(file("plan.pdf", PDF))
    page.get_by_label("Titel").press("Enter")
    expect(page.get_by_role("button", name="Dateien werden noch hochgeladen …")).to_be_visible()
    on_its_way[0].continue_()
    expect(page.get_by_role("alert")).to_contain_text("Bitte beschreiben Sie Ihre Idee.")
    assert Attachment.objects.count() == 1


def test_refused_file_says_why_and_others_are_removed_with_the_keyboard(
    page: Page, competition: Call, tmp_path: Path
) -> None:
    page.goto(competition.get_absolute_url())
    page.get_by_label("Anlagen").set_input_files([file("plan.pdf", PDF), file("logo.svg", SVG)])
    expect(page.locator(".files__about", has_text="Die Datei ist ein SVG-Bild.")).to_be_visible()
    expect(page.locator("#announcement")).to_contain_text("logo.svg: Die Datei ist ein SVG-Bild.")
    large = tmp_path / "gross.pdf"
    large.write_bytes(PDF + b"0" * (21 * 1024 * 1024))
    page.get_by_label("Anlagen").set_input_files(large)
    expect(page.locator(".files__about", has_text="Die Datei ist 21,1 MB groß, erlaubt sind 20 MB.")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Entfernen: plan.pdf").press("Enter")
    expect(page.locator("#announcement")).to_have_text("plan.pdf ist entfernt.")
    assert not Attachment.objects.exists()


def test_without_scripts_files_and_drafts_work(browser: Browser, live_server: Any, competition: Call) -> None:
    context = signed_in_context(browser, str(live_server), viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(competition.get_absolute_url())
    page.get_by_label("Titel").fill("Das sprechende Museum")
    page.get_by_label("Anlagen").set_input_files([file("plan.pdf", PDF)])
    page.get_by_role("button", name="Gewählte Dateien hochladen").click()
    expect(page.get_by_label("Titel")).to_have_value("Das sprechende Museum")
    page.get_by_role("button", name="Entfernen: plan.pdf").click()
    expect(page.get_by_role("button", name="Entfernen: plan.pdf")).to_have_count(0)
    page.get_by_role("button", name="Entwurf sichern").click()
    expect(page.get_by_text("Ihr Entwurf ist gesichert.")).to_be_visible()
    assert Idea.objects.get().status == IdeaStatus.DRAFT
    context.close()


def test_pages_are_accessible(browser: Browser, live_server: Any, competition: Call) -> None:
    idea = PictureFactory(idea__call=competition).idea
    draft = PictureFactory(idea=IdeaFactory(draft=True, call=competition)).idea
    paths = [
        competition.get_absolute_url(),
        CallFactory().get_absolute_url(),
        CallFactory(access="code").get_absolute_url(),
        CallFactory(published_at=competition.published_at, opens_at="2099-01-01T00:00Z").get_absolute_url(),
        f"/ideen/entwurf/{draft.token}/",
        idea.get_status_url(),
        f"{idea.get_status_url()}zurueckziehen/",
        f"/ideen/mitwirkung/{CoAuthorFactory(idea=idea).token}/",
    ]
    context = signed_in_context(browser, str(live_server))
    problems = walk(context.new_page(), paths)
    context.close()
    assert problems == {}
