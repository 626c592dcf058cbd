"""Teilkonzepte: who writes them, sections side by side, every step over every status, links with their figure."""

from collections.abc import Callable
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from post_office.models import Email

from common.digests import digest_of
from common.models import StatusChange
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import Extent
from ideas.models import Uptake
from people.models import Body, User
from strategy.enums import LinkKind, SubConceptStatus
from strategy.models import ConceptLink, SubConcept, SubConceptSection
from strategy.network import CIRCLE_HEIGHT, CIRCLE_WIDTH, concept_picture
from strategy.selectors.sub_concepts import links_between, neighbours_of, progress_of_concepts
from strategy.services.links import edit_link, link_sub_concepts, unlink_sub_concepts
from strategy.services.sections import STILL_NAMED, add_section, edit_section, move_section, remove_section
from strategy.services.sub_concepts import (
    WITHOUT_TEXT,
    accept_sub_concept,
    create_sub_concept,
    edit_sub_concept,
    reopen_sub_concept,
    return_sub_concept,
    submit_sub_concept,
)
from strategy.services.versions import start_version
from tests.factories.ideas import IdeaFactory
from tests.factories.people import BodyFactory, MembershipFactory
from tests.factories.strategy import (
    ConceptLinkFactory,
    MeasureFactory,
    SubConceptFactory,
    SubConceptSectionFactory,
    passed_version,
    small_strategy,
)
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

DRAFT, IN_COORDINATION, ACCEPTED = SubConceptStatus.values


@pytest.fixture
def concept(body: Body) -> SubConcept:
    """A Teilkonzept of the member's body, with a section."""
    return SubConceptFactory(title="Licht", slug="licht", body=body, text="Viele Leuchten sind alt.")


# Sections


def test_members_write_side_by_side(concept: SubConcept, member: User, team: User) -> None:
    first, second = concept.sections.get(), add_section(concept, heading="Ziel", text="Sparen.", by=member)
    edit_section(first, version=1, heading="Lage", text="Sehr alt.", by=team)
    edit_section(second, version=1, heading="Ziel", text="Viel sparen.", by=member)
    assert [(one.heading, one.text) for one in concept.sections.all()] == [
        ("Lage", "Sehr alt."), ("Ziel", "Viel sparen."),
    ]  # fmt: skip


def test_two_in_one_section_see_each_other(concept: SubConcept, member: User, team: User) -> None:
    section = concept.sections.get()
    edit_section(section, version=1, heading="Lage", text="Sehr alt.", by=team)
    with pytest.raises(StaleVersionError):
        edit_section(section, version=1, heading="Lage", text="Uralt.", by=member)
    url = f"{concept.get_absolute_url()}abschnitte/{section.pk}/"
    response = client_of(member).post(url, {"version": 1, "heading": "Lage", "text": "Uralt."})
    assert response.status_code == 409
    content = text_of(response)
    assert "Sehr alt." in content
    assert "Uralt.</textarea>" in content
    assert "Inzwischen hat Kim Team diesen Abschnitt geändert" in content


def test_the_same_section_twice_is_one(concept: SubConcept, member: User) -> None:
    first, second = (add_section(concept, heading="Ziel", text="Sparen.", by=member) for _ in range(2))
    assert first == second


def test_sections_move_and_stop_at_the_ends(concept: SubConcept, member: User) -> None:
    second = add_section(concept, heading="Ziel", by=member)
    for by_places in (-1, -1):
        move_section(second, by_places, by=member)
    assert [one.heading for one in concept.sections.all()] == ["Ziel", "Ausgangslage"]
    client_of(member).post(f"{concept.get_absolute_url()}abschnitte/{second.pk}/verschieben/", {"zug": "runter"})
    assert [one.heading for one in concept.sections.all()] == ["Ausgangslage", "Ziel"]


