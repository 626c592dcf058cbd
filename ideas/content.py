"""What an idea says, in the words of its form: for pages, mails and documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ideas.enums import Channel
from ideas.models import Question
from ideas.models.ideas import CONTENT_FIELDS
from ideas.questions import answered_questions
from ideas.selectors import content_in_words, label_of

_OWN_LABELS: dict[str, dict[str, str]] = {
    Channel.COMPETITION: {"summary": "Ihre Idee", "goal": "Nutzen"},
    Channel.FORM: {"summary": "Ihre Idee"},
}
"""Where a form calls a field otherwise than the register does."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field or question with its answer."""

    label: str
    text: str


def form_label(channel: str, field: str) -> str:
    """Return how the form of ``channel`` calls a field of the idea."""
    return _OWN_LABELS.get(channel, {}).get(field) or label_of(field)


def lines_of(channel: str, content: Mapping[str, Any], questions: Iterable[Question] = ()) -> list[Line]:
    """Return what was answered, in the order of the form; what was left empty is left out.

    ``content`` is that of :func:`ideas.models.ideas.frozen_content`; ``questions`` are those of the call, whose
    answers it holds below ``answers``.
    """
    fields = ((name, content_in_words(name, content.get(name))) for name in CONTENT_FIELDS[channel])
    lines = [Line(form_label(channel, name), text) for name, text in fields if text]
    answered = answered_questions(questions, content.get("answers", {}))
    return [*lines, *(Line(one.question.label, one.text) for one in answered)]
