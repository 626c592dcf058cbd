"""Writing the extra questions of a call: without scripts, in order, and never against what was answered."""

import re
from typing import Any

import pytest

from ideas.call_selectors import answered_questions, question_stamp
from ideas.enums import QuestionKind
from ideas.models import Attachment, Call, Question
from ideas.services.questions import save_questions
from people.models import User
from tests.factories.ideas import CallFactory, ContactFactory, IdeaFactory, QuestionFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return CallFactory(slug="wettbewerb", published_at=None)


URL = "/ideen/aufrufe/wettbewerb/fragen/"


def block(**fields: Any) -> dict[str, Any]:
    return {"label": "Wie viele?", "help_text": "", "kind": "text", "choices": "", **fields}


def stored(question: Question, **fields: Any) -> dict[str, Any]:
    """What a browser sends for a stored question that was not touched, or only in ``fields``."""
    ticks = {name: "on" for name in ("is_required", "is_public", "is_personal") if getattr(question, name)}
    values = {name: getattr(question, name) for name in ("label", "help_text", "kind", "choices")}
    return {"id": question.pk, **values, **ticks, **fields}


def typed(call: Call, *blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What a browser sends: the blocks in their order."""
    rows = {f"fragen-{n}-{name}": value for n, one in enumerate(blocks) for name, value in one.items()}
    counts = {"fragen-TOTAL_FORMS": len(blocks), "fragen-INITIAL_FORMS": call.questions.count()}
    return {"stamp": question_stamp(call), **counts, **rows, **fields}


def labels(call: Call) -> list[str]:
    return list(call.questions.values_list("label", flat=True))


def shown(answer: Any) -> list[Any]:
    return [form["label"].value() for form in answer.context["formset"]]


def test_questions_of_every_kind_are_saved_in_their_order(team: User, call: Call) -> None:
    blocks = [block(label=f"Frage nach {kind}", kind=kind, choices="Rot\nGrün") for kind in QuestionKind.values]
    answer = client_of(team).post(URL, typed(call, *blocks, block(label="")))
    assert (answer.status_code, messages_of(answer)) == (302, ["Die Zusatzfragen sind gespeichert."])
    assert labels(call) == [f"Frage nach {kind}" for kind in QuestionKind.values]
    with_choices = call.questions.exclude(choices="").values_list("kind", flat=True)
    assert list(with_choices) == [QuestionKind.CHOICE, QuestionKind.MULTIPLE]


def test_only_what_changed_gets_a_history(team: User, call: Call) -> None:
    same, other = QuestionFactory(call=call, position=0), QuestionFactory(call=call, position=1)
    client_of(team).post(URL, typed(call, stored(same), stored(other, label="Neu", is_required="on")))
    other.refresh_from_db()
    assert (other.label, other.is_required) == ("Neu", True)
    assert (same.history.count(), other.history.count()) == (1, 2)
    assert other.history.first().history_user == team


def test_question_is_removed(team: User, call: Call) -> None:
    gone, stays = QuestionFactory(call=call), QuestionFactory(call=call)
    client_of(team).post(URL, typed(call, stored(gone, DELETE="on"), stored(stays)))
    assert labels(call) == [stays.label]
    assert Question.history.filter(id=gone.pk).first().history_type == "-"


def test_block_is_added_without_saving_or_losing_anything(team: User, call: Call) -> None:
    answer = client_of(team).post(URL, typed(call, block(label="Halb"), add="1"))
    assert (answer.status_code, shown(answer)) == (200, ["Halb", None])
    assert labels(call) == []


@pytest.mark.parametrize(
    ("button", "index", "expected"),
    [
        ("down", "0", ["B", "A", "C"]),
        ("up", "2", ["A", "C", "B"]),
        ("up", "0", ["A", "B", "C"]),
        ("down", "2", ["A", "B", "C"]),
        ("down", "9", ["A", "B", "C"]),
        ("up", "99999999999", None),
        ("up", "x", None),
    ],
)
def test_buttons_move_a_question_without_saving(
    team: User, call: Call, button: str, index: str, expected: list[str] | None
) -> None:
    questions = [QuestionFactory(call=call, label=label) for label in "AB"]
    blocks = [*(stored(one) for one in questions), block(label="C")]
    answer = client_of(team).post(URL, typed(call, *blocks, **{button: index}))
    if expected is None:  # no such button: the form is saved as it stands
        assert (answer.status_code, labels(call)) == (302, ["A", "B", "C"])
        return
    assert (answer.status_code, shown(answer), labels(call)) == (200, expected, ["A", "B"])


def test_moved_question_keeps_the_keyboard_where_it_went_and_can_be_saved(team: User, call: Call) -> None:
    first, second = QuestionFactory(call=call, label="A"), QuestionFactory(call=call, label="B")
    client = client_of(team)
    answer = client.post(URL, typed(call, stored(first), stored(second), down="0"))
    focused = re.findall(r'name="(\w+)" value="(\d+)" aria-label="([^"]+)" autofocus', text_of(answer))
    assert focused == [("down", "1", "Nach unten: Frage 2")]
    ids = [form["id"].value() for form in answer.context["formset"]]
    assert ids == [str(second.pk), str(first.pk)]
    assert client.post(URL, typed(call, stored(second), stored(first))).status_code == 302
    assert labels(call) == ["B", "A"]


BAD_INPUT = [
    ({"label": "x" * 201}, "label", "höchstens 200 Zeichen"),
    ({"label": "", "help_text": "Hilfe"}, "label", "Bitte schreiben Sie die Frage"),
    ({"kind": "poem"}, "kind", "gültige Auswahl"),
    ({"kind": "choice", "choices": "Nur eine"}, "choices", "2 bis 30 Antworten"),
    ({"kind": "multiple", "choices": "gleich\ngleich"}, "choices", "2 bis 30 Antworten"),
    ({"is_public": "on", "is_personal": "on"}, "__all__", "kann nicht öffentlich sein"),
    ({"id": "999999"}, "__all__", "inzwischen entfernt"),
]


@pytest.mark.parametrize(("fields", "name", "sentence"), BAD_INPUT)
def test_bad_question_is_refused_at_its_field_and_kept(
    team: User, call: Call, fields: dict[str, Any], name: str, sentence: str
) -> None:
    answer = client_of(team).post(URL, typed(call, block(), block(**fields)))
    assert answer.status_code == 422
    good, bad = answer.context["formset"].errors
    assert (good, list(bad)) == ({}, [name])
    assert sentence in bad[name][0]
    assert sentence in text_of(answer)
    assert labels(call) == []


def test_question_of_another_call_is_refused(team: User, call: Call) -> None:
    foreign = QuestionFactory()
    answer = client_of(team).post(URL, typed(call, stored(foreign, label="Gekapert")))
    assert answer.status_code == 422
    foreign.refresh_from_db()
    assert foreign.label != "Gekapert"


def test_too_many_questions_are_refused(team: User, call: Call) -> None:
    answer = client_of(team).post(URL, typed(call, *(block(label=f"{n}?") for n in range(41))))
    assert answer.status_code == 422
    assert labels(call) == []


@pytest.mark.parametrize("total", ["", "x"])
def test_forged_number_of_blocks_is_refused(team: User, call: Call, total: str) -> None:
    answer = client_of(team).post(URL, typed(call, block(), **{"fragen-TOTAL_FORMS": total}))
    assert answer.status_code == 422
    assert labels(call) == []


def test_stale_list_changes_nothing_and_shows_both(team: User, call: Call) -> None:
    client = client_of(team)
    form = typed(call, block(label="Von Kim"))
    save_questions(call, questions=[Question(label="Von Alex")], stamp=question_stamp(call), by=None)
    answer = client.post(URL, form)
    assert (answer.status_code, labels(call), shown(answer)) == (409, ["Von Alex"], ["Von Kim"])
    conflicts = [(conflict.field, conflict.old, conflict.new) for conflict in answer.context["conflicts"]]
    assert conflicts == [
        ("„Von Alex“", "Frage: Von Alex, Art: Text", "Steht nicht in Ihrer Liste."),
        ("„Von Kim“", "", "Frage: Von Kim, Art: Text"),
    ]
    assert client.post(URL, form | {"stamp": answer.context["stamp"]}).status_code == 302
    assert labels(call) == ["Von Kim"]


def test_stale_list_names_every_property_that_differs(team: User, call: Call) -> None:
    first = QuestionFactory(call=call, label="Was kostet es?", position=0)
    second = QuestionFactory(call=call, label="Wo?", position=1)
    form = typed(call, stored(second), stored(first, label="Was kostet sie?"))
    for name, value in {"help_text": "In ganzen Euro", "is_required": not first.is_required}.items():
        setattr(first, name, value)
    save_questions(call, questions=[first, second], stamp=question_stamp(call), by=None)
    answer = client_of(team).post(URL, form)
    own, saved = ("nein", "ja") if first.is_required else ("ja", "nein")
    assert [(conflict.field, conflict.old, conflict.new) for conflict in answer.context["conflicts"]] == [
        ("„Was kostet es?“: Reihenfolge", "1.", "2."),
        ("„Was kostet es?“: Frage", "Was kostet es?", "Was kostet sie?"),
        ("„Was kostet es?“: Hilfe", "In ganzen Euro", ""),
        ("„Was kostet es?“: Pflicht", saved, own),
        ("„Wo?“: Reihenfolge", "2.", "1."),
    ]
    assert "In ganzen Euro" in text_of(answer)


def test_second_click_saves_nothing_twice(team: User, call: Call) -> None:
    client = client_of(team)
    form = typed(call, block())
    assert client.post(URL, form).status_code == 302
    assert client.post(URL, form).status_code == 409
    assert labels(call) == ["Wie viele?"]


def test_draft_is_kept(team: User, call: Call) -> None:
    client = client_of(team)
    assert client.post(URL, typed(call, block(label="Halb"), draft="save")).status_code == 204
    answer = client.get(URL)
    assert shown(answer) == ["Halb"]
    assert "ist wieder da" in text_of(answer)


# Questions that were answered


def answer_in_idea(question: Question) -> None:
    IdeaFactory(call=question.call, answers={str(question.pk): "5"})


def answer_in_contact(question: Question) -> None:
    ContactFactory(idea=IdeaFactory(call=question.call), answers={str(question.pk): "Kim"})


def answer_by_file(question: Question) -> None:
    Attachment.objects.create(
        idea=IdeaFactory(call=question.call), question=question, name="a.pdf", size=1, sha256="a" * 64
    )


@pytest.mark.parametrize("give", [answer_in_idea, answer_in_contact, answer_by_file])
def test_answered_questions_are_found(call: Call, give: Any) -> None:
    answered, _ = QuestionFactory(call=call), QuestionFactory(call=call)
    assert answered_questions(call) == set()
    give(answered)
    assert answered_questions(call) == {answered.pk}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"DELETE": "on"}, "Sie kann nicht mehr entfernt werden."),
        ({"kind": "number"}, "Ihre Art lässt sich nicht mehr ändern."),
        ({"is_personal": "on"}, "Ob die Antwort personenbezogen ist"),
        ({"is_public": "on"}, "wurden nicht für die Öffentlichkeit gegeben"),
    ],
)
def test_what_submitters_relied_on_stays(team: User, call: Call, fields: dict[str, Any], sentence: str) -> None:
    question = QuestionFactory(call=call, label="Wie viele?")
    answer_in_idea(question)
    answer = client_of(team).post(URL, typed(call, stored(question, **fields)))
    assert answer.status_code == 422
    assert messages_of(answer)[0].startswith("Die Frage „Wie viele?“ wurde schon beantwortet. ")
    assert sentence in messages_of(answer)[0]
    assert (question.history.count(), labels(call)) == (1, ["Wie viele?"])


def test_answered_question_may_be_worded_better_and_hidden(team: User, call: Call) -> None:
    question = QuestionFactory(call=call, is_public=True)
    answer_in_idea(question)
    fields = {"label": "Wie viele Menschen?", "is_required": "on"}
    values = {name: value for name, value in stored(question, **fields).items() if name != "is_public"}
    assert client_of(team).post(URL, typed(call, values)).status_code == 302
    question.refresh_from_db()
    assert (question.label, question.is_public) == ("Wie viele Menschen?", False)


def test_page_takes_the_same_queries_for_many_questions(team: User, call: Call) -> None:
    client = client_of(team)
    QuestionFactory(call=call)
    few = queries_of(client, URL)
    for _ in range(29):
        QuestionFactory(call=call)
    assert queries_of(client, URL) == few
    assert few <= 10
