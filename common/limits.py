"""How often something may be done from one network address, so that no program can fill the database (no captcha)."""

import time
from typing import cast

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def is_over_limit(request: HttpRequest, action: str, *, amount: int, seconds: int) -> bool:
    """Count one ``action`` from the visitor's address and return whether there were more than ``amount`` of them.

    Counted is in windows of ``seconds``. The cache holds a digest instead of the address, and forgets it with the
    window.
    """
    window = int(time.time() // seconds)
    visitor = salted_hmac("common.limits", f"{action} {window} {_address(request)}").hexdigest()
    key = f"limit:{visitor}"
    count = cast(int, cache.get(key, 0)) + 1
    cache.set(key, count, seconds)
    return count > amount


def _address(request: HttpRequest) -> str:
    """Return the address of the visitor, behind as many proxies as the settings trust."""
    return str(get_adapter(request).get_client_ip(request))
