"""Publishing ideas, and naming the winners of a competition."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.access import require_perm
from common.transitions import TransitionError
from ideas.enums import Channel
from ideas.forms.winners import WinnersForm
from ideas.models import Call, Idea
from ideas.services.publication import mark_winners, publish_idea, unpublish_idea


@require_POST
def publication(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish the idea, or take it out of the gallery (``show=no``), and return to its page."""
    editor = require_perm(request.user, "ideas.triage_idea")
    idea = get_object_or_404(Idea.objects.visible_to(editor), reference=reference)
    try:
        if request.POST.get("show") == "no":
            unpublish_idea(idea, by=editor)
            messages.success(request, "Die Idee ist nicht mehr in der Galerie.")
        else:
            publish_idea(idea, by=editor)
            messages.success(request, "Die Idee ist jetzt in der öffentlichen Galerie.")
    except TransitionError as error:
        messages.error(request, str(error))
    return redirect(idea)


@require_http_methods(["GET", "HEAD", "POST"])
def winners(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the ideas of a competition and save which of them won."""
    editor = require_perm(request.user, "ideas.triage_idea")
    call = get_object_or_404(Call, slug=slug, channel=Channel.COMPETITION)
    address = f"{reverse('ideas:gallery')}?aufruf={call.slug}"
    form = WinnersForm(request.POST if request.method == "POST" else None, call=call, cancel_url=address)
    if form.is_valid():
        try:
            mark_winners(call, form.cleaned_data["winners"], by=editor)
        except TransitionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Die Preisträger sind gespeichert.")
            return redirect("ideas:winners", slug=call.slug)
    return render(request, "ideas/winners.html", {"form": form, "call": call}, status=422 if form.errors else 200)
