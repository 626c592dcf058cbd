"""What is missing on a machine ends the set-up with one sentence; what is in place is left alone."""

import os
from pathlib import Path

import pytest

from smartcity import bootstrap
from smartcity.bootstrap import Missing


def executable(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_python_that_is_new_enough_is_taken(version: tuple[int, ...]) -> None:
    bootstrap.check_python(version)


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 7, 0), (2, 7, 18)])
def test_python_that_is_too_old_is_named(version: tuple[int, ...]) -> None:
    with pytest.raises(Missing, match=rf"^Python {version[0]}\.{version[1]} ist zu alt, nötig ist 3\.11"):
        bootstrap.check_python(version)


def test_missing_npm_is_named() -> None:
    with pytest.raises(Missing, match=r"^npm fehlt\. .*apt-get install npm$"):
        bootstrap.check_npm(None)


def test_npm_that_is_too_old_is_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"^npm 6\.14\.4 ist zu alt\."):
        bootstrap.check_npm(executable(tmp_path / "npm", "echo 6.14.4"))


def test_npm_without_node_is_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"^npm läuft nicht \(ist Node\.js installiert\?\)\."):
        bootstrap.check_npm(executable(tmp_path / "npm", "exit 127"))


def test_npm_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    bootstrap.check_npm(executable(tmp_path / "npm", "echo 10.8.2"))


def test_browser_is_the_one_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = executable(tmp_path / "browser", "exit 0")
    monkeypatch.setenv("CHROMIUM", browser)
    assert bootstrap.find_browser() == browser


def test_browser_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/browser")
    with pytest.raises(Missing, match=r"^CHROMIUM=/nowhere/browser ist kein Programm\."):
        bootstrap.set_up_browser()


def test_missing_browser_without_the_right_to_install_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match=r"^Für die Browsertests fehlt etwas\. .*apt-get install chromium-headless-shell"):
        bootstrap.set_up_browser()


def test_failing_command_ends_with_its_sentence() -> None:
    with pytest.raises(Missing, match=r"^Das geht nicht\.$"):
        bootstrap.run(["false"], "Das geht nicht.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_checkout_of_somebody_else_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Missing, match=r"nicht schreiben\. Rufen Sie make als dessen Eigentümer auf\.$"):
        bootstrap.check_owner(tmp_path, tmp_path / "var")


def test_changed_requirements_are_installed_from_scratch(tmp_path: Path) -> None:
    """The stamp goes first, so an interruption in between starts again."""
    (tmp_path / "requirements.txt").write_text("")
    bootstrap.set_up_packages(tmp_path, ["requirements.txt"])
    stamp = tmp_path / ".venv" / "installed"
    made = stamp.stat().st_mtime_ns
    bootstrap.set_up_packages(tmp_path, ["requirements.txt"])
    assert stamp.stat().st_mtime_ns == made
    (tmp_path / ".venv" / "relic").touch()
    (tmp_path / "requirements.txt").write_text("this is no requirement\n")
    with pytest.raises(Missing, match=r"^Die Python-Pakete lassen sich nicht installieren\."):
        bootstrap.set_up_packages(tmp_path, ["requirements.txt"])
    assert not (tmp_path / ".venv" / "relic").exists()
    assert not stamp.exists()
