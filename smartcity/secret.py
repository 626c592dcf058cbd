"""Secrets that an installation without production settings makes for itself."""

import os
import secrets
from pathlib import Path


def stored_secret(path: Path) -> str:
    """Return the secret kept in ``path``; a missing file is made, readable by its owner only (mode 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
