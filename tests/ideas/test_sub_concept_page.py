"""The page of a Teilkonzept: everybody who is signed in reads it, and of its ideas those that he or she may see."""

import pytest
from django.utils import timezone

from ideas.enums import Extent, IdeaStatus
from ideas.models import Answer, Idea, Uptake
from people.models import User
from strategy.models import SubConcept
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import SubConceptFactory
from tests.visitors import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

URL = "/strategie/teilkonzepte/licht/"


@pytest.fixture
def concept() -> SubConcept:
    return SubConceptFactory(title="Licht", slug="licht", body__name="Fachgruppe Energie", text="Eins\n\n<b>Zwei</b>")


def take_up(concept: SubConcept, idea: Idea, *, is_told: bool = True) -> Idea:
    """Record an uptake, and publish the answer to the idea."""
    Uptake.objects.create(
        idea=idea, sub_concept=concept, extent=Extent.PARTLY, passage="Abschnitt 2", reason="Passt zum Plan."
    )
    published_at = timezone.now() if is_told else None
    Answer.objects.create(
        idea=idea, outcome=IdeaStatus.ACCEPTED, text="Ja.", prepared_by=UserFactory(), published_at=published_at
    )
    return idea


def test_page_shows_text_group_and_what_became_of_ideas(team: User, concept: SubConcept) -> None:
    idea = take_up(concept, IdeaFactory(title="<i>Laternen</i>"))
    assert concept.get_absolute_url() == URL
    content = text_of(client_of(team).get(URL))
    for part in ("Licht", "Fachgruppe Energie", "<p>Eins</p>", "&lt;b&gt;Zwei", str(idea.reference), "Abschnitt 2",
                 "Passt zum Plan.", "teilweise übernommen", f'href="{idea.get_absolute_url()}"'):  # fmt: skip
        assert part in content, part
    assert "<i>Laternen" not in content


def test_editors_find_the_way_to_change_it_and_others_do_not(team: User, company: User, concept: SubConcept) -> None:
    address = f"/admin/strategy/subconcept/{concept.pk}/change/"
    assert address in text_of(client_of(team).get(URL))
    assert address not in text_of(client_of(company).get(URL))


def test_ideas_are_shown_as_far_as_one_may_read_them_and_once_they_are_answered(
    team: User, company: User, stranger: User, concept: SubConcept
) -> None:
    own = take_up(concept, IdeaFactory(submitter=company))
    untold = take_up(concept, IdeaFactory(submitter=company), is_told=False)
    foreign = take_up(concept, IdeaFactory())
    public = take_up(concept, IdeaFactory(agrees_to_publication=True, published_at=timezone.now()))
    seen = {
        name: {uptake.idea for uptake in client_of(user).get(URL).context["page_obj"]}
        for name, user in (("team", team), ("company", company), ("stranger", stranger))
    }
    assert seen == {"team": {own, untold, foreign, public}, "company": {own, public}, "stranger": {public}}


def test_page_takes_the_same_queries_for_many_ideas(company: User, concept: SubConcept) -> None:
    client = client_of(company)
    take_up(concept, IdeaFactory(submitter=company))
    few = queries_of(client, URL)
    for _ in range(22):
        take_up(concept, IdeaFactory(submitter=company))
    assert queries_of(client, URL) == few
    assert few <= 10
