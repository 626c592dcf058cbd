"""Indicators: from a baseline to a target, with what was measured."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.versions import StaleVersionError
from people.models import User
from strategy.indicators import percent_of, progress_of
from strategy.models import Indicator, Measure
from strategy.services.indicators import add_indicator, edit_indicator, record_value, remove_indicator
from tests.factories.strategy import IndicatorFactory, IndicatorValueFactory, MeasureFactory
from tests.visitors import client_of, queries_of, text_of

FIGURES = st.decimals(min_value=-10_000, max_value=10_000, places=2)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "percent"),
    [("0", "400", "100", 25), ("4100", "1900", "3980", 5), ("0", "400", "500", 100), ("10", "20", "5", 0),
     ("0", "400", "399.99", 99)],
)  # fmt: skip
def test_the_way_to_the_target_in_percent(baseline: str, target: str, value: str, percent: int) -> None:
    indicator = Indicator(baseline=Decimal(baseline), target=Decimal(target))
    assert percent_of(indicator, Decimal(value)) == percent


@given(FIGURES, FIGURES, FIGURES)
def test_the_way_is_between_0_and_100_and_full_at_the_target_only(
    baseline: Decimal, target: Decimal, value: Decimal
) -> None:
    if baseline == target:
        return
    indicator = Indicator(baseline=baseline, target=target)
    percent = percent_of(indicator, value)
    is_reached = value >= target if target > baseline else value <= target
    assert 0 <= percent <= 100
    assert (percent == 100) is is_reached


@pytest.mark.django_db
def test_the_last_value_counts(team: User) -> None:
    indicator = IndicatorFactory()
    record_value(indicator, value=Decimal(200), measured_on=date(2021, 3, 1), by=team)
    record_value(indicator, value=Decimal(100), measured_on=date(2021, 1, 1), by=team)
    [progress] = progress_of(indicator.measure)
    assert progress.latest is not None
    assert (progress.latest.value, progress.percent, progress.is_reached) == (200, 50, False)


@pytest.mark.django_db
def test_a_second_value_of_a_day_replaces_the_first_with_its_history(team: User) -> None:
    indicator = IndicatorFactory()
    for value in (100, 120, 120):
        record_value(indicator, value=Decimal(value), measured_on=date(2021, 3, 1), by=team)
    stored = indicator.values.get()
    assert (stored.value, stored.history.count()) == (120, 2)


@pytest.mark.django_db
def test_writing_is_for_editors_and_on_a_version(team: User, member: User) -> None:
    content = {"name": "Leuchten", "unit": "Stück", "baseline": Decimal(0), "target": Decimal(10), "target_on": None}
    with pytest.raises(PermissionDenied):
        add_indicator(MeasureFactory(), content, by=member)
    indicator = add_indicator(MeasureFactory(), content, by=team)
    with pytest.raises(ValidationError, match="hat die Maßnahme schon"):
        add_indicator(indicator.measure, {**content, "name": "leuchten"}, by=team)
    with pytest.raises(ValidationError, match="nichts zu messen"):
        edit_indicator(indicator, version=1, content={"target": Decimal(0)}, by=team)
    edit_indicator(indicator, version=1, content={"target": Decimal(20)}, by=team)
    with pytest.raises(StaleVersionError):
        edit_indicator(indicator, version=1, content={"target": Decimal(30)}, by=team)
    remove_indicator(indicator, by=team, reason="Nicht messbar.")
    assert not Indicator.objects.exists()


@pytest.mark.django_db
def test_forms_take_german_figures(team: User) -> None:
    measure = MeasureFactory()
    client, url = client_of(team), f"{measure.get_absolute_url()}indikatoren/"
    values = {"name": "Wasserverlust", "unit": "Prozent", "baseline": "11,5", "target": "8", "version": 0}
    assert client.post(f"{url}neu/", values).status_code == 302
    indicator = Indicator.objects.get()
    assert (indicator.baseline, indicator.target) == (Decimal("11.5"), Decimal(8))
    assert client.post(f"{url}neu/", values)["Location"] == measure.get_absolute_url()  # a second click
    assert Indicator.objects.get() == indicator
    today = timezone.localdate()
    assert client.post(f"{url}{indicator.pk}/messwert/", {"value": "9,75", "measured_on": today}).status_code == 302
    content = text_of(client.get(measure.get_absolute_url()))
    assert "9,75 Prozent" in content
    assert "50 Prozent des Wegs" in content
    late = client.post(f"{url}{indicator.pk}/messwert/", {"value": "9", "measured_on": today + timedelta(days=1)})
    assert (late.status_code, "liegt in der Zukunft" in text_of(late)) == (422, True)
    same = client.post(f"{url}neu/", {**values, "name": "Anders", "target": "11,5"})
    assert "Der Zielwert ist gleich dem Ausgangswert" in text_of(same)


@pytest.mark.django_db
def test_page_takes_the_same_queries_for_many_indicators(team: User) -> None:
    measure: Measure = IndicatorValueFactory().indicator.measure
    client = client_of(team)
    few = queries_of(client, measure.get_absolute_url())
    for _ in range(8):
        IndicatorValueFactory(indicator=IndicatorFactory(measure=measure))
    assert queries_of(client, measure.get_absolute_url()) == few <= 10


@pytest.mark.django_db
def test_what_was_typed_when_the_session_ended_comes_back(team: User) -> None:
    measure = MeasureFactory()
    url, client = f"{measure.get_absolute_url()}indikatoren/neu/", client_of(team)
    client.get(url)
    client.cookies.pop("sessionid")
    client.post(url, {"name": "umgerüstete Leuchten", "unit": "Stück", "target": "9.400"})
    client.force_login(team)
    form = client.get(url).context["form"]
    assert (form["name"].value(), form["target"].value()) == ("umgerüstete Leuchten", "9.400")