def test_a_section_that_an_uptake_names_stays(concept: SubConcept, member: User) -> None:
    section = concept.sections.get()
    Uptake.objects.create(
        idea=IdeaFactory(), sub_concept=concept, section=section, extent=Extent.WHOLLY, reason="Passt."
    )
    with pytest.raises(TransitionError, match=STILL_NAMED[:20]):
        remove_section(section, by=member, reason="Zu lang.")
    response = client_of(member).post(
        f"{concept.get_absolute_url()}abschnitte/{section.pk}/entfernen/", {"reason": "Zu lang."}
    )
    assert messages_of(response) == [STILL_NAMED]
    assert concept.sections.count() == 1


def test_a_removed_section_is_told_in_the_history(concept: SubConcept, member: User) -> None:
    remove_section(concept.sections.get(), by=member, reason="Steht schon im Ziel.")
    content = text_of(client_of(member).get(f"{concept.get_absolute_url()}verlauf/"))
    assert "Abschnitt „Ausgangslage“ entfernt" in content
    assert "Steht schon im Ziel." in content


def test_an_earlier_text_of_a_section_comes_back(concept: SubConcept, member: User) -> None:
    section = concept.sections.get()
    edit_section(section, version=1, heading="Lage", text="Neu.", by=member)
    url = f"{concept.get_absolute_url()}verlauf/{section.history.earliest().history_id}/"
    assert f'href="{url}"' in text_of(client_of(member).get(f"{concept.get_absolute_url()}verlauf/"))
    assert f'href="{concept.get_absolute_url()}verlauf/">' in text_of(client_of(member).get(url))  # the way back
    client_of(member).post(url, {"version": 2})
    section.refresh_from_db()
    assert (section.heading, section.text) == ("Ausgangslage", "Viele Leuchten sind alt.")


def test_a_removed_section_comes_back_once(concept: SubConcept, member: User) -> None:
    remove_section(concept.sections.get(), by=member, reason="Versehen.")
    url = f"{concept.get_absolute_url()}verlauf/{SubConceptSection.history.latest().history_id}/"
    client = client_of(member)
    assert f'href="{url}"' in text_of(client.get(f"{concept.get_absolute_url()}verlauf/"))
    assert "Viele Leuchten sind alt." in text_of(client.get(url))
    for _ in range(2):
        assert client.post(url, {"version": 0}).status_code == 302
    assert [(one.heading, one.text) for one in concept.sections.all()] == [("Ausgangslage", "Viele Leuchten sind alt.")]


def test_whoever_writes_reads_why_it_was_given_back(concept: SubConcept, member: User, team: User) -> None:
    return_sub_concept(submit_sub_concept(concept, by=member), by=team, reason="Bitte Kosten ergänzen.")
    page = concept.get_absolute_url()
    assert "Bitte Kosten ergänzen." in text_of(client_of(member).get(page))
    submit_sub_concept(concept, by=member)
    assert "Bitte Kosten ergänzen." not in text_of(client_of(member).get(page))


