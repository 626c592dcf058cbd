"""List pages: counts in words, pages, the filter in words, and what htmx gets."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from common.lists import CappedPaginator, count_in_words, page_of
from people.models import Organisation
from tests.factories.people import OrganisationFactory
from tests.factories.workshops import MeetingFactory
from tests.visitors import client_of, text_of

pytestmark = pytest.mark.django_db


def request(query: str = "") -> HttpRequest:
    return RequestFactory().get(f"/liste/?{query}")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "Keine Sitzungen"), (1, "1 Sitzung"), (2, "2 Sitzungen"), (26, "26 Sitzungen")]
)
def test_count_in_words(count: int, words: str) -> None:
    for _ in range(count):
        OrganisationFactory()
    assert count_in_words(page_of(request(), Organisation.objects.all()), "Sitzung", "Sitzungen") == words


def test_count_stops_at_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.lists.COUNT_CAP", 3)
    for _ in range(5):
        OrganisationFactory()
    page = page_of(request(), Organisation.objects.all())
    assert page.paginator.count == 3
    assert count_in_words(page, "Firma", "Firmen") == "Mehr als 3 Firmen"


def test_thousands_are_written_as_in_german() -> None:
    paginator = CappedPaginator(Organisation.objects.all(), 25)
    paginator.counted = 1_001
    assert count_in_words(paginator.page(1), "Firma", "Firmen") == "Mehr als 1.000 Firmen"


@pytest.mark.parametrize(("asked", "shown"), [("1", 1), ("2", 2), ("99", 2), ("-1", 2), ("x", 1), ("", 1)])
def test_page_that_does_not_exist_becomes_a_near_one(asked: str, shown: int) -> None:
    for _ in range(26):
        OrganisationFactory()
    assert page_of(request(f"page={asked}"), Organisation.objects.all()).number == shown


def test_htmx_gets_the_list_alone() -> None:
    MeetingFactory(is_public=True)
    client = client_of(None)
    whole, part = client.get("/workshops/"), client.get("/workshops/", headers={"HX-Request": "true"})
    assert "<html" in text_of(whole)
    assert "<html" not in text_of(part)
    assert 'id="liste"' in text_of(whole)
    assert text_of(part).strip() in text_of(whole)
    for answer in (whole, part):
        assert "HX-Request" in answer.headers["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page() -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in text_of(client_of(None).get("/workshops/", headers=headers))
