"""The project's settings for tests: a database of their own, and nothing from the environment of whoever runs them."""

import os

for variable in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "EMAIL_URL", "REQUIRE_MFA", "TRUSTED_PROXIES"):
    os.environ.pop(variable, None)
os.environ |= {"EMBEDDED_INSTANCE": "test", "EXAMPLE_DATA": "true"}

from smartcity.settings import *  # noqa: E402, F403
