"""Stand vom: what a release holds, its hash, and what is different today."""

import pytest
from django.db import connection

from common.digests import digest_of
from pilots.enums import PilotStatus, ReleaseKind
from pilots.models import PilotList, Release
from pilots.services.lists import freeze
from pilots.services.pilots import edit_pilot
from pilots.stand import pilots_then
from tests.factories.people import OrganisationFactory
from tests.factories.pilots import ConditionFactory, ResolutionFactory, opened_list

pytestmark = pytest.mark.django_db


def frozen(pilot_list: PilotList, kind: ReleaseKind = ReleaseKind.OPENED) -> Release:
    """Return the release of the list as the database keeps it."""
    release = freeze(pilot_list, list(pilot_list.entries.select_related("pilot")), kind, by=None)
    return Release.objects.get(pk=release.pk)


def test_hash_is_that_of_what_the_database_gives_back() -> None:
    for kind in ReleaseKind:
        release = frozen(opened_list(2, reviewers=3, handed_in=True), kind)
        assert digest_of(release.content) == release.sha256


def test_change_of_a_pilot_is_shown_and_the_frozen_text_stays() -> None:
    pilot_list = opened_list(2)
    release = frozen(pilot_list)
    pilot = pilot_list.entries.first().pilot  # type: ignore[union-attr]
    edit_pilot(
        pilot,
        version=pilot.version,
        profile={"title": "Anders", "lead": OrganisationFactory(name="Neue GmbH")},
        partners=[],
        costs=[],
        by=None,
    )
    then, other = pilots_then(release.content)
    assert then.title == pilot.title
    assert {change.label for change in then.changes} == {"Titel", "Federführung", "Kosten"}
    assert ("Federführung", str(pilot.lead)) in then.profile
    assert not other.changes


def test_deleted_pilot_stays_readable() -> None:
    pilot_list = opened_list(1)
    release = frozen(pilot_list)
    pilot = pilot_list.entries.get().pilot
    pilot_list.entries.get().delete()
    pilot.delete()
    (then,) = pilots_then(release.content)
    assert then.is_gone
    assert then.title == pilot.title
    assert then.cost == "20.000 Euro"


def test_decided_list_keeps_result_and_decisions() -> None:
    pilot_list = opened_list(2, reviewers=3, handed_in=True)
    first, second = pilot_list.entries.all()
    condition = ConditionFactory(resolution__entry=first, resolution__reason="Nur so.")
    wrong = ResolutionFactory(entry=second)
    right = ResolutionFactory(entry=second, outcome=PilotStatus.REJECTED, corrects=wrong)
    one, two = pilots_then(frozen(pilot_list, ReleaseKind.DECIDED).content)
    assert one.standing == {
        "reference": one.reference,
        "rank": 1,
        "mean": "75.00",
        "median": "75.00",
        "spread": "0.00",
        "count": 3,
        "advice": "3 dafür",
    }
    assert (one.outcome, one.resolution["reason"]) == ("mit Auflagen beschlossen", "Nur so.")
    assert one.conditions == [(condition.text, str(condition.organisation), condition.due_on)]
    assert (two.outcome, two.resolution["decision"]) == ("abgelehnt", right.decision.reference)


def test_release_that_was_tampered_with_is_found_out() -> None:
    release = frozen(opened_list(1))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pilots_release SET content = jsonb_set(content, '{pilots,0,title}', '\"Gefälscht\"') WHERE id = %s",
            [release.pk],
        )
    release.refresh_from_db()
    assert digest_of(release.content) != release.sha256
