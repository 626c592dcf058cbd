"""The pages of calls in a real browser: axe in light and dark, 320 px, the keyboard, and without scripts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ideas.enums import Channel, Extent, QuestionKind
from ideas.models import Call, Uptake
from people.models import User
from tests.browser import DESKTOP, signed_in_context, walk
from tests.factories.ideas import AccessCodeFactory, CallFactory, IdeaFactory, QuestionFactory
from tests.factories.strategy import SubConceptFactory

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = "/ideen/aufrufe/wettbewerb/fragen/"


@pytest.fixture
def call(db: None) -> Call:
    """A competition with a question of every kind and a code."""
    now = timezone.now().replace(second=0, microsecond=0)
    call = CallFactory(
        channel=Channel.COMPETITION, title="Ideenwettbewerb 2020", slug="wettbewerb", access="code",
        text="Wie wird Gera lebenswerter?\n\nMitmachen können alle.", prizes="1. Preis 1.000 Euro\n2. Preis 500 Euro",
        jury_criteria="Nutzen\nMachbarkeit", opens_at=now, closes_at=now + timedelta(days=30), published_at=None,
    )  # fmt: skip
    for kind in QuestionKind:
        QuestionFactory(
            call=call, kind=kind, label=f"Frage mit der Art {kind.label}", choices="Rot\nGrün", help_text="Eine Hilfe."
        )
    AccessCodeFactory(call=call, note="Stadtwerke", max_uses=5)
    AccessCodeFactory(call=call, expires_at=now)
    return call


def context_of(browser: Browser, live_server: Any, user: User, **options: Any) -> BrowserContext:
    return signed_in_context(browser, str(live_server), user, viewport=DESKTOP, **options)


@pytest.fixture
def page(browser: Browser, live_server: Any, team: User) -> Iterator[Page]:
    context = context_of(browser, live_server, team)
    yield context.new_page()
    context.close()


def labels(call: Call) -> list[str]:
    return list(call.questions.values_list("label", flat=True))


def test_pages_are_accessible_and_clean(page: Page, call: Call) -> None:
    concept = SubConceptFactory(title="Intelligente Straßenbeleuchtung", text="Erster Absatz.\n\nZweiter Absatz.")
    idea = IdeaFactory(call=call, title="Laternen, die sich melden")
    Uptake.objects.create(idea=idea, sub_concept=concept, extent=Extent.WHOLLY, passage="Abschnitt 2", reason="Passt.")
    own = f"/ideen/aufrufe/{call.slug}"
    code = call.codes.first()
    paths = ["/ideen/aufrufe/", "/ideen/aufrufe/neu/", concept.get_absolute_url(), f"{own}/codes/{code.pk}/"] + [
        f"{own}/{name}/"
        for name in ("bearbeiten", "fragen", "codes", "bild", "vorschau", "veroeffentlichen", "kopieren", "verlauf")
    ]
    assert walk(page, paths) == {}


def test_questions_are_moved_with_the_keyboard(page: Page, call: Call) -> None:
    first, second, *_ = labels(call)
    page.goto(QUESTIONS)
    page.get_by_role("button", name="Nach unten: Frage 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_fragen-0-label")).to_have_value(second)
    expect(page.get_by_role("button", name="Nach unten: Frage 2", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_fragen-2-label")).to_have_value(first)
    page.locator("#id_fragen-0-label").focus()
    page.keyboard.press("Enter")  # saves, and moves nothing
    expect(page.get_by_text("Die Zusatzfragen sind gespeichert.")).to_be_visible()
    assert labels(call)[:3] == [second, labels(call)[1], first]


def test_choices_are_asked_for_only_where_there_are_some(page: Page, call: Call) -> None:
    page.goto(QUESTIONS)
    page.get_by_role("button", name="Frage hinzufügen").click()
    block = page.get_by_role("group", name="Frage 8", exact=True)
    expect(block.get_by_label("Frage", exact=True)).to_be_focused()
    block.get_by_label("Frage", exact=True).fill("Wo?")
    expect(block.get_by_label("Antworten zur Auswahl")).to_be_hidden()
    block.get_by_label("Art").select_option("Auswahl")
    block.get_by_label("Antworten zur Auswahl").fill("Mitte\nLusan")
    page.get_by_role("button", name="Speichern", exact=True).last.click()
    expect(page.get_by_text("Die Zusatzfragen sind gespeichert.")).to_be_visible()
    assert (call.questions.last().label, call.questions.last().choice_list) == ("Wo?", ["Mitte", "Lusan"])


def test_questions_are_written_without_scripts(browser: Browser, live_server: Any, team: User) -> None:
    call = CallFactory(slug="wettbewerb", published_at=None)
    context = context_of(browser, live_server, team, java_script_enabled=False)
    page = context.new_page()
    page.goto(QUESTIONS)
    page.locator("#id_fragen-0-label").fill("Eins")
    page.get_by_role("button", name="Frage hinzufügen").click()
    page.locator("#id_fragen-1-label").fill("Zwei")
    page.get_by_role("button", name="Nach oben: Frage 2").click()
    page.get_by_role("button", name="Speichern", exact=True).last.click()
    assert labels(call) == ["Zwei", "Eins"]
    context.close()


def test_call_is_made_previewed_and_published(page: Page) -> None:
    page.goto("/ideen/aufrufe/")
    page.get_by_role("link", name="Aufruf anlegen").click()
    page.get_by_label("Ideenwettbewerb", exact=True).check()
    page.get_by_label("Titel").fill("Wettbewerb")
    page.get_by_label("Aufruf", exact=False).last.fill("Für alle.")
    page.get_by_role("button", name="Aufruf anlegen").click()
    page.locator("#id_fragen-0-label").fill("Wie viele?")
    page.get_by_role("button", name="Speichern", exact=True).last.click()
    page.get_by_role("link", name="Zur Vorschau").click()
    expect(page.get_by_text("Vorschau: So sehen")).to_be_visible()
    expect(page.get_by_label("Wie viele?")).to_be_visible()
    address = page.url
    page.get_by_role("button", name="Weiter: prüfen und senden").click()
    assert page.url == address
    page.get_by_role("link", name="Veröffentlichen").click()
    page.get_by_role("button", name="Aufruf veröffentlichen").click()
    expect(page.get_by_text("Veröffentlicht: Wettbewerb.")).to_be_visible()
    assert Call.objects.get(slug="wettbewerb").is_open()
