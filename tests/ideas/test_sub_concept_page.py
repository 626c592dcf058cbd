"""What the pages of a Teilkonzept show of ideas: everybody reads there those that he or she may see."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ideas.enums import Extent, IdeaStatus
from ideas.models import Answer, Idea, Uptake
from people.models import User
from strategy.models import SubConcept
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import SubConceptFactory, SubConceptSectionFactory
from tests.visitors import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

URL = "/strategie/teilkonzepte/licht/"
IDEAS = f"{URL}ideen/"


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
                 "Passt zum Plan.", "(teilweise)", f'href="{idea.get_absolute_url()}"', f'href="{IDEAS}"'):  # fmt: skip
        assert part in content, part
    assert "<i>Laternen" not in content


def test_ideas_stand_beside_the_section_that_they_fed(team: User, concept: SubConcept) -> None:
    section = SubConceptSectionFactory(sub_concept=concept, heading="Maste")
    fed, whole = IdeaFactory(title="Laternen"), IdeaFactory(title="Sterne sehen")
    take_up(concept, fed)
    Uptake.objects.get(idea=fed).delete()
    Uptake.objects.create(idea=fed, sub_concept=concept, section=section, extent=Extent.WHOLLY, reason="Passt.")
    take_up(concept, whole)
    content = text_of(client_of(team).get(URL))
    start, end = content.index(f'id="{section.anchor}"'), content.index("Ideen zum ganzen Teilkonzept")
    assert "Laternen" in content[start:end]
    assert "Sterne sehen" in content[end:]
    assert "Abschnitt: Maste" in text_of(client_of(team).get(IDEAS))


def test_a_section_of_another_concept_is_refused(team: User, concept: SubConcept) -> None:
    uptake = Uptake(idea=IdeaFactory(), sub_concept=concept, extent=Extent.PARTLY, reason="Passt.")
    uptake.section = SubConceptSectionFactory()
    with pytest.raises(ValidationError, match="einen Abschnitt dieses Teilkonzepts"):
        uptake.full_clean()


def test_ideas_are_shown_as_far_as_one_may_read_them_and_once_they_are_answered(
    team: User, company: User, stranger: User, concept: SubConcept
) -> None:
    own = take_up(concept, IdeaFactory(submitter=company))
    untold = take_up(concept, IdeaFactory(submitter=company), is_told=False)
    foreign = take_up(concept, IdeaFactory())
    public = take_up(concept, IdeaFactory(agrees_to_publication=True, published_at=timezone.now()))
    seen = {
        name: {uptake.idea for uptake in client_of(user).get(IDEAS).context["page_obj"]}
        for name, user in (("team", team), ("company", company), ("stranger", stranger))
    }
    assert seen == {"team": {own, untold, foreign, public}, "company": {own, public}, "stranger": {public}}


@pytest.mark.parametrize("address", [URL, IDEAS])
def test_page_takes_the_same_queries_for_many_ideas(company: User, concept: SubConcept, address: str) -> None:
    client = client_of(company)
    take_up(concept, IdeaFactory(submitter=company))
    few = queries_of(client, address)
    for _ in range(22):
        take_up(concept, IdeaFactory(submitter=company))
    assert queries_of(client, address) == few
    assert few <= 10
