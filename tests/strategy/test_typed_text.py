"""What was typed when the session ended waits for the sign-in: also reasons of steps, values, and names in the tree."""

from datetime import date

import pytest
from django.test import Client

from common.models import FormDraft
from common.sign_in import NOT_DONE
from people.models import User
from strategy.enums import SubConceptStatus, VersionStatus
from strategy.models import IndicatorValue, Vision
from tests.factories.pilots import MeasureSourceFactory
from tests.factories.strategy import (
    ActionFieldFactory,
    ConceptLinkFactory,
    IndicatorFactory,
    StrategyVersionFactory,
    SubConceptSectionFactory,
    VisionFactory,
)
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

WHY = "Der Stadtrat hat es am Donnerstag so besprochen."
TREE = "/strategie/bearbeiten/"


@pytest.fixture
def client(team: User) -> Client:
    """The team's client."""
    return client_of(team)


@pytest.fixture
def addresses() -> list[str]:
    """Every page that asks for a reason."""
    source, section = MeasureSourceFactory(), SubConceptSectionFactory()
    measure, concept = source.measure.get_absolute_url(), section.sub_concept.get_absolute_url()
    link = ConceptLinkFactory(source=section.sub_concept)
    returned = SubConceptSectionFactory(sub_concept__status=SubConceptStatus.IN_COORDINATION).sub_concept
    ready = StrategyVersionFactory(status=VersionStatus.READY)
    return [
        f"{VisionFactory().get_absolute_url()}entfernen/",
        f"{ActionFieldFactory().get_absolute_url()}entfernen/",
        f"{measure}entfernen/",
        f"{measure}indikatoren/{IndicatorFactory(measure=source.measure).pk}/entfernen/",
        f"{measure}herkunft/{source.pk}/loesen/",
        f"{concept}abschnitte/{section.pk}/entfernen/",
        f"{concept}verknuepfungen/{link.pk}/loesen/",
        f"{returned.get_absolute_url()}schritt/zurueckgeben/",
        f"{ready.get_absolute_url()}schritt/zurueck/",
    ]


def test_reasons_wait_for_the_sign_in(client: Client, team: User, addresses: list[str]) -> None:
    for address in addresses:
        client.session.flush()
        assert client.post(address, {"reason": WHY}).status_code == 302
        client.force_login(team)
        page = client.get(address)
        assert (address, page.context["form"]["reason"].value()) == (address, WHY)
        assert "ist wieder da" in text_of(page)


def test_a_value_waits_for_the_sign_in_and_is_forgotten_once_it_is_kept(client: Client, team: User) -> None:
    indicator = IndicatorFactory()
    address = f"{indicator.measure.get_absolute_url()}indikatoren/{indicator.pk}/messwert/"
    typed = {"value": "1234,5", "measured_on": "2021-03-01"}
    client.session.flush()
    client.post(address, typed)
    client.force_login(team)
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    client.post(address, typed)
    assert IndicatorValue.objects.get().measured_on == date(2021, 3, 1)
    assert not FormDraft.objects.exists()


def test_a_name_in_the_tree_waits_for_the_sign_in(client: Client, team: User) -> None:
    key = f"v{VisionFactory().pk}"
    client.session.flush()
    client.post(TREE, {"zeile": key, "name": "Wärme aus der Elster", "zug": "neu"})
    client.force_login(team)
    page = text_of(client.get(TREE))
    assert 'value="Wärme aus der Elster"' in page
    assert f'value="{key}" checked' in page
    client.post(TREE, {"zeile": key, "name": "Wärme aus der Elster", "zug": "neu"})
    assert "Wärme aus der Elster" in text_of(client.get(TREE))
    assert 'value="Wärme aus der Elster"' not in text_of(client.get(TREE))


def test_a_move_whose_session_had_ended_is_said_not_to_be_done(client: Client, team: User) -> None:
    first, second = VisionFactory(), VisionFactory()
    client.session.flush()
    client.post(TREE, {"zeile": f"v{second.pk}", "name": "", "zug": "hoch"})
    client.force_login(team)
    assert NOT_DONE in messages_of(client.get(TREE))
    assert NOT_DONE not in text_of(client.get(TREE))
    assert list(Vision.objects.all()) == [first, second]


def test_htmx_leads_the_whole_page_to_the_sign_in(client: Client) -> None:
    client.session.flush()
    answer = client.post(TREE, {"zeile": "s", "name": "Wärme", "zug": "neu"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/konto/login/?next={TREE}")
