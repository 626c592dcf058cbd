"""The pages of milestones: who reads what, what they show, and what they cost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from lxml import html

from ideas.origins import Origin
from milestones.enums import DateKind, FigureKey
from milestones.models import Milestone
from milestones.picture import draw_timeline, in_words
from milestones.selectors import with_standing
from milestones.services.dates import NewDate, change_date
from people.models import User
from tests.factories.milestones import CriterionFactory, DateChangeFactory, MilestoneFactory, PredecessorFactory
from tests.factories.people import BodyFactory, OrganisationFactory
from tests.factories.workshops import DecisionFactory, PointFactory
from tests.visitors import client_of, queries_of, text_of
from workshops.enums import ProtocolStatus

pytestmark = pytest.mark.django_db

LIST = "/meilensteine/"
MARCH = date(2021, 3, 31)


def titles(query: str = "", user: User | None = None) -> list[str]:
    return [row.milestone.title for row in client_of(user).get(f"{LIST}{query}").context["rows"]]


def full_milestone(number: int, body: object, decision: object) -> Milestone:
    """Return a milestone with everything that a page may show of it."""
    milestone = MilestoneFactory(
        planned_on=MARCH + timedelta(days=number), public=True, organisation=OrganisationFactory(), body=body
    )
    CriterionFactory(milestone=milestone)
    CriterionFactory(milestone=milestone, figure=FigureKey.IDEAS_ANSWERED)
    DateChangeFactory(milestone=milestone, decision=decision)
    return milestone


def test_guests_see_what_is_published_and_accounts_everything(company: User) -> None:
    MilestoneFactory(title="Öffentlich", public=True)
    MilestoneFactory(title="Intern")
    assert (titles(), titles(user=company)) == (["Öffentlich"], ["Öffentlich", "Intern"])


def test_list_stands_in_the_order_of_the_days_that_count() -> None:
    for title, planned, dates in (
        ("dritter", 1, {"forecast_on": MARCH + timedelta(days=30)}),
        ("erster", 20, {"reached_on": MARCH}),
        ("zweiter", 10, {}),
    ):
        MilestoneFactory(title=title, public=True, planned_on=MARCH + timedelta(days=planned), **dates)
    assert titles() == ["erster", "zweiter", "dritter"]


def test_filter_finds_by_status_words_and_who() -> None:
    today, body, house = timezone.localdate(), BodyFactory(slug="stadtrat"), OrganisationFactory()
    near = MilestoneFactory(title="nah", public=True, planned_on=today + timedelta(days=5), body=body)
    CriterionFactory(milestone=near)
    MilestoneFactory(title="überfällig", public=True, planned_on=today - timedelta(days=1), organisation=house)
    MilestoneFactory(title="erreicht", public=True, reached_on=MARCH)
    begun = MilestoneFactory(title="begonnen", public=True, planned_on=today + timedelta(days=90))
    CriterionFactory.create_batch(2, milestone=begun)
    CriterionFactory(milestone=begun, done=True)
    MilestoneFactory(title="später", public=True, planned_on=today + timedelta(days=99), description="Straße")
    found = {
        "?status=planned": ["später"],
        "?status=running": ["begonnen"],
        "?status=endangered": ["nah"],
        "?status=overdue": ["überfällig"],
        "?status=reached": ["erreicht"],
        "?status=offen": ["überfällig", "nah", "begonnen", "später"],
        "?gremium=stadtrat": ["nah"],
        f"?organisation={house.pk}": ["überfällig"],
        "?q=strasse": ["später"],
        "?q=ueberfaellig": ["überfällig"],
    }
    assert {query: titles(query) for query in found} == found


def test_list_opens_where_today_is() -> None:
    today = timezone.localdate()
    for days in range(-30, 10):
        MilestoneFactory(public=True, planned_on=today + timedelta(days=days))
    shown = client_of(None).get(LIST).context["page_obj"]
    assert (shown.number, shown.paginator.num_pages) == (2, 2)
    assert client_of(None).get(f"{LIST}?page=1").context["page_obj"].number == 1


def test_picture_and_table_say_the_same() -> None:
    full_milestone(0, None, None)
    MilestoneFactory(public=True, reached_on=MARCH)
    page = html.fromstring(text_of(client_of(None).get(LIST)))
    drawn = [link.get("href") for link in page.xpath("//*[local-name()='svg']//*[local-name()='a']")]
    listed = [link.get("href") for link in page.xpath("//table//th/a")]
    assert drawn == listed != []
    words = page.xpath("//*[local-name()='svg']//*[local-name()='a']/*[local-name()='title']/text()")
    assert [text.split(": ")[1].split(",")[0] for text in words] == page.xpath("//table//td[1]/span/text()")


def test_nothing_that_was_drawn_before_is_shown_again(team: User) -> None:
    """Rows are remembered by what they show: a change, and who looks, is another row."""
    milestone = MilestoneFactory(title="Entwurf", public=True, planned_on=MARCH)
    MilestoneFactory(title="Vertraulich", planned_on=MARCH)
    for client in (client_of(team), client_of(None)):
        assert ("Vertraulich" in text_of(client.get(LIST))) == (client.get(LIST).context["may_edit"])
    milestone.title, milestone.planned_on = "Neuer Entwurf", MARCH + timedelta(days=1)
    milestone.save()
    CriterionFactory(milestone=milestone, done=True)
    [row] = html.fromstring(text_of(client_of(None).get(LIST))).xpath("//table/tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row]
    assert cells[0] == f"Neuer Entwurf{milestone.reference}"
    assert cells[2:4] == ["100 % (1 von 1)", "01.04.2021"]


def test_labels_at_the_edge_of_the_scale_are_not_cut_off() -> None:
    rows = with_standing([MilestoneFactory(planned_on=date(2021, 12, 20))])
    timeline = draw_timeline(rows, date(2021, 1, 2))
    assert timeline is not None
    assert [(tick.label, tick.side) for tick in timeline.ticks][:2] == [("Jan 2021", "start"), ("Mär 2021", "middle")]


def test_what_people_write_is_text_in_the_picture_too() -> None:
    MilestoneFactory(public=True, title="<script>alert(1)</script> & mehr")
    page = text_of(client_of(None).get(LIST))
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; mehr") == 3  # label, its words, and the table


def test_print_page_shows_all_that_were_chosen(team: User) -> None:
    MilestoneFactory.create_batch(30, public=True)
    MilestoneFactory(public=True, reached_on=MARCH)
    page = client_of(None).get("/meilensteine/drucken/?status=offen")
    assert len(page.context["rows"]) == 30
    assert "Status: nicht erreicht" in text_of(page)
    sheets = page.context["timelines"]
    assert [mark.text for sheet in sheets for mark in sheet.marks] == [in_words(row) for row in page.context["rows"]]
    assert [len(sheet.marks) for sheet in sheets] == [9, 9, 9, 3]
    assert len({sheet.ticks for sheet in sheets}) == 1
    assert text_of(page).count('id="zeitleiste-titel-2"') == 1


@pytest.mark.parametrize("path", [LIST, "/meilensteine/drucken/"])
@pytest.mark.parametrize("who", ["guest", "team"])
def test_list_takes_as_many_queries_for_thirty_as_for_one(path: str, who: str, team: User) -> None:
    client, body, decision = client_of(team if who == "team" else None), BodyFactory(), DecisionFactory()
    full_milestone(0, body, decision)
    one = queries_of(client, path)
    for number in range(1, 25):
        full_milestone(number, body, decision)
    assert queries_of(client, path) == one <= 10


@pytest.mark.parametrize("who", ["team", "company"])
def test_page_of_one_takes_as_many_queries_with_much_as_with_little(who: str, request: pytest.FixtureRequest) -> None:
    body, decision = BodyFactory(), DecisionFactory()
    milestone, other = full_milestone(0, body, decision), full_milestone(1, body, decision)
    PredecessorFactory(milestone=milestone, predecessor=other)
    PredecessorFactory(milestone=full_milestone(2, body, decision), predecessor=milestone)
    milestone.point, milestone.decision = PointFactory(), decision
    milestone.point_snapshot = Origin.of(milestone.point).as_snapshot()
    milestone.save()
    client, page = client_of(request.getfixturevalue(who)), milestone.get_absolute_url()
    little = queries_of(client, page)
    for number in range(3, 20):
        PredecessorFactory(milestone=milestone, predecessor=full_milestone(number, body, decision))
        CriterionFactory(milestone=milestone)
        DateChangeFactory(milestone=milestone, decision=DecisionFactory())
    assert queries_of(client, page) == little <= 10


def test_page_says_what_is_done_of_each_criterion(team: User) -> None:
    milestone = MilestoneFactory(public=True)
    CriterionFactory(milestone=milestone, done=True, text="Entwurf liegt vor", proof="Protokoll vom 01.03.2021")
    CriterionFactory(milestone=milestone, dropped=True, text="Entwurf ist gedruckt")
    CriterionFactory(milestone=milestone, figure=FigureKey.PILOTS_DECIDED, text="")
    page = text_of(client_of(None).get(milestone.get_absolute_url()))
    said = [
        "Erfüllt am 01.03.2021: Protokoll vom 01.03.2021",
        "Entfallen am 01.03.2021: Nicht mehr nötig.",
        "Pilotprojekte, über die entschieden ist",
        "noch nichts zu zählen",
        "<strong>50 %</strong>",
    ]
    assert [words for words in said if words not in page] == []
    assert "/piloten/listen/" not in html.fromstring(page).xpath("//main//a/@href")
    assert "/piloten/listen/" in html.fromstring(text_of(client_of(team).get(milestone.get_absolute_url()))).xpath(
        "//main//a/@href"
    )


def test_guests_read_neither_names_nor_hidden_decisions_nor_hidden_neighbours(team: User, company: User) -> None:
    milestone = MilestoneFactory(public=True, responsible=company)
    hidden = DecisionFactory(point__item__section__protocol__status=ProtocolStatus.DRAFT)
    change = NewDate(DateKind.FORECAST, date(2021, 4, 14), "Mehr Zeit.", hidden)
    change_date(milestone, change, was=None, by=team)
    PredecessorFactory(milestone=milestone, predecessor=MilestoneFactory(title="Nur intern"))
    milestone.refresh_from_db()
    milestone.decision = hidden
    milestone.save()
    for visitor, reads in ((None, False), (team, True)):
        page = text_of(client_of(visitor).get(milestone.get_absolute_url())).split("<main", 1)[1]
        assert "Mehr Zeit." in page
        secrets = [str(team), str(company), hidden.reference, "Nur intern"]
        assert [secret in page for secret in secrets] == [reads] * len(secrets)


def test_broken_order_is_shown(team: User) -> None:
    first, second = MilestoneFactory(planned_on=date(2021, 6, 30)), MilestoneFactory(planned_on=MARCH)
    PredecessorFactory(milestone=second, predecessor=first)
    assert "liegt danach" in text_of(client_of(team).get(second.get_absolute_url()))
    assert "liegt davor" in text_of(client_of(team).get(first.get_absolute_url()))