@pytest.mark.parametrize("visitor", ["stranger", "company", "board"])
def test_others_write_nothing(concept: SubConcept, visitor: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(visitor)
    section = concept.sections.get()
    with pytest.raises(PermissionDenied):
        add_section(concept, heading="Ziel", by=user)
    with pytest.raises(PermissionDenied):
        edit_section(section, version=1, heading="Ziel", text="", by=user)
    with pytest.raises(PermissionDenied):
        submit_sub_concept(concept, by=user)
    with pytest.raises(PermissionDenied):
        link_sub_concepts(concept, SubConceptFactory(), kind=LinkKind.REQUIRES, reason="Weil.", by=user)


def test_a_member_of_yesterday_writes_no_more(concept: SubConcept, member: User) -> None:
    membership = member.memberships.get()
    membership.ends_on = membership.starts_on
    membership.save()
    with pytest.raises(PermissionDenied):
        add_section(concept, heading="Ziel", by=User.objects.get(pk=member.pk))


# Head and status


def test_title_and_group_are_for_editors(concept: SubConcept, member: User, team: User) -> None:
    body = BodyFactory()
    with pytest.raises(PermissionDenied):
        edit_sub_concept(concept, version=1, title="Licht", body=body, by=member)
    edit_sub_concept(concept, version=1, title="Licht und Mast", body=body, by=team)
    concept.refresh_from_db()
    assert (concept.title, concept.slug, concept.body) == ("Licht und Mast", "licht", body)
    with pytest.raises(ValidationError, match="gibt es schon"):
        create_sub_concept(title="licht und mast", body=body, by=team)


STEPS = {
    submit_sub_concept: (DRAFT, IN_COORDINATION),
    accept_sub_concept: (IN_COORDINATION, ACCEPTED),
    return_sub_concept: (IN_COORDINATION, DRAFT),
    reopen_sub_concept: (ACCEPTED, DRAFT),
}


@pytest.mark.parametrize(("step", "status"), list(product(STEPS, SubConceptStatus.values)))
def test_every_step_over_every_status(concept: SubConcept, team: User, step: object, status: str) -> None:
    concept.status = status
    concept.save()
    source, target = STEPS[step]
    if status != source:
        with pytest.raises(TransitionError):
            step(concept, by=team, reason="Weil.")
        assert not StatusChange.objects.exists()
        return
    assert step(concept, by=team, reason="Weil.").status == target
    change = StatusChange.objects.get()
    assert (change.from_status, change.to_status, change.by, change.reason) == (source, target, team, "Weil.")


def test_without_text_there_is_nothing_to_agree_upon(team: User) -> None:
    with pytest.raises(TransitionError, match=WITHOUT_TEXT[:30]):
        submit_sub_concept(SubConceptFactory(), by=team)


def test_members_submit_and_take_back_with_a_reason_but_do_not_accept(concept: SubConcept, member: User) -> None:
    submit_sub_concept(concept, by=member)
    with pytest.raises(PermissionDenied):
        accept_sub_concept(concept, by=member)
    with pytest.raises(TransitionError, match="Grund"):
        return_sub_concept(concept, by=member, reason=" ")
    assert return_sub_concept(concept, by=member, reason="Zahlen fehlen.").status == DRAFT


@pytest.mark.parametrize(
    ("status", "give_back", "said"),
    [
        (IN_COORDINATION, return_sub_concept, "aus der Abstimmung in den Entwurf zurückgegeben"),
        (ACCEPTED, reopen_sub_concept, "wieder geöffnet, das abgenommen war"),
    ],
)
def test_the_group_is_told_why_it_is_a_draft_again(
    concept: SubConcept, member: User, team: User, status: str, give_back: Callable[..., SubConcept], said: str
) -> None:
    MembershipFactory(body=concept.body, user=team)  # who does it needs no mail
    concept.status = status
    concept.save()
    give_back(concept, by=team, reason="Zahlen {{ fehlen }} & Kosten.")
    mail = Email.objects.get()
    assert (mail.to, mail.subject) == ([member.email], "Wieder im Entwurf: Teilkonzept Licht")
    for part in (said, "Kim Team", "Zahlen {{ fehlen }} & Kosten.", concept.get_absolute_url()):
        assert part in mail.message


@pytest.mark.parametrize("status", [IN_COORDINATION, ACCEPTED])
def test_the_text_stands_still_outside_the_draft(concept: SubConcept, member: User, status: str) -> None:
    concept.status = status
    concept.save()
    section = concept.sections.get()
    with pytest.raises(TransitionError, match="im Entwurf"):
        edit_section(section, version=1, heading="Lage", text="Neu.", by=member)
    url = f"{concept.get_absolute_url()}abschnitte/{section.pk}/"
    client = client_of(member)
    assert client.get(url).status_code == 302
    response = client.post(url, {"version": 1, "heading": "Lage", "text": "Lange getippt."})
    assert (response.status_code, "Lange getippt." in text_of(response)) == (422, True)
    assert f'href="{url}"' not in text_of(client.get(concept.get_absolute_url()))


def test_steps_are_offered_to_whoever_may_take_them(concept: SubConcept, member: User, company: User) -> None:
    client = client_of(member)
    assert "schritt/abstimmen/" in text_of(client.get(concept.get_absolute_url()))
    assert "schritt/" not in text_of(client_of(company).get(concept.get_absolute_url()))
    url = f"{concept.get_absolute_url()}schritt/abstimmen/"
    assert messages_of(client.post(url, {"reason": ""})) == ["Das Teilkonzept ist in Abstimmung."]
    assert messages_of(client.post(url, {"reason": ""})) != []  # a second click: it says where it stands
    assert StatusChange.objects.count() == 1
    assert "schritt/abnehmen/" not in text_of(client.get(concept.get_absolute_url()))


def test_what_is_accepted_is_opened_again_by_editors_with_a_reason(
    concept: SubConcept, member: User, team: User
) -> None:
    concept.status = ACCEPTED
    concept.save()
    url = f"{concept.get_absolute_url()}schritt/oeffnen/"
    assert client_of(member).get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        reopen_sub_concept(concept, by=member, reason="Fehler im Text.")
    client = client_of(team)
    assert url in text_of(client.get(concept.get_absolute_url()))
    assert client.post(url, {"reason": " "}).status_code == 422
    assert messages_of(client.post(url, {"reason": "Fehler im Text."})) == ["Das Teilkonzept ist wieder im Entwurf."]
    change = StatusChange.objects.get()
    assert (change.from_status, change.to_status, change.by, change.reason) == (
        ACCEPTED,
        DRAFT,
        team,
        "Fehler im Text.",
    )
    section = concept.sections.get()
    edit_section(section, version=1, heading="Lage", text="Berichtigt.", by=member)


def test_what_the_council_has_passed_waits_for_the_next_version(team: User) -> None:
    small_strategy()
    concept = SubConcept.objects.get(title="Straßenbeleuchtung")
    accept_sub_concept(submit_sub_concept(concept, by=team), by=team)
    passed = passed_version(by=team)
    frozen = passed.releases.first().sha256
    client, url = client_of(team), f"{concept.get_absolute_url()}schritt/oeffnen/"
    refused = client.post(url, {"reason": "Neue Zahlen."})
    assert (refused.status_code, "Fortschreibung" in text_of(refused), "Neue Zahlen." in text_of(refused)) == (
        422,
        True,
        True,
    )
    start_version(by=team)
    reopen_sub_concept(concept, by=team, reason="Neue Zahlen.")
    edit_section(concept.sections.get(), version=1, heading="Ausgangslage", text="Neu.", by=team)
    release = passed.releases.first()
    assert (release.sha256, digest_of(release.content)) == (frozen, frozen)
    assert "Die Laternen melden sich." in text_of(client.get(passed.get_absolute_url()))


# Links


def test_a_link_is_read_from_both_sides(concept: SubConcept, member: User) -> None:
    other = SubConceptFactory(title="Netze")
    link_sub_concepts(concept, other, kind=LinkKind.REQUIRES, reason="Ohne Funk keine Steuerung.", by=member)
    assert [(one.words, str(one.other)) for one in neighbours_of(concept)] == [("setzt voraus", "Netze")]
    assert [(one.words, str(one.other)) for one in neighbours_of(other)] == [("wird vorausgesetzt von", "Licht")]


@pytest.mark.parametrize("turned", [False, True])
def test_two_are_linked_once_per_kind_in_whichever_direction(turned: bool) -> None:
    link = ConceptLinkFactory()
    source, target = (link.target, link.source) if turned else (link.source, link.target)
    with pytest.raises(ValidationError, match="gibt es zwischen den beiden"):
        link_sub_concepts(source, target, kind=link.kind, reason="Noch einmal.", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConceptLink.objects.create(source=source, target=target, kind=link.kind, reason="Noch einmal.")
    link_sub_concepts(source, target, kind=LinkKind.COMPETES, reason="Platz am Mast.", by=None)


def test_none_is_linked_with_itself(concept: SubConcept) -> None:
    with pytest.raises(ValidationError, match="ein anderes Teilkonzept"):
        link_sub_concepts(concept, concept, kind=LinkKind.SHARES, reason="Weil.", by=None)


def test_a_link_is_edited_on_its_version_and_taken_back(concept: SubConcept, member: User) -> None:
    link = ConceptLinkFactory(source=concept)
    edit_link(link, version=1, content={"reason": "Besser begründet."}, by=member)
    with pytest.raises(StaleVersionError):
        edit_link(link, version=1, content={"reason": "Anders."}, by=member)
    unlink_sub_concepts(link, by=member, reason="Doch nicht.")
    assert not neighbours_of(concept)


def test_form_of_a_link_asks_for_all_of_it(concept: SubConcept, member: User) -> None:
    client, url = client_of(member), f"{concept.get_absolute_url()}verknuepfungen/neu/"
    response = client.post(url, {})
    assert response.status_code == 422
    for sentence in ("wie die beiden zusammenhängen", "das andere Teilkonzept", "begründen Sie die Verknüpfung"):
        assert sentence in text_of(response)
    other = SubConceptFactory()
    values = {"kind": "shares", "target": other.pk, "reason": "Dasselbe Netz."}
    assert client.post(url, values).status_code == 302
    assert client.post(url, values).status_code == 422  # a second click
    assert ConceptLink.objects.count() == 1


UNLINKED = """
    SELECT count(*) FROM strategy_subconcept c WHERE NOT EXISTS (
        SELECT FROM strategy_conceptlink l WHERE c.id IN (l.source_id, l.target_id)
    )
"""


def test_progress_counts_what_is_linked_and_accepted(team: User) -> None:
    ConceptLinkFactory(target=ConceptLinkFactory().target)
    SubConceptFactory.create_batch(2, status=ACCEPTED)
    progress = progress_of_concepts(team)
    with connection.cursor() as cursor:
        cursor.execute(UNLINKED)
        [unlinked] = cursor.fetchone()
    assert (progress.total, progress.linked, progress.accepted) == (5, 5 - unlinked, 2) == (5, 3, 2)
    client = client_of(team)
    for query, count in (("", 5), ("?verknuepft=ja", 3), ("?verknuepft=nein", 2), ("?status=accepted", 2)):
        assert len(client.get(f"/strategie/teilkonzepte/{query}").context["concepts"]) == count


def test_list_counts_sections_measures_and_links(team: User, concept: SubConcept) -> None:
    SubConceptSectionFactory(sub_concept=concept)
    MeasureFactory.create_batch(3, sub_concept=concept)
    ConceptLinkFactory(target=concept)
    content = text_of(client_of(team).get("/strategie/teilkonzepte/"))
    assert "<span>2 Abschnitte</span><span>3 Maßnahmen</span><span>1 Verknüpfung</span>" in content


def test_picture_has_every_concept_inside_and_every_link(team: User) -> None:
    ConceptLinkFactory(kind=LinkKind.SHARES, target=ConceptLinkFactory().target)
    SubConceptFactory()
    concepts = list(SubConcept.objects.all())
    picture = concept_picture(concepts, links_between(team), "/liste/")
    assert len(picture.nodes) == 4
    for node in picture.nodes:
        assert 0 <= node.x <= CIRCLE_WIDTH - node.width
        assert 0 <= node.y <= CIRCLE_HEIGHT - node.height
    assert [node.kind for node in picture.nodes].count("lonely") == 1
    assert {edge.url.partition("#")[2] for edge in picture.edges} == {
        f"verknuepfung-{pk}" for pk in ConceptLink.objects.values_list("pk", flat=True)
    }
    content = text_of(client_of(team).get("/strategie/teilkonzepte/"))
    for link in ConceptLink.objects.all():
        assert f'id="verknuepfung-{link.pk}"' in content


def test_pages_take_the_same_queries_for_many_rows(team: User, concept: SubConcept) -> None:
    client = client_of(team)
    ConceptLinkFactory(source=concept)
    MeasureFactory(sub_concept=concept)
    addresses = (concept.get_absolute_url(), "/strategie/teilkonzepte/")
    few = [queries_of(client, address) for address in addresses]
    for _ in range(15):
        ConceptLinkFactory(source=concept)
        SubConceptSectionFactory(sub_concept=concept)
        MeasureFactory(sub_concept=concept)
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 10


def test_guests_read_no_concept(concept: SubConcept) -> None:
    assert client_of(None).get(concept.get_absolute_url()).status_code == 302
    assert not SubConcept.objects.visible_to(AnonymousUser()).exists()
