"""The public gallery: what is in it, for everybody and without personal data; publishing; winners of competitions."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.transitions import TransitionError
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.services.publication import change_agreement, mark_winners, publish_idea, unpublish_idea
from people.models import User
from tests.factories.ideas import (
    PIXEL,
    CallFactory,
    CoAuthorFactory,
    ContactFactory,
    IdeaFactory,
    PictureFactory,
    QuestionFactory,
)
from tests.factories.strategy import ActionFieldFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

GALLERY = "/ideen/galerie/"


def published(**fields: Any) -> Idea:
    return IdeaFactory(published_at=timezone.now(), agrees_to_publication=True, **fields)


def shown(address: str = GALLERY) -> list[Idea]:
    return [idea for idea, _ in client_of(None).get(address).context["ideas"]]


def test_gallery_shows_what_was_published_with_consent() -> None:
    idea = published()
    IdeaFactory(agrees_to_publication=True)
    IdeaFactory(published_at=timezone.now())
    for status in (IdeaStatus.WITHDRAWN, IdeaStatus.MERGED):
        published(status=status)
    assert shown() == [idea]


def test_gallery_holds_no_contact_data_and_no_private_answers() -> None:
    idea = published(title="Mehr Bänke", answers={"1": "Streng vertraulich"})
    ContactFactory(idea=idea, name="Toni Beispiel", email="toni@example.org")
    CoAuthorFactory(idea=idea, name="Sam Beispiel")
    page = text_of(client_of(None).get(GALLERY))
    assert "Mehr Bänke" in page
    for secret in ("Toni", "Sam", "example.org", "Streng vertraulich"):
        assert secret not in page


def test_filters_narrow_the_gallery() -> None:
    field = ActionFieldFactory(slug="mobilitaet")
    call = CallFactory(slug="wettbewerb", competition=True)
    bus, bench = published(title="Busse mit Vorrang", action_field=field), published(title="Bänke", call=call)
    assert shown(f"{GALLERY}?feld=mobilitaet") == [bus]
    assert shown(f"{GALLERY}?aufruf=wettbewerb") == [bench]
    assert shown(f"{GALLERY}?q=vorrang busse") == [bus]
    assert shown(f"{GALLERY}?q=nichts") == []


def test_filter_offers_only_what_is_in_the_gallery() -> None:
    IdeaFactory(call__title="Geheimer Aufruf", action_field=ActionFieldFactory(name="Geheimes Feld"))
    assert "Geheim" not in text_of(client_of(None).get(GALLERY))


def test_gallery_needs_the_same_queries_for_many_ideas() -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            PictureFactory(idea=published(action_field=ActionFieldFactory()))

    fill(1)
    few = queries_of(client_of(None), GALLERY)
    fill(29)
    assert queries_of(client_of(None), GALLERY) == few <= 10
    assert len(shown(f"{GALLERY}?page=2")) == 5


def test_picture_is_drawn_with_its_description_and_served_as_a_file() -> None:
    picture = PictureFactory(idea=published(), description='Platz mit "Bäumen"')
    address = f"/ideen/galerie/bild/{picture.pk}/"
    assert f'src="{address}" alt="Platz mit &quot;Bäumen&quot;"' in text_of(client_of(None).get(GALLERY))
    answer: Any = client_of(None).get(address)
    assert answer.content == PIXEL
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client_of(None).get(address, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


def test_page_of_a_published_idea_shows_its_picture_and_its_prize() -> None:
    idea = published(call=jury(-1), is_winner=True)
    picture = PictureFactory(idea=idea)
    page = text_of(client_of(None).get(idea.get_absolute_url()))
    assert f'src="/ideen/galerie/bild/{picture.pk}/" alt="Ein Platz mit Bäumen"' in page
    assert page.count("Preisträger") == 1


@pytest.mark.parametrize(
    "picture",
    [
        {"idea__published_at": None},
        {"idea__agrees_to_publication": False},
        {"idea__status": IdeaStatus.WITHDRAWN},
        {"kind": "attachment"},
        {"content_type": "image/svg+xml"},
    ],
    ids=str,
)
def test_no_other_file_is_served(picture: dict[str, Any], team: User) -> None:
    fields = {"idea__published_at": timezone.now()} | picture
    address = f"/ideen/galerie/bild/{PictureFactory(**fields).pk}/"
    assert [client_of(user).get(address).status_code for user in (None, team)] == [404, 404]


@pytest.mark.parametrize(("is_public", "status"), [(True, 200), (False, 404)])
def test_picture_as_an_answer_is_served_if_the_answer_is_public(is_public: bool, status: int) -> None:
    picture = PictureFactory(idea=published(), question=QuestionFactory(kind="file", is_public=is_public))
    assert client_of(None).get(f"/ideen/galerie/bild/{picture.pk}/").status_code == status


# Publishing -----------------------------------------------------------------------------------------------------------


def post(user: User, idea: Idea, show: str) -> Any:
    return client_of(user).post(f"/ideen/{idea.reference}/veroeffentlichung/", {"show": show})


def test_team_publishes_and_takes_back(team: User) -> None:
    idea = IdeaFactory(agrees_to_publication=True)
    assert messages_of(post(team, idea, "yes")) == ["Die Idee ist jetzt in der öffentlichen Galerie."]
    assert shown() == [idea]
    assert messages_of(post(team, idea, "no")) == ["Die Idee ist nicht mehr in der Galerie."]
    assert shown() == []
    reasons = list(idea.history.values_list("history_change_reason", flat=True)[:2])
    assert reasons == ["Aus der Ideengalerie genommen", "In der Ideengalerie veröffentlicht"]


def test_publishing_twice_changes_nothing(team: User) -> None:
    idea = IdeaFactory(agrees_to_publication=True)
    first = publish_idea(idea, by=team).published_at
    assert publish_idea(idea, by=team).published_at == first
    unpublish_idea(idea, by=team)
    unpublish_idea(idea, by=team)
    assert idea.history.count() == 3


@pytest.mark.parametrize("status", [IdeaStatus.WITHDRAWN, IdeaStatus.MERGED])
def test_ideas_that_were_taken_back_are_not_published(team: User, status: str) -> None:
    with pytest.raises(TransitionError, match="erscheint nicht in der Galerie"):
        publish_idea(IdeaFactory(agrees_to_publication=True, status=status), by=team)


def test_nothing_is_published_without_consent(team: User) -> None:
    idea = IdeaFactory()
    assert messages_of(post(team, idea, "yes")) == [
        "Die einreichende Person hat der Veröffentlichung nicht zugestimmt."
    ]
    assert shown() == []


def test_submitter_takes_the_consent_back() -> None:
    idea = published()
    change_agreement(idea, agrees=False, by=None)
    assert shown() == []
    idea.refresh_from_db()
    assert (idea.agrees_to_publication, idea.published_at) == (False, None)


def test_only_editors_publish(company: User, member: User) -> None:
    idea = IdeaFactory(submitter=company, agrees_to_publication=True)
    assert [post(user, idea, "yes").status_code for user in (company, member)] == [404, 404]
    assert shown() == []


# Winners --------------------------------------------------------------------------------------------------------------


def jury(days: int) -> Any:
    return CallFactory(competition=True, jury_on=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize(("days", "is_told"), [(1, False), (0, False), (-1, True)])
def test_winner_is_told_after_the_jurys_day(team: User, days: int, is_told: bool) -> None:
    call = jury(days)
    winner, _ = published(call=call), published(call=call)
    mark_winners(call, [winner], by=team)
    page = text_of(client_of(None).get(GALLERY))
    assert page.count("Preisträger") == int(is_told)
    first = shown(f"{GALLERY}?aufruf={call.slug}")[0]
    assert (first == winner) is is_told


def test_page_of_the_call_names_the_winners_after_the_jurys_day() -> None:
    for days, expected in ((0, 0), (-1, 1)):
        call = jury(days)
        call.closes_at = timezone.now() - timedelta(days=2)
        call.save()
        winner, _ = published(call=call, is_winner=True), published(call=call)
        IdeaFactory(call=call, is_winner=True, title="nicht veröffentlicht")
        page = text_of(client_of(None).get(call.get_absolute_url()))
        assert (page.count("Gewonnen haben"), page.count(winner.title)) == (expected, expected)
        assert "nicht veröffentlicht" not in page


def test_winners_page_saves_exactly_those_chosen(team: User) -> None:
    call = jury(-1)
    before, after = IdeaFactory(call=call, is_winner=True), IdeaFactory(call=call)
    address = f"/ideen/aufrufe/{call.slug}/preistraeger/"
    answer = client_of(team).post(address, {"winners": [after.pk]})
    assert messages_of(answer) == ["Die Preisträger sind gespeichert."]
    assert list(Idea.objects.filter(is_winner=True)) == [after]
    assert client_of(team).get(address).context["form"].initial["winners"].get() == after
    client_of(team).post(address, {})
    assert not Idea.objects.filter(is_winner=True).exists()
    assert before.history.first().history_change_reason == "Nicht mehr Preisträger"


def test_winners_must_be_in_the_running(team: User) -> None:
    call = jury(-1)
    for idea in (
        IdeaFactory(call=call, status=IdeaStatus.WITHDRAWN),
        IdeaFactory(),
        IdeaFactory(call=call, draft=True),
    ):
        with pytest.raises(TransitionError, match="nimmt nicht"):
            mark_winners(call, [idea], by=team)
        answer = client_of(team).post(f"/ideen/aufrufe/{call.slug}/preistraeger/", {"winners": [idea.pk]})
        assert answer.status_code == 422
    assert not Idea.objects.filter(is_winner=True).exists()


def test_call_without_jury_has_no_winners(team: User) -> None:
    call = CallFactory(competition=True)
    with pytest.raises(TransitionError, match="Jurysitzung"):
        mark_winners(call, [IdeaFactory(call=call)], by=team)
    assert "Noch keine Jurysitzung" in text_of(client_of(team).get(f"/ideen/aufrufe/{call.slug}/preistraeger/"))
