"""The editor's saved filters: save the present one, rename by saving anew, delete."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.access import require_perm
from common.lists import filter_in_words
from ideas.forms.filters import SavedFilterForm
from ideas.services.saved_filters import delete_filter, save_filter
from ideas.views.register import filter_query, register_filter


@require_http_methods(["GET", "HEAD", "POST"])
def idea_filters(request: HttpRequest) -> HttpResponse:
    """List the saved filters, and save the one whose parameters the address holds."""
    editor = require_perm(request.user, "ideas.triage_idea")
    query = filter_query(request)
    form = SavedFilterForm(request.POST or None)
    if query and form.is_valid():
        try:
            saved = save_filter(owner=editor, name=form.cleaned_data["name"], query=query)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Der Filter „{saved.name}“ ist gespeichert.")
            return redirect(f"{reverse('ideas:list')}?{query}")
    chosen = register_filter(request, request.GET)
    context = {
        "form": form,
        "query": query,
        "in_words": filter_in_words(chosen.form) if query and chosen.is_valid() else "",
        "saved_filters": editor.saved_idea_filters.all(),
    }
    return render(request, "ideas/saved_filters.html", context, status=422 if form.errors else 200)


@require_POST
def idea_filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of the editor's filters."""
    editor = require_perm(request.user, "ideas.triage_idea")
    saved = get_object_or_404(editor.saved_idea_filters, pk=pk)
    delete_filter(saved)
    messages.success(request, f"Der Filter „{saved.name}“ ist gelöscht.")
    return redirect("ideas:filters")
