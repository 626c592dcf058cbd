"""Versions: compiled, frozen with a digest, put before bodies, passed by the council, continued."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from post_office.models import Email

from common.digests import digest_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.enums import BodyKind
from people.models import User
from strategy.compiling import compile_version
from strategy.content import content_from, walk
from strategy.enums import FreezeReason, Priority, VersionStatus
from strategy.models import Annex, Release, StrategyVersion, SubConcept
from strategy.services.annexes import add_annex, edit_annex, move_annex, remove_annex
from strategy.services.consultations import consult_bodies
from strategy.services.opinions import answer_opinion, give_opinion, hand_in
from strategy.services.resolutions import make_ready, pass_version, send_back
from strategy.services.versions import edit_version, start_version
from tests.factories.people import BodyFactory, MembershipFactory
from tests.factories.strategy import (
    AnnexFactory,
    StrategyVersionFactory,
    consulted_version,
    passed_version,
    ready_version,
    small_strategy,
)

pytestmark = pytest.mark.django_db

STATUSES = VersionStatus.values


def version_with(status: str) -> StrategyVersion:
    return StrategyVersionFactory(status=status)


def texts_of(strategy: StrategyVersion) -> dict[str, str]:
    """Return all that stands in the parts of a version, by heading."""
    return {
        one.heading: "\n".join(
            [
                *(f"{label}: {value}" for label, value in one.part.facts),
                *one.part.text,
                *(" | ".join(row) for row in (one.part.grid.rows if one.part.grid else ())),
            ]
        )
        for one in walk(compile_version(strategy))
    }


# Compiling ------------------------------------------------------------------------------------------------------------


def test_version_is_compiled_from_everything() -> None:
    concept = small_strategy().sub_concept
    other = SubConcept.objects.exclude(pk=concept.pk).get()
    strategy = AnnexFactory(title="Beteiligte", text="Alle Unternehmen.").strategy
    assert texts_of(strategy) == {
        "1 Einleitung": "Gera wird smart.",
        "2 Zielbilder": "Vernetzte Stadt | Mobilität",
        "2.1 Vernetzte Stadt": "Alle erreichen alles.",
        "3 Handlungsfelder": "",
        "3.1 Mobilität": "Zielbilder: Vernetzte Stadt\nWie wir uns bewegen.\nLeuchten umrüsten | mittel | ab 03/2021",
        "4 Teilkonzepte": "Straßenbeleuchtung | ergänzt | Datennetz | Beide brauchen dieselben Masten.",
        "4.1 Datennetz": f"Gruppe: {other.body}\nStand: Entwurf",
        "4.1.1 Ausgangslage": "Funk für alle.",
        "4.2 Straßenbeleuchtung": f"Gruppe: {concept.body}\nStand: Entwurf",
        "4.2.1 Ausgangslage": "Die Laternen melden sich.",
        "5 Maßnahmen": "\n".join(f"Priorität **{one.label}**: {one.meaning}." for one in Priority),
        "5.1 Leuchten umrüsten": "Handlungsfelder: Mobilität\nTeilkonzept: Straßenbeleuchtung\nZeitraum: ab 03/2021\n"
        "Kosten: 120.000 Euro\nPriorität: mittel\nHerkunft: top-down\n**Vierhundert** Leuchten.\n"
        "umgerüstete Leuchten | 0 Stück | 400 Stück bis 31.12.2023 | 100 Stück (am 01.03.2021)",
        "6 Anlagen": "",
        "6.1 Beteiligte": "Alle Unternehmen.",
    }


def test_empty_chapters_are_left_out() -> None:
    strategy = StrategyVersionFactory(introduction="")
    assert compile_version(strategy).parts == ()


def test_compiling_takes_five_queries(django_assert_num_queries: object) -> None:
    small_strategy()
    small = StrategyVersionFactory()
    with django_assert_num_queries(5):  # type: ignore[operator]
        compile_version(small)


# Freezing -------------------------------------------------------------------------------------------------------------


def test_first_consultation_freezes_the_draft_with_its_digest(team: User) -> None:
    small_strategy()
    strategy = consulted_version(by=team)
    release = strategy.releases.get()
    assert strategy.status == VersionStatus.IN_CONSULTATION
    assert (release.kind, release.by, release.sha256) == (FreezeReason.CONSULTATION, team, digest_of(release.content))
    assert content_from(release.content) == compile_version(strategy)


def test_frozen_state_stays_what_it_was() -> None:
    measure = small_strategy()
    strategy = consulted_version()
    measure.title = "Etwas anderes"
    measure.save()
    release = strategy.releases.get()
    assert digest_of(release.content) == release.sha256
    assert "5.1 Leuchten umrüsten" in [one.heading for one in walk(content_from(release.content))]


def test_bodies_that_are_asked_later_read_the_same_unless_it_changed() -> None:
    measure = small_strategy()
    strategy = consulted_version()
    due_on = timezone.localdate() + timedelta(days=7)
    consult_bodies(strategy, [BodyFactory()], due_on=due_on, by=None)
    assert strategy.releases.count() == 1
    measure.title = "Etwas anderes"
    measure.save()
    consult_bodies(strategy, [BodyFactory()], due_on=due_on, by=None)
    assert strategy.releases.count() == 2


# Steps ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
def test_bodies_are_asked_before_the_council_decides(status: str) -> None:
    strategy = version_with(status)
    due_on = timezone.localdate()
    if status in (VersionStatus.DRAFT, VersionStatus.IN_CONSULTATION):
        (made,) = consult_bodies(strategy, [BodyFactory()], due_on=due_on, by=None)
        assert made.strategy.status == VersionStatus.IN_CONSULTATION
    else:
        with pytest.raises(TransitionError):
            consult_bodies(strategy, [BodyFactory()], due_on=due_on, by=None)
        assert not Release.objects.exists()


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_was_consulted_gets_ready(status: str) -> None:
    strategy = version_with(status)
    with pytest.raises(TransitionError) as refused:
        make_ready(strategy, by=None)
    asks_for_bodies = str(refused.value) == "Noch ist kein Gremium gefragt."
    assert asks_for_bodies == (status == VersionStatus.IN_CONSULTATION)
    strategy.refresh_from_db()
    assert strategy.status == status


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_is_ready_goes_back(status: str) -> None:
    strategy = version_with(status)
    if status == VersionStatus.READY:
        assert send_back(strategy, by=None, reason="Kosten fehlen").status == VersionStatus.IN_CONSULTATION
    else:
        with pytest.raises(TransitionError):
            send_back(strategy, by=None, reason="Kosten fehlen")


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_is_ready_is_passed(status: str) -> None:
    strategy = ready_version() if status == VersionStatus.READY else version_with(status)
    if status == VersionStatus.READY:
        assert passed(strategy).status == VersionStatus.PASSED
    else:
        with pytest.raises(TransitionError):
            passed(strategy)


def passed(strategy: StrategyVersion, **given: object) -> StrategyVersion:
    resolution = {
        "body": BodyFactory(kind=BodyKind.COUNCIL),
        "resolved_on": timezone.localdate(),
        "paper_number": "123/2021",
        "votes_yes": 30,
        "votes_no": 5,
        "votes_abstained": 4,
    }
    return pass_version(strategy, resolution | given, by=None).strategy


def test_going_back_needs_a_reason() -> None:
    with pytest.raises(TransitionError, match="Grund"):
        send_back(ready_version(), by=None, reason=" ")


def test_what_is_left_to_do_keeps_it_from_being_ready() -> None:
    talking, silent, late = (BodyFactory(name=name) for name in ("AG Energie", "AG Wohnen", "AG Mobilität"))
    strategy = consulted_version(talking, silent, late)
    said = strategy.consultations.get(body=talking)
    opinion = give_opinion(said, part_key="", text="Zu lang.", by=None)
    hand_in(said, by=None)
    missed = strategy.consultations.get(body=late)
    missed.due_on = timezone.localdate() - timedelta(days=1)
    missed.save()
    with pytest.raises(TransitionError) as refused:
        make_ready(strategy, by=None)
    assert "AG Energie: 1 von 1 Stellungnahmen ist noch zu beantworten." in str(refused.value)
    assert "AG Wohnen kann noch bis zum" in str(refused.value)
    assert "AG Mobilität" not in str(refused.value)  # its day has passed
    answer_opinion(opinion, version=opinion.version, outcome="adopted", reason="Gekürzt.", by=None)
    hand_in(strategy.consultations.get(body=silent), by=None)
    assert make_ready(strategy, by=None).status == VersionStatus.READY


def test_council_decides_on_what_was_frozen_last_with_its_resolution() -> None:
    measure = small_strategy()
    strategy = ready_version()
    measure.title = "Nach dem Einfrieren"
    measure.save()
    final = passed(strategy).releases.get(kind=FreezeReason.PASSED)
    ready = strategy.releases.get(kind=FreezeReason.READY)
    content = content_from(final.content)
    assert replace(content, facts=()) == content_from(ready.content)
    assert dict(content.facts)["Drucksache"] == "123/2021"
    assert dict(content.facts)["Abstimmung"] == "30 Ja, 5 Nein, 4 Enthaltungen"
    assert final.sha256 == digest_of(final.content) != ready.sha256


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"resolved_on": date(2999, 1, 1)}, "resolved_on"),
        ({"resolved_on": date(1999, 1, 1)}, "resolved_on"),
        ({"votes_yes": 5}, "__all__"),
        ({"paper_number": ""}, "paper_number"),
    ],
)
def test_council_that_did_not_pass_it_leaves_it_ready(given: dict[str, object], field: str) -> None:
    strategy = ready_version()
    with pytest.raises(ValidationError) as refused:
        passed(strategy, **given)
    assert field in refused.value.message_dict
    strategy.refresh_from_db()
    assert (strategy.status, strategy.releases.count()) == (VersionStatus.READY, 2)


def test_members_of_the_bodies_hear_of_the_resolution() -> None:
    member = MembershipFactory()
    strategy = consulted_version(member.body)
    hand_in(strategy.consultations.get(), by=None)
    make_ready(strategy, by=None)
    passed(strategy)
    mail = Email.objects.get(subject__startswith="Beschlossen")
    assert mail.to == [member.user.email]
    assert "Drucksache 123/2021; 30 Ja, 5 Nein, 4 Enthaltungen" in mail.message


# The next version -----------------------------------------------------------------------------------------------------


def test_first_version_is_number_one(team: User) -> None:
    made = start_version(by=team)
    assert (made.number, made.continues, made.status) == (1, None, VersionStatus.DRAFT)


def test_next_version_takes_texts_and_annexes_along(team: User) -> None:
    last = passed_version()
    AnnexFactory(strategy=last, title="Beteiligte", slug="beteiligte", position=3)
    made = start_version(by=team)
    assert (made.number, made.continues, made.introduction) == (2, last, last.introduction)
    (annex,) = made.annexes.all()
    assert (annex.title, annex.slug, annex.position) == ("Beteiligte", "beteiligte", 3)
    last.refresh_from_db()
    assert last.status == VersionStatus.PASSED


def test_version_is_superseded_when_the_next_one_is_passed() -> None:
    last = passed_version()
    following = start_version(by=None)
    consult_bodies(following, [BodyFactory()], due_on=timezone.localdate(), by=None)
    hand_in(following.consultations.get(), by=None)
    make_ready(following, by=None)
    passed(following)
    last.refresh_from_db()
    assert last.status == VersionStatus.SUPERSEDED
    assert [one.number for one in StrategyVersion.objects.in_force()] == [2]


@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.IN_CONSULTATION, VersionStatus.READY])
def test_there_is_one_version_in_work(status: str) -> None:
    version_with(status)
    with pytest.raises(TransitionError, match="noch nicht beschlossen"):
        start_version(by=None)
    assert StrategyVersion.objects.count() == 1


def test_second_version_without_predecessor_is_refused_by_the_database() -> None:
    StrategyVersionFactory()
    with pytest.raises(ValidationError, match="schon fortgeschrieben"):
        StrategyVersion(number=2).full_clean()


# Texts ----------------------------------------------------------------------------------------------------------------


def test_two_people_do_not_overwrite_each_other(team: User) -> None:
    strategy = StrategyVersionFactory()
    edit_version(strategy, version=1, head={"introduction": "Meins."}, by=team)
    with pytest.raises(StaleVersionError):
        edit_version(strategy, version=1, head={"introduction": "Deins."}, by=team)
    strategy.refresh_from_db()
    assert strategy.introduction == "Meins."


@pytest.mark.parametrize("status", STATUSES)
def test_texts_change_until_the_council_has_them(status: str) -> None:
    annex = AnnexFactory(strategy__status=status)
    strategy = annex.strategy
    changes = [
        lambda: edit_version(strategy, version=strategy.version, head={"introduction": "Neu."}, by=None),
        lambda: add_annex(strategy, title="Neu", text="Neu.", by=None),
        lambda: edit_annex(annex, version=1, title="Neu", text="Anders.", by=None),
        lambda: move_annex(annex, up=True, by=None),
        lambda: remove_annex(annex, by=None),
    ]
    for change in changes:
        if status in (VersionStatus.DRAFT, VersionStatus.IN_CONSULTATION):
            change()
        else:
            with pytest.raises(TransitionError, match="ändert sich nicht mehr"):
                change()


@pytest.mark.parametrize("status", STATUSES)
def test_publication_may_change_at_any_time(status: str) -> None:
    strategy = version_with(status)
    assert edit_version(
        strategy, version=1, head={"is_public": True, "introduction": strategy.introduction}, by=None
    ).is_public


def test_same_annex_once_more_is_the_same() -> None:
    strategy = StrategyVersionFactory()
    first, second = (add_annex(strategy, title="Neu", text="Text.", by=None) for _ in range(2))
    third = add_annex(strategy, title="Neu", text="Anderes.", by=None)
    assert first == second
    assert [one.slug for one in (first, third)] == ["neu-2", "neu-3"]  # "neu" is the address of the form


def test_annexes_move_by_one_place_and_stay_at_the_ends() -> None:
    strategy = StrategyVersionFactory()
    for title in "abc":
        add_annex(strategy, title=title, text=title, by=None)

    def order() -> str:
        return "".join(annex.title for annex in strategy.annexes.all())

    def move(title: str, *, up: bool) -> None:
        move_annex(Annex.objects.get(title=title), up=up, by=None)

    move("c", up=True)
    assert order() == "acb"
    move("a", up=True)
    move("b", up=False)
    assert order() == "acb"
    move("a", up=False)
    assert order() == "cab"


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["member", "board", "company"])
def test_only_editors_write_versions(role: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(role)
    annex = AnnexFactory()
    strategy = annex.strategy
    steps = [
        lambda: start_version(by=person),
        lambda: edit_version(strategy, version=1, head={"title": "Meins"}, by=person),
        lambda: add_annex(strategy, title="Meins", text="Meins", by=person),
        lambda: remove_annex(annex, by=person),
        lambda: consult_bodies(strategy, [BodyFactory()], due_on=timezone.localdate(), by=person),
    ]
    for step in steps:
        with pytest.raises(PermissionDenied):
            step()
    ready = StrategyVersion.objects.get()
    ready.status = VersionStatus.READY
    ready.save()
    with pytest.raises(PermissionDenied):
        send_back(ready, by=person, reason="Weil")


@pytest.mark.parametrize(
    ("status", "is_public", "seen"),
    [
        (VersionStatus.DRAFT, False, "team"),
        (VersionStatus.DRAFT, True, "team"),
        (VersionStatus.IN_CONSULTATION, False, "team member"),
        (VersionStatus.IN_CONSULTATION, True, "team member guest"),
        (VersionStatus.READY, False, "team member"),
        (VersionStatus.PASSED, False, "team member guest"),
        (VersionStatus.SUPERSEDED, False, "team member guest"),
    ],
)
def test_who_sees_a_version(status: str, is_public: bool, seen: str, team: User, member: User) -> None:
    StrategyVersionFactory(status=status, is_public=is_public)
    people = {"team": team, "member": member, "guest": AnonymousUser()}
    found = [name for name, person in people.items() if StrategyVersion.objects.visible_to(person).exists()]
    assert found == seen.split()


def test_guests_read_the_last_frozen_state_only(member: User) -> None:
    strategy = passed_version()
    assert strategy.releases.visible_to(member).count() == 3
    assert [one.kind for one in strategy.releases.visible_to(AnonymousUser())] == [FreezeReason.PASSED]
