"""German texts of packages: the compiled catalogue is that of the source, and nobody is addressed as "du"."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter as mfa_adapter
from django.conf import settings
from django.utils.translation import override

CATALOGUE = Path(settings.BASE_DIR) / "locale/de/LC_MESSAGES"
FAMILIAR = re.compile(r"\b(du|dein\w*|dir|dich|euch|euer\w*|gib|klick|bitte \w+e\b)\b", re.IGNORECASE)


def source_messages() -> dict[str, str]:
    """Read the .po file: each message (of a plural: its first form) with its translation."""
    messages: dict[str, str] = {}
    msgid = ""
    for line in (CATALOGUE / "django.po").read_text().splitlines():
        keyword, _, text = line.partition(" ")
        if keyword == "msgid":
            msgid = ast.literal_eval(text)
        elif keyword in ("msgstr", "msgstr[0]") and msgid:
            messages[msgid] = ast.literal_eval(text)
    return messages


def test_compiled_catalogue_is_that_of_the_source() -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = source_messages()
    stored = {key if isinstance(key, str) else key[0] for key in compiled._catalog if key}  # type: ignore[attr-defined]
    assert stored == set(source)
    for msgid, text in source.items():
        assert text in (compiled.gettext(msgid), compiled.ngettext(msgid, msgid, 1)), msgid


def test_nobody_is_addressed_as_du() -> None:
    assert {text for text in source_messages().values() if FAMILIAR.search(text)} == set()


@pytest.mark.parametrize(
    "key",
    ["email_password_mismatch", "incorrect_code", "incorrect_password", "enter_current_password", "rate_limited",
     "too_many_login_attempts", "account_inactive", "invalid_password_reset"],
)  # fmt: skip
def test_messages_of_signing_in_are_german_sentences(key: str) -> None:
    with override("de"):
        text = str(account_adapter().error_messages[key])
    assert text in source_messages().values()
    assert text.endswith(".")


def test_messages_of_the_second_factor_are_polite() -> None:
    with override("de"):
        texts = [str(text) for text in mfa_adapter().error_messages.values()]
    assert [text for text in texts if FAMILIAR.search(text)] == []
