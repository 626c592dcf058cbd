"""The project's settings for tests: a database of their own, and nothing from the environment of whoever runs them."""

import os

for variable in (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEMO_DATE",
    "EMAIL_URL",
    "LOG_LEVEL",
    "OPERATOR_ADDRESS",
    "OPERATOR_EMAIL",
    "OPERATOR_NAME",
    "OPERATOR_PHONE",
    "REQUIRE_MFA",
    "SITE_URL",
    "TRUSTED_PROXIES",
):
    os.environ.pop(variable, None)
os.environ |= {"EMBEDDED_INSTANCE": "test", "EXAMPLE_DATA": "true"}
# Playwright runs an event loop in the thread of the tests; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from smartcity.settings import *  # noqa: E402, F403
from smartcity.settings import CACHES, DATABASES, STORAGES  # noqa: E402

# The live server's threads must not keep connections: the database is dropped when the tests have ended.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# No test may see what another one left.
CACHES["process"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# The live server takes static files from where they lie; nothing has to be collected before a test.
# Uploaded files stay in memory.
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# WhiteNoise would look for collected files, once for every test client.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
