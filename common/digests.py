"""Plain data that are frozen, and the digest by which everybody can tell that they were not changed since."""

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> bytes:
    """Return plain data as JSON in UTF-8 without white space, keys in order: the same for equal data."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(content: Any) -> str:
    """Return the SHA-256 of plain data, that of their canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
