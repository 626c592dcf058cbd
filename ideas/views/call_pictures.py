"""The picture of a call: choosing it, and answering with it."""

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.files import FileRefused
from common.versions import StaleVersionError
from ideas.forms.calls import PictureForm
from ideas.models import Call
from ideas.services.call_pictures import remove_picture, set_picture
from ideas.views.calls import call_and_editor, call_tabs

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
"""The endings under which pictures are stored."""


@require_http_methods(["GET", "HEAD", "POST"])
def call_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the picture, change it with its description, or remove it."""
    call, editor = call_and_editor(request, slug)
    if request.method != "POST":
        return _show(request, call, PictureForm(call=call))
    form = PictureForm(request.POST, request.FILES, call=call)
    if not form.is_valid():
        return _show(request, call, form, status=422)
    typed = form.cleaned_data
    try:
        if typed["remove"]:
            remove_picture(call, version=typed["version"], by=editor)
        else:
            file = typed["picture"]
            content, name = (file.read(), file.name) if file else (None, "")
            set_picture(call, version=typed["version"], content=content, name=name, text=typed["text"], by=editor)
    except FileRefused as error:
        form.add_error("picture", str(error))
        return _show(request, call, form, status=422)
    except StaleVersionError:
        messages.error(request, "Inzwischen hat jemand anderes den Aufruf geändert. Bitte wählen Sie das Bild erneut.")
        return redirect("ideas:call_picture", call.slug)
    messages.success(request, "Das Bild ist entfernt." if typed["remove"] else "Das Bild ist gespeichert.")
    return redirect("ideas:call_picture", call.slug)


@login_not_required
@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the picture of a call; opened by itself it is saved and never shown."""
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(picture=""), slug=slug)
    ending = PurePath(str(call.picture.name)).suffix
    try:
        content = call.picture.open().read()
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{call.slug}{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _show(request: HttpRequest, call: Call, form: PictureForm, *, status: int = 200) -> HttpResponse:
    context = {"call": call, "form": form, "tabs": call_tabs(call, "call_picture")}
    return render(request, "ideas/call_picture.html", context, status=status)
