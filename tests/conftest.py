"""What every test may use. The database needs no word here: the embedded server starts with the first connection."""

from typing import Any

import pytest

from smartcity.bootstrap import find_browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed Chromium, with everything off that would talk to other hosts."""
    flags = ["quic", "background-networking", "component-update", "sync", "gpu"]
    arguments = ["--no-first-run", *(f"--disable-{flag}" for flag in flags)]
    return browser_type_launch_args | {"executable_path": find_browser(), "args": arguments}
