"""The public gallery: which ideas are in it, its filter, its pictures, and from when on it names winners."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from common.widgets import SearchInput, Select
from ideas.models import Attachment, Call, Idea
from ideas.search import matching
from strategy.models import ActionField


def gallery_ideas() -> QuerySet[Idea]:
    """Return what everybody may see, the newest publication first; each idea knows whether it ``shows_prize``."""
    ideas = Idea.objects.in_gallery().select_related("call", "action_field")
    shows_prize = ExpressionWrapper(prize_is_public(timezone.localdate()), BooleanField())
    return ideas.annotate(shows_prize=shows_prize).order_by("-published_at", "-pk")


def prize_is_public(today: date) -> Q:
    """Return the condition on ideas that won and whose jury has met: from the day after its meeting on."""
    return Q(is_winner=True, call__jury_on__lt=today)


def shows_prize(idea: Idea) -> bool:
    """Return whether everybody may know that the idea won."""
    jury_on = idea.call.jury_on
    return idea.is_winner and jury_on is not None and jury_on < timezone.localdate()


def first_pictures(ideas: Iterable[Idea]) -> dict[int, Attachment]:
    """Return the first picture of each of these ideas by the idea's id; one query."""
    pictures = Attachment.objects.in_gallery().filter(idea__in=[idea.pk for idea in ideas]).order_by("-pk")
    return {picture.idea_id: picture for picture in pictures}


class GalleryFilter(django_filters.FilterSet):
    """Published ideas by call, Handlungsfeld and words; those of one call with its winners first."""

    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)
    aufruf = django_filters.ChoiceFilter(method="of_call", label="Aufruf", empty_label="Alle Aufrufe", widget=Select)
    feld = django_filters.ChoiceFilter(
        field_name="action_field__slug", label="Handlungsfeld", empty_label="Alle Handlungsfelder", widget=Select
    )

    class Meta:
        model = Idea
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = Idea.objects.in_gallery()
        calls = Call.objects.filter(pk__in=shown.values("call"))
        fields = ActionField.objects.filter(pk__in=shown.values("action_field"))
        self.filters["aufruf"].extra["choices"] = list(calls.values_list("slug", "title"))
        self.filters["feld"].extra["choices"] = list(fields.values_list("slug", "name"))

    def of_call(self, ideas: QuerySet[Idea], name: str, slug: str) -> QuerySet[Idea]:
        """Keep the ideas of one call, its winners first."""
        return ideas.filter(call__slug=slug).order_by(F("shows_prize").desc(), "-published_at", "-pk")

    def with_words(self, ideas: QuerySet[Idea], name: str, text: str) -> QuerySet[Idea]:
        """Keep the ideas that hold each word; everybody may read the whole text of an idea in the gallery."""
        return matching(ideas, text)  # type: ignore[arg-type]
