"""Pictures are encoded anew: what is not the picture itself (place, camera, hidden data) does not come in."""

import io
import threading
import warnings
from typing import Any

from PIL import Image, ImageOps

from common.files.errors import FileRefused
from common.files.types import FileType

MAX_PIXELS = 40_000_000
"""Telephones take 12 to 40 million; unpacked, that many need 160 MB."""

_FORMATS = {FileType.PNG: "PNG", FileType.JPEG: "JPEG", FileType.WEBP: "WEBP"}
_OPTIONS: dict[str, dict[str, Any]] = {"PNG": {"optimize": False}, "JPEG": {"quality": 90}, "WEBP": {"quality": 90}}
_BROKEN = "Das Bild ist beschädigt. Bitte öffnen Sie es in einem Bildprogramm und speichern Sie es neu."

_lock = threading.Lock()
"""One picture at a time: unpacked, each is large."""


def encoded_anew(data: bytes, kind: FileType) -> bytes:
    """Return the picture in its format, upright and without anything but its pixels.

    Raises :class:`FileRefused` for a broken one and for one with more than ``MAX_PIXELS``.
    """
    name = _FORMATS[kind]
    try:
        with _lock, warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=[name]) as picture:
            warnings.simplefilter("ignore")
            _check_pixels(picture)
            return _drawn(ImageOps.exif_transpose(picture), name)
    except FileRefused:
        raise
    except Exception as error:  # damaged pictures raise whatever their decoder stumbles over
        raise FileRefused(_BROKEN) from error


def _check_pixels(picture: Image.Image) -> None:
    """Refuse by the size in the head of the file, before anything is unpacked."""
    if picture.width * picture.height > MAX_PIXELS:
        raise FileRefused(
            f"Das Bild hat {picture.width} × {picture.height} Bildpunkte, das ist zu groß. Bitte verkleinern Sie es auf"
            " höchstens 6.000 × 6.000."
        )


def _drawn(picture: Image.Image, name: str) -> bytes:
    if name == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    bare = Image.new(picture.mode, picture.size)
    if palette := picture.getpalette():
        bare.putpalette(palette)
    bare.paste(picture)
    if "transparency" in picture.info:
        bare.info["transparency"] = picture.info["transparency"]
    out = io.BytesIO()
    bare.save(out, name, **_OPTIONS[name])
    return out.getvalue()
