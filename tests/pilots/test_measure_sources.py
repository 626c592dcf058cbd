"""What stands behind a Maßnahme: ideas and pilots, read from both sides and only by those who may."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.models import Answer, Idea
from people.models import User
from pilots.models import MeasureSource
from pilots.services.measures import add_source, edit_source, remove_source
from strategy.models import Measure
from strategy.sheet import headings, measure_rows
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.pilots import MeasureSourceFactory, PilotFactory
from tests.factories.strategy import ActionFieldFactory, MeasureFactory, SubConceptFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    """A Maßnahme."""
    return MeasureFactory(title="Leuchten umrüsten", slug="leuchten")


def test_the_database_wants_exactly_one_of_both(measure: Measure) -> None:
    for both in ({}, {"idea": IdeaFactory(), "pilot": PilotFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeasureSource.objects.create(measure=measure, reason="Weil.", **both)
        with pytest.raises(ValidationError, match="entweder eine Idee oder ein Pilotprojekt"):
            add_source(measure, reason="Weil.", by=None, **both)


def test_the_same_twice_is_one_and_another_reason_is_refused(measure: Measure, team: User) -> None:
    idea = IdeaFactory()
    first, second = (add_source(measure, idea=idea, reason="Weil.", by=team) for _ in range(2))
    assert first == second
    with pytest.raises(ValidationError, match="steht schon hinter der Maßnahme"):
        add_source(measure, idea=idea, reason="Darum.", by=team)


def test_writing_is_for_editors_and_on_a_version(measure: Measure, team: User, board: User) -> None:
    with pytest.raises(PermissionDenied):
        add_source(measure, pilot=PilotFactory(), reason="Weil.", by=board)
    source = MeasureSourceFactory(measure=measure)
    edit_source(source, version=1, reason="Besser.", by=team)
    with pytest.raises(StaleVersionError):
        edit_source(source, version=1, reason="Anders.", by=team)
    remove_source(source, by=team, reason="Verwechslung.")
    assert MeasureSource.history.latest().history_change_reason == "Verwechslung."


def test_form_takes_the_number_of_either(measure: Measure, team: User) -> None:
    idea, pilot = IdeaFactory(), PilotFactory()
    client, url = client_of(team), f"{measure.get_absolute_url()}herkunft/neu/"
    for number in (str(idea.reference).lower(), f" {pilot.reference} "):
        assert client.post(url, {"number": number, "reason": "Weil."}).status_code == 302
    assert [(one.idea, one.pilot) for one in measure.sources.all()] == [(idea, None), (None, pilot)]
    content = text_of(client.get(measure.get_absolute_url()))
    for one in (idea, pilot):
        assert f'href="{one.get_absolute_url()}"' in content


@pytest.mark.parametrize("number", ["", "I-2020-9999", "quatsch", "draft"])
def test_form_refuses_other_numbers_and_keeps_the_text(measure: Measure, team: User, number: str) -> None:
    response = client_of(team).post(
        f"{measure.get_absolute_url()}herkunft/neu/", {"number": number, "reason": "Lang begründet."}
    )
    assert response.status_code == 422
    assert "Lang begründet.</textarea>" in text_of(response)


def test_what_lies_near_is_offered_with_its_number(measure: Measure, team: User) -> None:
    field, concept = ActionFieldFactory(), SubConceptFactory()
    measure = MeasureFactory(sub_concept=concept, action_fields=[field])
    pilot, idea, far = PilotFactory(action_field=field), IdeaFactory(), IdeaFactory()
    idea.uptakes.create(sub_concept=concept, extent="partly", reason="Passt.")
    content = text_of(client_of(team).get(f"{measure.get_absolute_url()}herkunft/neu/?nummer={idea.reference}"))
    assert f'href="?nummer={pilot.reference}"' in content
    assert f'value="{idea.reference}"' in content
    assert str(far.reference) not in content


def test_a_stale_reason_shows_both(measure: Measure, team: User) -> None:
    source = MeasureSourceFactory(measure=measure, reason="Alt.")
    edit_source(source, version=1, reason="Inzwischen.", by=None)
    url = f"{measure.get_absolute_url()}herkunft/{source.pk}/"
    response = client_of(team).post(url, {"version": 1, "reason": "Meins."})
    assert response.status_code == 409
    assert "Inzwischen." in text_of(response)
    assert "Meins.</textarea>" in text_of(response)
    gone = client_of(team).post(f"{url}loesen/", {"reason": "Doch nicht."})
    assert "steht nicht mehr hinter der Maßnahme" in messages_of(gone)[0]


def answered(idea: Idea) -> Idea:
    Answer.objects.create(
        idea=idea, outcome=IdeaStatus.ACCEPTED, text="Ja.", prepared_by=UserFactory(), published_at=timezone.now()
    )
    return idea


def test_each_reads_what_he_or_she_may_see(measure: Measure, team: User, company: User, stranger: User) -> None:
    own = answered(IdeaFactory(submitter=company, title="Eigene Idee"))
    untold = IdeaFactory(submitter=company, title="Noch nicht beantwortet")
    foreign = answered(IdeaFactory(title="Fremde Idee"))
    public, secret = PilotFactory(published=True, title="Offener Versuch"), PilotFactory(title="Stiller Versuch")
    for idea in (own, untold, foreign):
        MeasureSourceFactory(measure=measure, idea=idea, pilot=None)
    for pilot in (public, secret):
        MeasureSourceFactory(measure=measure, pilot=pilot)
    titles = {str(one.title) for one in (own, untold, foreign, public, secret)}

    def seen(user: User) -> set[str]:
        client = client_of(user)
        content = text_of(client.get(measure.get_absolute_url()))
        table = b"".join(client.get("/strategie/massnahmen/tabelle.csv").streaming_content).decode()
        on_page, in_table = ({title for title in titles if title in text} for text in (content, table))
        assert in_table == on_page
        return on_page

    assert seen(team) == titles
    assert seen(company) == {"Eigene Idee", "Offener Versuch"}
    assert seen(stranger) == {"Offener Versuch"}


def test_the_table_names_what_is_behind_in_order(measure: Measure, team: User) -> None:
    for number in (2, 1):
        idea = IdeaFactory(reference=f"I-2020-000{number}", title=f"Licht {number}")
        MeasureSourceFactory(measure=measure, idea=idea, pilot=None)
    MeasureSourceFactory(measure=measure, pilot__reference="P-2021-002", pilot__title="Leuchten im Park")
    MeasureSourceFactory()  # behind another one
    assert headings()[-2:] == ["Ideen dahinter", "Pilotprojekte dahinter"]
    (row,) = measure_rows(Measure.objects.filter(pk=measure.pk), team)
    assert row[-2:] == ["I-2020-0001 Licht 1\nI-2020-0002 Licht 2", "P-2021-002 Leuchten im Park"]


def test_idea_and_pilot_lead_to_the_measure(measure: Measure, team: User, company: User) -> None:
    idea, pilot = IdeaFactory(submitter=company), PilotFactory(published=True)
    MeasureSourceFactory(measure=measure, idea=idea, pilot=None)
    MeasureSourceFactory(measure=measure, pilot=pilot)
    link = f'href="{measure.get_absolute_url()}"'
    assert link in text_of(client_of(team).get(idea.get_absolute_url()))
    assert link not in text_of(client_of(company).get(idea.get_absolute_url()))  # not answered yet
    answered(idea)
    assert link in text_of(client_of(company).get(idea.get_absolute_url()))
    assert link in text_of(client_of(company).get(pilot.get_absolute_url()))
    assert link not in text_of(client_of(None).get(pilot.get_absolute_url()))


def test_page_takes_the_same_queries_for_many_sources(measure: Measure, team: User) -> None:
    client = client_of(team)
    MeasureSourceFactory(measure=measure)
    few = queries_of(client, measure.get_absolute_url())
    for _ in range(15):
        MeasureSourceFactory(measure=measure)
        MeasureSourceFactory(measure=measure, idea=IdeaFactory(), pilot=None)
    assert queries_of(client, measure.get_absolute_url()) == few <= 10
