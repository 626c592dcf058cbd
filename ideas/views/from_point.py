"""From a line of a protocol to an idea."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from ideas.forms.from_point import FromPointForm
from ideas.models import Idea
from ideas.origins import Origin
from ideas.services.from_point import create_idea_from_point
from workshops.models import Point


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def create_from_point(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the text of the new idea, filled in from the line, and create it; a line that has one leads there."""
    editor = require_perm(request.user, "ideas.triage_idea")
    points = Point.objects.visible_to(editor).select_related("organisation", "item__section__protocol__meeting__body")
    point = get_object_or_404(points, pk=pk)
    if existing := Idea.objects.handed_in().filter(point=point).first():
        messages.info(request, f"Aus dieser Zeile gibt es schon die Idee {existing.reference}.")
        return redirect(existing)
    make = partial(FromPointForm, point=point)
    form, draft = (make(request.POST), None) if request.method == "POST" else restored(request, make)
    if form.is_valid():
        try:
            idea, _ = create_idea_from_point(point, by=editor, **form.cleaned_data)
        except (ValidationError, TransitionError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Angelegt: {str(idea).removesuffix('.')}.")
            return redirect(idea)
    context = {"form": form, "draft": draft, "point": point, "origin": Origin.of(point)}
    return render(request, "ideas/from_point.html", context, status=422 if form.errors else 200)
