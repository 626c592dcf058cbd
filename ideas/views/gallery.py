"""The public gallery of ideas, and the pictures in it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from common.lists import filter_in_words, page_of, render_list, summary_in_words
from ideas.enums import Channel
from ideas.gallery import GalleryFilter, first_pictures, gallery_ideas
from ideas.models import Attachment, Call


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the published ideas, filtered, each with its first picture."""
    chosen = GalleryFilter(request.GET or None, gallery_ideas(), request=request)
    page = page_of(request, chosen.qs)
    pictures = first_pictures(page)
    context = {
        "filter": chosen,
        "page_obj": page,
        "ideas": [(idea, pictures.get(idea.pk)) for idea in page],
        "competition": _competition(request),
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Idee", "Ideen"),
    }
    return render_list(request, "ideas/gallery.html", "ideas/_gallery_cards.html", context)


def _competition(request: HttpRequest) -> Call | None:
    """Return the competition that an editor filters by: its winners are named from here."""
    if not request.user.has_perm("ideas.triage_idea"):
        return None
    return Call.objects.filter(channel=Channel.COMPETITION, slug=request.GET.get("aufruf", "")).first()


@login_not_required
@require_safe
def gallery_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a picture of a published idea.

    Pages draw it as an image; opened by itself it is saved and never shown, so nothing in it can act as a page of ours.
    """
    picture = get_object_or_404(Attachment.objects.in_gallery(), pk=pk)
    etag = f'"{picture.sha256}"'
    response = get_conditional_response(request, etag=etag) or _file(picture)
    response.headers["ETag"] = etag
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Browsers keep the picture but ask each time, since the idea may leave the gallery.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _file(picture: Attachment) -> HttpResponse:
    with picture.file.open() as file:
        response = HttpResponse(file.read(), content_type=picture.content_type)
    name = f"bild-{picture.pk}.{picture.content_type.removeprefix('image/')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
