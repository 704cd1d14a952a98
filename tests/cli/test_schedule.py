"""What `newsarchive schedule` prints is taken by the programs it is for."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from newsarchive.cli import cli


def printed(*arguments: str) -> str:
    done = CliRunner().invoke(cli, [*arguments])
    assert done.exit_code == 0, done.output
    return done.output


def verify(folder: Path, **units: str) -> None:
    """Have systemd look at units, where there is one."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze")
    for name, text in units.items():
        (folder / f"newsarchive.{name}").write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(folder / f"newsarchive.{name}") for name in units)],
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if str(folder) in line or "newsarchive" in line]
    assert (done.returncode, complaints) == (0, []), done.stderr


@pytest.mark.parametrize("archive", ["news.db", "my 100% news.db"])
def test_systemd_takes_the_service_that_watches(tmp_path: Path, archive: str) -> None:
    text = printed("--archive", str(tmp_path / archive), "schedule", "--systemd")
    assert text.splitlines()[0].endswith("Save this as ~/.config/systemd/user/newsarchive.service, then")
    assert re.search(r"^ExecStart=.* watch$", text, re.MULTILINE)
    verify(tmp_path, service=text)


@pytest.mark.parametrize("every", ["5", "60", "240", "1440"])
def test_systemd_takes_the_timer_that_crawls(tmp_path: Path, every: str) -> None:
    text = printed("--archive", str(tmp_path / "a.db"), "schedule", "--systemd", "--crawl", "--every", every)
    service, timer = re.split(r"^# --- newsarchive\.timer -+$", text, flags=re.MULTILINE)
    assert re.search(r"^ExecStart=.* crawl --quiet$", service, re.MULTILINE)
    verify(tmp_path, service=service, timer=timer)


def test_a_line_of_cron_has_five_fields_a_lock_and_whole_paths(tmp_path: Path) -> None:
    text = printed("--archive", str(tmp_path / "my 100% news.db"), "schedule", "--cron", "--every", "30")
    *comments, line = text.splitlines()
    assert all(comment.startswith("#") or not comment for comment in comments)
    *when, command = line.split(" ", 5)
    assert len(when) == 5
    assert len(when[0].split(",")) == 2
    parts = shlex.split(command.replace("\\%", "%"))  # cron takes a bare % for the end of the line
    assert parts[:2] == ["flock", "-n"]
    assert Path(parts[3]).is_absolute()
    assert parts[-5:-4] == [str(tmp_path / "my 100% news.db")]
    assert parts[-2:] == ["crawl", "--quiet"]


def test_a_workflow_of_github_is_yaml_with_a_schedule_and_a_crawl() -> None:
    workflow = yaml.safe_load(printed("--archive", "archive/news.db", "schedule", "--github-actions"))
    assert len(workflow[True]["schedule"][0]["cron"].split()) == 5  # YAML takes the key `on` for a boolean
    commands = [step.get("run", "") for step in workflow["jobs"]["crawl"]["steps"]]
    assert "newsarchive --archive archive/news.db --sources archive/sources.toml crawl" in commands


def test_what_it_is_for_has_to_be_said() -> None:
    done = CliRunner().invoke(cli, ["schedule"])
    assert done.exit_code == 2
    assert "--systemd, --cron, --github-actions" in done.output
