"""What the server's log must not hold: secret parts of addresses, which Django writes with every refused request."""

import logging
import re

_SECRET = re.compile(r"(/(?:status|entwurf|mitwirkung)/|[?&]schluessel=)[^/\s&?\"']+")


class MaskSecrets(logging.Filter):
    """Writes "…" in place of the tokens by which submitters and co-authors reach their pages."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's text where it names such an address, and let every record pass."""
        text = record.getMessage()
        masked = _SECRET.sub(r"\1…", text)
        if masked != text:
            record.msg, record.args = masked, ()
        return True
