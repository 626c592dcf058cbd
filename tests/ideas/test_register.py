"""The list of ideas under one address, by role; filters, paging, saved filters."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ideas.enums import IdeaStatus
from ideas.models import Answer, Idea, IdeaDraft, SavedFilter
from people.models import Body, User
from tests.factories.ideas import SUBMITTED_AT, CallFactory, ContactFactory, IdeaFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.strategy import ActionFieldFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


def listed(user: User, query: str = "") -> list[str]:
    return [row.title for row in client_of(user).get(f"/ideen/?{query}").context["rows"]]


def test_newest_idea_comes_first_and_drafts_are_left_out(team: User) -> None:
    IdeaFactory(title="alt", submitted_at=SUBMITTED_AT - timedelta(days=3))
    IdeaFactory(title="neu")
    IdeaFactory(title="zugleich, später angelegt")
    IdeaFactory(draft=True, title="Entwurf")
    IdeaFactory(draft=True, title="eigener Entwurf", submitter=team)
    assert listed(team) == ["zugleich, später angelegt", "neu", "alt"]


@pytest.fixture
def two(team: User, body: Body) -> None:
    """Two ideas that differ in everything that can be filtered."""
    field = ActionFieldFactory(slug="mobilitaet", name="Mobilität")
    sponsor = UserFactory(name="Pat Pate", email="pat@example.org")
    IdeaFactory(call=CallFactory(slug="steckbriefe"), title="Erste", status=IdeaStatus.IN_REVIEW, action_field=field,
                body=body, editor=team, sponsor=sponsor, summary="Über Laternen",
                organisation=OrganisationFactory(name="GVB"))  # fmt: skip
    IdeaFactory(call=CallFactory(slug="wettbewerb", competition=True), title="Zweite", reference="I-2021-4711")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Erste", "Zweite"}),
        ("aufruf=steckbriefe", {"Erste"}),
        ("kanal=competition", {"Zweite"}),
        ("status=in_review", {"Erste"}),
        ("handlungsfeld=mobilitaet", {"Erste"}),
        ("handlungsfeld=niemand", {"Zweite"}),
        ("gruppe=fachgruppe-verkehr", {"Erste"}),
        ("gruppe=niemand", {"Zweite"}),
        ("bearbeitung=niemand", {"Zweite"}),
        ("bearbeitung={team}", {"Erste"}),
        ("pate={sponsor}", {"Erste"}),
        ("pate=niemand", {"Zweite"}),
        ("organisation={organisation}", {"Erste"}),
        ("q=laterne", {"Erste"}),
        ("q=I-2021-4711", {"Zweite"}),
        ("q=4711", {"Zweite"}),
        ("q=laterne&kanal=competition", set()),
        ("q=%25", {"Erste", "Zweite"}),
        ("status=draft", {"Erste", "Zweite"}),
        ("status=unsinn", {"Erste", "Zweite"}),
        ("aufruf=gibt-es-nicht", {"Erste", "Zweite"}),
        ("pate=99999999999999999999", {"Erste", "Zweite"}),
        ("page=99", {"Erste", "Zweite"}),
    ],
)
def test_filter(team: User, two: None, query: str, expected: set[str]) -> None:
    first = Idea.objects.get(title="Erste")
    query = query.format(team=team.pk, sponsor=first.sponsor_id, organisation=first.organisation_id)
    assert set(listed(team, query)) == expected


def test_summary_says_what_is_shown(team: User, two: None) -> None:
    page = client_of(team).get("/ideen/?handlungsfeld=mobilitaet&status=in_review&q=Laterne")
    expected = "1 Idee (Suchwort: Laterne, Status: in Prüfung, Handlungsfeld: Mobilität)"
    assert page.context["summary"] == expected


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("status=foo", "„Status“"),
        ("handlungsfeld=2", "„Handlungsfeld“"),
        ("aufruf=gibt-es-nicht&pate=99&q=Laterne", "„Aufruf“, „Ideenpate“"),
    ],
)
def test_unknown_value_is_named_at_the_summary_and_the_field(team: User, two: None, query: str, ignored: str) -> None:
    page = client_of(team).get(f"/ideen/?{query}")
    assert page.context["summary"].endswith(f". Ohne den Filter {ignored}: Diesen Wert gibt es dort nicht.")
    assert "gültige Auswahl" in text_of(page)
    swapped = client_of(team).get(f"/ideen/?{query}", headers={"HX-Request": "true"})
    assert "Diesen Wert gibt es dort nicht." in text_of(swapped)


def test_filters_are_folded_until_one_is_set(team: User, two: None) -> None:
    def is_open(query: str) -> bool:
        return '<details class="filter-bar__fold" open>' in text_of(client_of(team).get(f"/ideen/?{query}"))

    assert [is_open(query) for query in ("", "page=2", "status=in_review", "status=foo")] == [False, False, True, True]


def test_row_names_what_the_idea_belongs_to(team: User, two: None) -> None:
    [row] = client_of(team).get("/ideen/?kanal=profile").context["rows"]
    assert (row.organisation, row.action_field, row.editor) == ("GVB", "Mobilität", "Kim Team")


def test_editor_who_left_the_team_is_still_named(team: User) -> None:
    IdeaFactory(editor=UserFactory(name="Kam Früher"))
    [row] = client_of(team).get("/ideen/").context["rows"]
    assert row.editor == "Kam Früher"


def test_paging_keeps_the_filter(team: User) -> None:
    call = CallFactory(slug="viele")
    for _ in range(26):
        IdeaFactory(call=call)
    page = client_of(team).get("/ideen/?aufruf=viele")
    assert len(page.context["rows"]) == 25
    assert 'href="?aufruf=viele&amp;page=2"' in text_of(page)
    assert len(client_of(team).get("/ideen/?aufruf=viele&page=2").context["rows"]) == 1


@pytest.mark.parametrize("query", ["", "q=beschrieben", "bearbeitung=niemand"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "swap"])
def test_query_count_does_not_grow_with_rows(team: User, query: str, headers: dict[str, str]) -> None:
    client = client_of(team)
    client.defaults.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()})

    def add() -> None:
        IdeaFactory(organisation=OrganisationFactory(), action_field=ActionFieldFactory(), sponsor=UserFactory())

    add()
    few = queries_of(client, f"/ideen/?{query}")
    for _ in range(29):
        add()
    assert queries_of(client, f"/ideen/?{query}") == few <= 10


def test_empty_register_and_empty_result(team: User) -> None:
    assert "Noch keine Idee" in text_of(client_of(team).get("/ideen/"))
    IdeaFactory()
    page = text_of(client_of(team).get("/ideen/?q=nirgends"))
    assert "Keine Ideen (Suchwort: nirgends)" in page
    assert "Filter zurücksetzen" in page


def test_typed_text_is_escaped(team: User) -> None:
    IdeaFactory(title="<script>alert(1)</script>")
    page = text_of(client_of(team).get("/ideen/", {"q": "<script>alert(2)"}))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in text_of(client_of(team).get("/ideen/"))


# Others than editors --------------------------------------------------------------------------------------------------


def test_company_sees_its_own_ideas_and_drafts_only(company: User) -> None:
    colleague = UserFactory(organisation=company.organisation)
    IdeaFactory(submitter=company, title="Meine")
    draft = IdeaFactory(draft=True, submitter=company, title="")
    IdeaDraft.objects.create(idea=draft, typed={"title": ["Mein Entwurf"]})
    IdeaFactory(submitter=colleague, organisation=company.organisation, title="Vom Haus")
    IdeaFactory(draft=True, submitter=colleague, title="Fremder Entwurf")
    IdeaFactory(title="Fremde")
    IdeaFactory(title="Veröffentlichte", published_at=timezone.now(), agrees_to_publication=True)
    page = client_of(company).get("/ideen/")
    assert {idea.title for idea in page.context["page_obj"]} == {"Meine", "", "Vom Haus"}
    assert "Mein Entwurf" in text_of(page)
    for hidden in ("Fremder Entwurf", "Fremde<", "Bearbeitung", "Sammelaktion"):
        assert hidden not in text_of(page)


def test_search_of_a_company_finds_nothing_of_others(company: User) -> None:
    IdeaFactory(title="Geheime Straßenlaterne")
    IdeaFactory(submitter=company, title="Eigene Straßenlaterne")
    page = client_of(company).get("/ideen/?q=laterne")
    assert [idea.title for idea in page.context["page_obj"]] == ["Eigene Straßenlaterne"]


def test_own_list_has_equal_queries(company: User) -> None:
    client = client_of(company)
    IdeaFactory(submitter=company)
    few = queries_of(client, "/ideen/")
    for _ in range(29):
        IdeaFactory(submitter=company)
    assert queries_of(client, "/ideen/") == few <= 10


def test_guest_is_shown_the_ways_in(db: None) -> None:
    IdeaFactory(title="Geheime Straßenlaterne")
    page = text_of(client_of(None).get("/ideen/?q=laterne"))
    assert 'href="/ideen/einreichen/"' in page
    assert 'href="/ideen/galerie/"' in page
    assert "Geheime" not in page


@pytest.mark.parametrize("path", ["meine/", "sammelaktion/", "export.xlsx", "export.csv", "abgleich/", "filter/"])
@pytest.mark.parametrize("who", ["company", "member", "board"])
def test_pages_of_editors_do_not_exist_for_others(who: str, path: str, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/ideen/{path}?aktion=pruefung").status_code == 404
    assert client.post(f"/ideen/{path}", {"aktion": "pruefung"}).status_code in (404, 405)


# Saved filters --------------------------------------------------------------------------------------------------------


def test_filter_is_saved_under_a_name_and_offered(team: User, two: None) -> None:
    client = client_of(team)
    page = client.get("/ideen/filter/?status=in_review&page=2&unsinn=1&q=")
    assert "Status: in Prüfung" in text_of(page)
    answer = client.post("/ideen/filter/?status=in_review&page=2&unsinn=1&q=", {"name": "Läuft"})
    assert (answer.status_code, answer.url) == (302, "/ideen/?status=in_review")
    assert list(SavedFilter.objects.values_list("owner", "name", "query")) == [(team.pk, "Läuft", "status=in_review")]
    assert '<a href="/ideen/?status=in_review">Läuft</a>' in text_of(client.get("/ideen/"))


def test_same_name_replaces_the_filter(team: User, two: None) -> None:
    client = client_of(team)
    client.post("/ideen/filter/?status=in_review", {"name": "Eins"})
    client.post("/ideen/filter/?status=submitted", {"name": "Eins"})
    assert [saved.query for saved in SavedFilter.objects.all()] == ["status=submitted"]


def test_filter_needs_a_name(team: User) -> None:
    answer = client_of(team).post("/ideen/filter/?status=in_review", {"name": " "})
    assert answer.status_code == 422
    assert "Bitte geben Sie dem Filter einen Namen." in text_of(answer)


def test_filters_belong_to_who_saved_them(team: User, admin: User) -> None:
    saved = SavedFilter.objects.create(owner=admin, name="Fremd", query="status=stored")
    client = client_of(team)
    assert "Fremd" not in text_of(client.get("/ideen/")) + text_of(client.get("/ideen/filter/"))
    assert client.post(f"/ideen/filter/{saved.pk}/loeschen/").status_code == 404
    answer: Any = client_of(admin).post(f"/ideen/filter/{saved.pk}/loeschen/")
    assert messages_of(answer) == ["Der Filter „Fremd“ ist gelöscht."]
    assert not SavedFilter.objects.exists()


# Similar ideas --------------------------------------------------------------------------------------------------------


def similar(user: User | None, **query: str) -> list[str]:
    return [idea.title for idea in client_of(user).get("/ideen/aehnlich/", query).context["similar"]]


@pytest.mark.parametrize(
    "title", ["Intelligente Strassenlaterne", "inteligente Straßenlaternen", "Laternen, die intelligent sind"]
)
def test_similar_titles_and_texts_are_proposed(team: User, title: str) -> None:
    IdeaFactory(title="Intelligente Straßenlaternen")
    IdeaFactory(title="Licht am Weg", summary="Intelligente Laternen für Gera")
    IdeaFactory(title="Chor im Park", summary="Singen")
    assert similar(team, title=title)[0] == "Intelligente Straßenlaternen"
    assert "Chor im Park" not in similar(team, title=title)


def test_editors_are_led_from_similar_ideas_to_merging(team: User, company: User) -> None:
    idea, other = IdeaFactory(title="Kluge Laterne", submitter=company), IdeaFactory(title="Kluge Laternen")
    IdeaFactory(title="Kluge Laterne", status=IdeaStatus.MERGED)
    IdeaFactory(title="Kluge Laternen am Weg", status=IdeaStatus.DECLINED)
    page = text_of(client_of(team).get("/ideen/aehnlich/", {"idee": idea.reference}))
    assert page.count("Kluge Laterne") == 2
    assert page.count(f"/ideen/{idea.reference}/zusammenfuehren/?mit=") == 1
    assert f"?mit={other.reference}" in page
    assert "zusammenfuehren" not in text_of(client_of(company).get("/ideen/aehnlich/", {"idee": idea.reference}))


def test_idea_is_not_similar_to_itself(team: User) -> None:
    idea = IdeaFactory(title="Intelligente Straßenlaternen")
    IdeaFactory(title="Intelligente Straßenlaterne")
    assert similar(team, idee=str(idea.reference)) == ["Intelligente Straßenlaterne"]


@pytest.mark.parametrize("who", ["company", "stranger", None])
def test_only_visible_ideas_are_proposed(who: str | None, request: pytest.FixtureRequest) -> None:
    secret = IdeaFactory(title="Geheime Straßenlaterne")
    IdeaFactory(title="Offene Straßenlaterne", published_at=timezone.now(), agrees_to_publication=True)
    user = request.getfixturevalue(who) if who else None
    assert similar(user, title="Geheime Straßenlaterne") == ["Offene Straßenlaterne"]
    assert client_of(user).get("/ideen/aehnlich/", {"idee": secret.reference}).status_code == 404


def test_form_folds_similar_ideas_and_announces_their_number(team: User) -> None:
    IdeaFactory(title="Intelligente Straßenlaternen")
    part = text_of(client_of(team).get("/ideen/aehnlich/", {"title": "Straßenlaternen"}))
    assert "<summary>1 ähnliche Idee gibt es schon; Ihre ist trotzdem willkommen</summary>" in part
    assert '<div id="announcement" hx-swap-oob="innerHTML">1 ähnliche Idee unter dem Titel.</div>' in part
    assert text_of(client_of(team).get("/ideen/aehnlich/", {"title": "Chor"})).strip() == ""


def test_short_or_missing_titles_find_nothing(team: User) -> None:
    IdeaFactory(title="Idee")
    assert similar(team) == similar(team, title="Id") == []


def test_contact_data_stand_on_the_editors_page_only(team: User, company: User) -> None:
    idea = IdeaFactory(submitter=company)
    ContactFactory(idea=idea, email="uli@example.org")
    assert "uli@example.org" in text_of(client_of(team).get(idea.get_absolute_url()))
    assert "uli@example.org" not in text_of(client_of(team).get("/ideen/"))
    assert b"uli@example.org" not in b"".join(client_of(team).get("/ideen/export.csv"))


def test_lists_lead_to_the_prepared_answers_and_the_queue_counts_them(team: User) -> None:
    for published_at in (None, None, timezone.now()):
        answer = Answer(idea=IdeaFactory(), outcome="stored", text="Später.", prepared_by=team)
        answer.published_at = published_at
        answer.save()
    assert 'href="/ideen/antworten/"' in text_of(client_of(team).get("/ideen/"))
    text = text_of(client_of(team).get("/ideen/meine/"))
    assert 'href="/ideen/antworten/"' in text
    assert 'Vorbereitete Antworten<span class="count">2</span>' in text


def test_filter_knows_a_call_that_is_new(team: User) -> None:
    IdeaFactory(title="Andere")
    listed(team)
    IdeaFactory(call=CallFactory(slug="ganz-neu"), title="Neue")
    assert listed(team, "aufruf=ganz-neu") == ["Neue"]
