"""The frame around every page: navigation, theme, notice, error pages, legal pages."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings, settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults
from lxml import html

from tests.factories.people import BodyFactory, UserFactory

pytestmark = pytest.mark.django_db


def tree_of(response: HttpResponse) -> html.HtmlElement:
    """Return the page, parsed."""
    return html.document_fromstring(response.content.decode())


def navigation_of(client: Client, path: str = "/") -> list[tuple[str, str]]:
    """Return label and aria-current of each entry of the main navigation."""
    links = tree_of(client.get(path)).xpath("//nav[@id='navigation']//li/a")
    return [(link.text, link.get("aria-current", "")) for link in links]


def test_comments_of_templates_end_on_their_line() -> None:
    templates = [*(settings.BASE_DIR / "templates").rglob("*.html"), *(settings.BASE_DIR / "templates").rglob("*.txt")]
    lines = [line for template in templates for line in template.read_text().splitlines()]
    assert len(lines) > 1_000
    assert [line for line in lines if line.count("{#") != line.count("#}")] == []


def test_guest_sees_no_administration(client: Client) -> None:
    assert "Verwaltung" not in [label for label, _ in navigation_of(client)]


@pytest.mark.parametrize(("role", "shown"), [({}, False), ({"team": True}, True), ({"admin": True}, True)])
def test_administration_is_for_editors(client: Client, role: dict[str, bool], shown: bool) -> None:
    client.force_login(UserFactory(**role))
    assert ("Verwaltung" in [label for label, _ in navigation_of(client)]) == shown


def test_current_page_is_marked(client: Client) -> None:
    assert [label for label, current in navigation_of(client) if current] == ["Start"]
    assert [label for label, current in navigation_of(client, reverse("imprint")) if current] == []


def test_guest_can_sign_in_and_account_can_sign_out(client: Client) -> None:
    header = tree_of(client.get("/")).xpath("//header")[0]
    assert header.xpath(f".//a[@href='{reverse('account_login')}']")
    client.force_login(UserFactory(name="Kim Beispiel"))
    header = tree_of(client.get("/")).xpath("//header")[0]
    assert "Kim Beispiel" in header.text_content()
    assert header.xpath(f".//form[@method='post'][@action='{reverse('account_logout')}']//button")


def test_theme_follows_the_system_until_one_is_chosen(client: Client) -> None:
    assert tree_of(client.get("/")).get("data-kern-theme") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_theme_is_written_by_the_server(client: Client, theme: str) -> None:
    response = client.post(reverse("choose_theme"), {"theme": theme, "next": reverse("imprint")})
    assert response.url == reverse("imprint")
    page = tree_of(client.get("/"))
    assert page.get("data-kern-theme") == theme
    assert [button.get("value") for button in page.xpath("//footer//button[@aria-pressed='true']")] == [theme]


@pytest.mark.parametrize("value", ["auto", '"><script>'])
def test_other_theme_means_the_system(client: Client, value: str) -> None:
    client.cookies["theme"] = value
    assert tree_of(client.get("/")).get("data-kern-theme") is None


@pytest.mark.parametrize("shown", [True, False])
def test_example_data_are_announced(client: Client, shown: bool) -> None:
    BodyFactory(is_example=shown)
    assert bool(tree_of(client.get("/")).xpath("//aside[@aria-label='Beispieldaten']")) == shown


def test_production_asks_for_no_example_data(client: Client, settings: LazySettings) -> None:
    BodyFactory(is_example=True)
    settings.EXAMPLE_DATA = False
    assert not tree_of(client.get("/")).xpath("//aside[@aria-label='Beispieldaten']")


def test_skip_link_leads_to_the_content(client: Client) -> None:
    page = tree_of(client.get("/"))
    target = page.xpath("//body/a[1]")[0].get("href").removeprefix("#")
    assert page.xpath(f"//main[@id='{target}'][@tabindex='-1']")


PAGES = ["start", "imprint", "privacy", "accessibility", "account_login", "account_reset_password"]


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_a_title_and_nothing_inline(client: Client, name: str) -> None:
    page = tree_of(client.get(reverse(name)))
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//title")[0].text.split(" – ")[0].strip()
    assert page.xpath("//*[@style] | //style | //*[@onclick]") == []
    assert page.xpath("//script[not(@src)][not(@type='application/json')]") == []


def test_imprint_names_the_operator(client: Client, settings: LazySettings) -> None:
    settings.OPERATOR = {"name": "Stadt Gera", "address": "Kornmarkt 12", "email": "x@example.org", "phone": ""}
    text = tree_of(client.get(reverse("imprint"))).xpath("//main")[0].text_content()
    assert "Stadt Gera" in text
    assert "Telefon" not in text


def test_imprint_without_operator_says_what_to_set(client: Client, settings: LazySettings) -> None:
    settings.OPERATOR = {"name": "", "address": "", "email": "", "phone": ""}
    assert "OPERATOR_NAME" in client.get(reverse("imprint")).content.decode()


def test_unknown_page_tells_a_guest_to_sign_in(client: Client) -> None:
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    links = tree_of(response).xpath("//main//a/@href")
    assert f"{reverse('account_login')}?next=/gibt-es-nicht/" in links


def test_refused_form_says_how_to_keep_the_text() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("choose_theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "Zurück" in tree_of(response).xpath("//main")[0].text_content()


ErrorView = Callable[[HttpRequest, Exception], HttpResponse]


@pytest.mark.parametrize(("view", "status"), [(defaults.bad_request, 400), (defaults.permission_denied, 403)])
def test_refusals_are_pages(rf: RequestFactory, view: ErrorView, status: int) -> None:
    request = rf.get("/")
    request.user = UserFactory()
    response = view(request, Exception("geheim"))
    page = tree_of(response)
    assert (response.status_code, len(page.xpath("//h1"))) == (status, 1)
    assert "geheim" not in page.text_content()


def test_server_error_is_a_page_without_context(rf: RequestFactory) -> None:
    response = defaults.server_error(rf.get("/"))
    assert (response.status_code, len(tree_of(response).xpath("//h1"))) == (500, 1)
