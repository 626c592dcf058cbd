"""From a line of a protocol to an idea, and back from the line to its idea."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from common.models import FormDraft
from ideas.enums import Channel, IdeaStatus
from ideas.models import Idea
from ideas.origins import Origin, origin_of
from ideas.services.from_point import create_idea_from_point
from people.models import Body, User
from tests.factories.ideas import IdeaFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.workshops import MeetingFactory, row_below
from tests.visitors import client_of, messages_of, queries_of, text_of
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import Meeting, Point


@pytest.fixture
def meeting(body: Body) -> Meeting:
    return MeetingFactory(body=body, number=5, slug="fachgruppe-verkehr-5", protocol__status=ProtocolStatus.CIRCULATED)


@pytest.fixture
def point(meeting: Meeting) -> Point:
    return row_below(
        meeting.protocol,
        kind=PointKind.STATEMENT,
        text="**Busse** sollen an Ampeln Vorrang haben.",
        organisation=OrganisationFactory(name="Verkehrsbetrieb"),
    )


TYPED = {"title": "Busse an Ampeln", "summary": "Vorrang für Busse.", "agrees_to_publication": "on"}


@pytest.mark.django_db
def test_form_is_filled_in_from_the_line(point: Point, team: User) -> None:
    page = text_of(client_of(team).get(f"/ideen/aus-protokollzeile/{point.pk}/"))
    assert 'value="Busse sollen an Ampeln Vorrang haben."' in page
    assert "<strong>Busse</strong> sollen an Ampeln" in page
    assert f'href="/workshops/fachgruppe-verkehr-5/#p-{point.pk}"' in page


@pytest.mark.django_db
def test_idea_is_handed_in_with_its_origin(point: Point, team: User) -> None:
    answer = client_of(team).post(f"/ideen/aus-protokollzeile/{point.pk}/", TYPED)
    idea = Idea.objects.get(point=point)
    assert answer.url == f"/ideen/{idea.reference}/"
    assert (idea.status, idea.channel, idea.call.slug) == (IdeaStatus.SUBMITTED, Channel.FORM, "ideenformular")
    assert (idea.submitter, idea.agrees_to_publication) == (team, True)
    assert idea.first_content == {"title": "Busse an Ampeln", "summary": "Vorrang für Busse.", "answers": {}}
    assert idea.point_snapshot == {
        "text": "**Busse** sollen an Ampeln Vorrang haben.",
        "kind": "Statement",
        "who": "Verkehrsbetrieb",
        "meeting": "5. Workshop der Fachgruppe Verkehr",
        "address": f"/workshops/fachgruppe-verkehr-5/#p-{point.pk}",
        "day": "2020-12-04",
    }


@pytest.mark.django_db
def test_origin_stays_when_the_line_changes_or_goes(point: Point, team: User, member: User, stranger: User) -> None:
    idea, _ = create_idea_from_point(point, title="Ampeln", summary="Vorrang", agrees_to_publication=False, by=team)
    point.text = "Etwas ganz anderes."
    point.save()
    origin = origin_of(idea, member)
    assert isinstance(origin, Origin)
    assert origin.text == "**Busse** sollen an Ampeln Vorrang haben."
    assert origin_of(idea, stranger) is None
    point.delete()
    idea.refresh_from_db()
    assert origin_of(idea, member) is None
    assert origin_of(idea, team) == origin


@pytest.mark.django_db
def test_second_click_leads_to_the_same_idea(point: Point, team: User) -> None:
    client = client_of(team)
    addresses = [client.post(f"/ideen/aus-protokollzeile/{point.pk}/", TYPED).url for _ in range(2)]
    assert Idea.objects.count() == 1
    assert addresses == [Idea.objects.get().get_absolute_url()] * 2
    again = client.get(f"/ideen/aus-protokollzeile/{point.pk}/")
    assert messages_of(again)[-1] == f"Aus dieser Zeile gibt es schon die Idee {Idea.objects.get().reference}."


@pytest.mark.django_db
def test_text_survives_the_end_of_the_session(point: Point, team: User) -> None:
    client, address = client_of(team), f"/ideen/aus-protokollzeile/{point.pk}/"
    client.session.flush()
    client.post(address, TYPED)
    client.force_login(team)
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in TYPED} == TYPED | {"agrees_to_publication": True}
    client.post(address, TYPED)
    assert (Idea.objects.count(), FormDraft.objects.exists()) == (1, False)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_time_make_one_idea(point: Point, team: User) -> None:
    together = Barrier(8)
    made: list[bool] = []

    def click() -> None:
        together.wait()
        idea = {"title": "Ampeln", "summary": "Vorrang", "agrees_to_publication": False}
        made.append(create_idea_from_point(point, **idea, by=team)[1])
        connection.close()

    threads = [Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    assert Idea.objects.count() == 1


@pytest.mark.django_db
def test_title_is_asked_for(point: Point, team: User) -> None:
    answer = client_of(team).post(f"/ideen/aus-protokollzeile/{point.pk}/", TYPED | {"title": "\u200b "})
    assert answer.status_code == 422
    assert "Bitte geben Sie der Idee einen Titel." in text_of(answer)
    assert not Idea.objects.exists()


@pytest.mark.django_db
def test_line_shows_its_idea_to_those_who_may_see_it(meeting: Meeting, point: Point, team: User, member: User) -> None:
    idea = IdeaFactory(point=point, title="Busse <zuerst>", organisation=OrganisationFactory())
    own = UserFactory(organisation=idea.organisation)
    own.memberships.create(body=meeting.body, starts_on="2020-01-01")
    link = f'<a href="/ideen/{idea.reference}/">Idee {idea.reference} Busse &lt;zuerst&gt;</a>'
    shown = {
        user.name: link in text_of(client_of(user).get(meeting.get_absolute_url())) for user in (team, member, own)
    }
    assert shown == {team.name: True, member.name: False, own.name: True}


@pytest.mark.django_db
def test_only_editors_are_offered_an_idea_and_only_at_lines_without_one(
    meeting: Meeting, point: Point, team: User, member: User
) -> None:
    free = row_below(meeting.protocol, text="Noch ohne Idee")
    IdeaFactory(point=point)
    page = text_of(client_of(team).get(meeting.get_absolute_url()))
    assert f'href="/ideen/aus-protokollzeile/{free.pk}/"' in page
    assert f'href="/ideen/aus-protokollzeile/{point.pk}/"' not in page
    assert "aus-protokollzeile" not in text_of(client_of(member).get(meeting.get_absolute_url()))


@pytest.mark.django_db
def test_ideas_at_lines_need_one_query_however_many_there_are(meeting: Meeting, team: User) -> None:
    points = [row_below(meeting.protocol) for _ in range(30)]
    few = queries_of(client_of(team), meeting.get_absolute_url())
    for each in points:
        IdeaFactory(point=each)
    assert queries_of(client_of(team), meeting.get_absolute_url()) == few
