"""Searching ideas: spelling, parts of words, typing errors."""

import pytest

from ideas.models import Idea, SearchWord
from ideas.search import matching
from ideas.services.vocabulary import forget_unused_words
from tests.factories.ideas import IdeaFactory

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str]:
    return {idea.title for idea in matching(Idea.objects.all(), text)}


@pytest.mark.parametrize(
    "text",
    [
        "Straßenlaternen",
        "Strassenlaterne",
        "STRASSENLATERNE",
        "Laterne",
        "laternen",
        "Strasenlaterne",
        "Straßenlatrene",
        "Mülleimer",
        "Muelleimer",
        "muelleimern",
        "Baum",
        "Bäume",
        "Baeume",
        "Häuser",
        "Straßenlaternen mit Sensoren",
        "Laterne Sensor",
        "für Laternen",
        "LED-Laternen",
        "led",
        "2030",
    ],
)
def test_search_finds_spellings_parts_and_errors(text: str) -> None:
    IdeaFactory(
        title="Kluge Straßenlaternen",
        summary="Sensoren für Mülleimer, Bäume und Häuser; LED-Technik bis 2030.",
    )
    IdeaFactory(title="Etwas ganz anderes", summary="Ein Chor im Park.")
    assert found(text) == {"Kluge Straßenlaternen"}


@pytest.mark.parametrize("text", ["Laterne Quantenphysik", "Xylophon", "' | 'zzzzz", "zzzzz:*!&"])
def test_search_finds_nothing_where_a_word_is_missing(text: str) -> None:
    IdeaFactory(title="Kluge Straßenlaternen")
    assert found(text) == set()


@pytest.mark.parametrize(
    "text", ["'laterne", "laterne:*", "!laterne", "laterne & kluge", "(laterne", "laterne\\", "100% laterne_"]
)
def test_signs_have_no_meaning(text: str) -> None:
    IdeaFactory(title="Kluge Straßenlaternen", summary="Zu 100 Prozent.")
    assert found(text) == {"Kluge Straßenlaternen"}


def test_search_for_nothing_leaves_the_list_alone() -> None:
    IdeaFactory(title="Eins")
    assert found("") == found("  ") == found("...") == {"Eins"}


@pytest.mark.parametrize("text", ["I-2020-0815", "i-2020-0815", "0815", " I-2020-0815 "])
def test_search_finds_the_number(text: str) -> None:
    IdeaFactory(reference="I-2020-0815", title="Richtig")
    IdeaFactory(reference="I-2020-0816", title="Falsch")
    assert found(text) == {"Richtig"}


def test_words_of_drafts_are_not_noted_before_they_are_handed_in() -> None:
    IdeaFactory(draft=True, title="Geheimnis")
    assert not SearchWord.objects.exists()


def test_words_that_no_idea_holds_any_more_are_forgotten() -> None:
    IdeaFactory(title="Gondelbahn")
    idea = IdeaFactory(title="Seilbahn")
    idea.title = "Gondelbahn am Hang"
    idea.save()
    assert SearchWord.objects.filter(word="seilbahn").exists()
    forget_unused_words()
    assert not SearchWord.objects.filter(word="seilbahn").exists()
    assert found("Gondelbahn") == {"Gondelbahn", "Gondelbahn am Hang"}


def test_search_follows_a_changed_text() -> None:
    idea = IdeaFactory(title="Alt")
    idea.title = "Fahrradstraße"
    idea.save()
    assert found("Fahrrad") == {"Fahrradstraße"}
    assert found("Alt") == set()
