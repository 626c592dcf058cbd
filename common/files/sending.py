"""Sending stored files: to be saved, and never shown as a page of this site."""

from typing import Any

from django.http import FileResponse, Http404


def send_to_save(stored: Any, *, cache: str) -> FileResponse:
    """Return the answer with the bytes of ``stored``, which has ``file``, ``name`` and ``content_type``.

    ``cache`` is its Cache-Control. A browser saves it, and runs nothing of it even where somebody opens it by itself.
    Raises ``Http404`` where the bytes are gone, or never were.
    """
    try:
        content = stored.file.open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = cache
    return response
