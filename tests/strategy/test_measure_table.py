"""The Maßnahmen as a table: what the filter shows, complete, safe in spreadsheets, and in one query for all rows."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from people.models import Organisation, User
from strategy.models import Measure
from strategy.sheet import headings, measure_rows
from tests.factories.pilots import MeasureSourceFactory
from tests.factories.strategy import (
    ActionFieldFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    MeasureFactory,
    SubConceptFactory,
    VisionFactory,
)
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    """A Maßnahme with everything, of two Handlungsfelder that serve one Zielbild both."""
    vision = VisionFactory(title="Klima")
    fields = [ActionFieldFactory(name=name, visions=[vision]) for name in ("Energie", "Verkehr")]
    fields[1].vision_links.create(vision=VisionFactory(title="Wege"))
    made = MeasureFactory(
        title="=Leuchten()",
        text="Vierhundert; in drei Stufen.",
        action_fields=fields,
        sub_concept=SubConceptFactory(title="Licht"),
        organisation=Organisation.objects.create(name="Stadtwerke"),
        starts_on=date(2021, 3, 1),
        cost=120_000,
        priority="high",
        origin="bottom_up",
    )
    lamps = IndicatorFactory(measure=made, name="Leuchten", target=Decimal(400), target_on=date(2023, 12, 31))
    IndicatorValueFactory(indicator=lamps, value=Decimal("120.5"), measured_on=date(2021, 6, 30))
    IndicatorFactory(
        measure=made, name="Strom", unit="MWh", baseline=Decimal(4100), target=Decimal(1900), target_on=None
    )
    return made


def sheet(client: Client, query: str = "") -> list[list[Any]]:
    answer = client.get(f"/strategie/massnahmen/tabelle.xlsx{query}")
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_a_row_says_all_that_there_is(measure: Measure, company: User) -> None:
    MeasureFactory(title="Leer")
    names, full, bare = sheet(client_of(company))
    assert names == headings()
    assert full[:8] == [
        "'=Leuchten()",
        "Vierhundert; in drei Stufen.",
        "Klima, Wege",
        "Energie, Verkehr",
        "Licht",
        "Stadtwerke",
        *(full[6], None),
    ]
    assert (full[6].date(), full[8:11]) == (date(2021, 3, 1), [120_000, "hoch", "bottom-up"])
    assert full[11].splitlines() == [
        "Leuchten: Ausgangswert 0 Stück, Zielwert 400 Stück bis 31.12.2023, Istwert 120,5 Stück (am 30.06.2021)",
        "Strom: Ausgangswert 4.100 MWh, Zielwert 1.900 MWh, Istwert –",
    ]
    assert bare == ["Leer", *(None,) * 8, "mittel", "top-down", *(None,) * 3]


def test_csv_opens_in_a_german_spreadsheet(measure: Measure, team: User) -> None:
    answer = client_of(team).get("/strategie/massnahmen/tabelle.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == ";".join(headings())
    assert '\'=Leuchten();"Vierhundert; in drei Stufen.";Klima, Wege;' in text
    assert ";01.03.2021;;120000;hoch;" in text


def test_the_table_holds_what_the_list_shows(measure: Measure, team: User) -> None:
    MeasureFactory.create_batch(30)
    client = client_of(team)
    assert len(sheet(client, "?page=2")) == 1 + 31  # all pages of the list
    page = client.get("/strategie/massnahmen/?prioritaet=high&page=1")
    assert 'href="/strategie/massnahmen/tabelle.xlsx?prioritaet=high"' in text_of(page)
    assert [row[0] for row in sheet(client, "?prioritaet=high")[1:]] == ["'=Leuchten()"]


def test_a_value_that_does_not_exist_is_said_and_not_left_out(measure: Measure, team: User) -> None:
    answer = client_of(team).get("/strategie/massnahmen/tabelle.csv?handlungsfeld=quatsch")
    assert answer["Location"] == "/strategie/massnahmen/?handlungsfeld=quatsch"
    assert messages_of(answer)[0].startswith("Einen Wert dieses Filters gibt es nicht.")


def test_all_rows_take_one_query(
    measure: Measure, team: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in MeasureFactory.create_batch(3):
        MeasureSourceFactory.create_batch(2, measure=one)
    with django_assert_num_queries(1):
        assert len(list(measure_rows(Measure.objects.all(), team))) == 4
