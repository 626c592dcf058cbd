"""What an idea's text consists of: the fields of its channel's form and the answers to its call's questions."""

from collections.abc import Iterable

from ideas.enums import QuestionKind
from ideas.models import Idea, Inquiry, Question
from ideas.questions import question_name
from ideas.selectors import label_of

FILES = "attachments"
"""The name under which a Rückfrage asks for files."""


def content_labels(idea: Idea) -> dict[str, str]:
    """Return the German label of each content field of the idea's channel, in the order of the form."""
    return {name: label_of(name) for name in idea.content_fields}


def open_questions(idea: Idea) -> list[Question]:
    """Return the questions of the call whose answers a Rückfrage may open: neither personal ones nor files."""
    return [one for one in idea.call.questions.all() if not one.is_personal and one.kind != QuestionKind.FILE]


def inquiry_labels(idea: Idea) -> dict[str, str]:
    """Return what a Rückfrage may open: the name of each field with its label; one query."""
    questions = {question_name(one): one.label for one in open_questions(idea)}
    return content_labels(idea) | questions | {FILES: "Anlagen"}


def files_asked_for(idea: Idea) -> Inquiry | None:
    """Return the open Rückfrage that asks for files, if there is one; one query."""
    open_ones = idea.inquiries.filter(answered_at=None, closed_at=None)
    return next((asked for asked in open_ones if FILES in asked.fields), None)


def labels_of(names: Iterable[str], idea: Idea) -> list[str]:
    """Return the labels of these fields; a question that was removed meanwhile has none."""
    labels = inquiry_labels(idea)
    return [labels[name] for name in names if name in labels]
