"""`newsarchive schedule`: print what makes a machine crawl or watch by itself."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from .. import __version__
from ..exceptions import UsageError
from .workspace import Workspace, pass_workspace


@dataclass(kw_only=True, frozen=True, slots=True)
class Setup:
    """What the printed text has to say."""

    program: tuple[str, ...]
    """How this installation is called, with whole paths."""
    archive: Path
    """The archive's file."""
    sources: Path
    """The sources file."""
    every: int
    """Minutes between two crawls."""
    watch: bool
    """Whether to watch for good rather than to crawl now and then."""

    @property
    def folder(self) -> Path:
        """Where the archive is."""
        return self.archive.parent

    def command(self, *arguments: str) -> str:
        """A command of this installation on this archive, for a shell."""
        parts = [*self.program, "--archive", str(self.archive), "--sources", str(self.sources), *arguments]
        return shlex.join(parts)


@click.command("schedule")
@click.option("--systemd", "form", flag_value="systemd", help="A systemd service, with a timer where it crawls.")
@click.option("--cron", "form", flag_value="cron", help="A line for crontab.")
@click.option("--github-actions", "form", flag_value="github-actions", help="A workflow for GitHub.")
@click.option(
    "--every",
    type=click.IntRange(5, 1440),
    default=60,
    metavar="MINUTES",
    show_default=True,
    help="How often to crawl.",
)
@click.option(
    "--crawl", "interval", is_flag=True, help="With --systemd: crawl at intervals instead of watching for good."
)
@pass_workspace
def schedule(workspace: Workspace, *, form: str | None, every: int, interval: bool) -> None:
    """Print what makes a machine crawl or watch by itself (systemd, cron, GitHub).

    With the paths of this installation and this archive in it, and comments that say where to put it. Nothing is
    installed. systemd watches
    for good (`newsarchive watch`), or crawls at intervals with --crawl; cron and GitHub crawl at intervals.

    \b
    newsarchive schedule --systemd
    newsarchive schedule --systemd --crawl --every 30
    newsarchive schedule --cron --every 30
    newsarchive --archive archive/news.db schedule --github-actions > .github/workflows/newsarchive.yml
    """
    if form is None:
        raise UsageError(f"say for what: {', '.join(f'--{name}' for name in FORMS)}")
    setup = Setup(
        program=_program(),
        archive=workspace.archive_path if form == "github-actions" else workspace.archive_path.absolute(),
        sources=workspace.sources_path if form == "github-actions" else workspace.sources_path.absolute(),
        every=every,
        watch=form == "systemd" and not interval,
    )
    click.echo(FORMS[form](setup), nl=False)


def _program() -> tuple[str, ...]:
    """How to call this installation, whatever the PATH of whoever does."""
    beside = Path(sys.executable).with_name("newsarchive")
    return (str(beside),) if beside.exists() else (sys.executable, "-m", "newsarchive")


# --- systemd -------------------------------------------------------------------------------------------------------


def _systemd(setup: Setup) -> str:
    return _WATCHING.format(**_unit(setup)) if setup.watch else _CRAWLING.format(**_unit(setup))


def _unit(setup: Setup) -> dict[str, str]:
    """Values for a unit; in a unit, % stands for itself only when doubled."""
    verb = ("watch",) if setup.watch else ("crawl", "--quiet")
    values = {
        "folder": str(setup.folder),
        "command": _quoted([*setup.program, "--archive", str(setup.archive), "--sources", str(setup.sources), *verb]),
        "calendar": _calendar(setup.every),
        "delay": f"{max(setup.every // 6, 1)}min",
    }
    return {name: value.replace("%", "%%") for name, value in values.items()}


def _quoted(parts: list[str]) -> str:
    """A command line as systemd reads it.

    >>> _quoted(["/opt/my tools/newsarchive", "crawl"])
    '"/opt/my tools/newsarchive" crawl'
    """
    escaped = (part.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$") for part in parts)
    return " ".join(f'"{part}"' if not part or set(part) & set(" \t'\"\\;") else part for part in escaped)


def _calendar(every: int) -> str:
    """A systemd calendar event for an interval of minutes.

    >>> _calendar(30), _calendar(60), _calendar(90), _calendar(240), _calendar(1440)
    ('*:0/30', 'hourly', 'hourly', '00/4:00', 'daily')
    """
    if every < 60:
        return f"*:0/{every}"
    hours = every // 60
    return "hourly" if hours == 1 else "daily" if hours >= 24 else f"00/{hours}:00"


_WATCHING = """\
# Watches for good. Save this as ~/.config/systemd/user/newsarchive.service, then
#
#     systemctl --user daemon-reload
#     systemctl --user enable --now newsarchive.service
#     loginctl enable-linger                  # goes on when you are logged out, and from when the machine starts
#     journalctl --user -u newsarchive -f     # what it says
#
# For the whole machine: /etc/systemd/system/newsarchive.service, with User=, WantedBy=multi-user.target, and systemctl
# without --user. SIGTERM ends it cleanly with exit code 0; an error ends it with 1, and it is started again.

[Unit]
Description=Archive news as it appears
StartLimitIntervalSec=0

[Service]
Type=exec
WorkingDirectory={folder}
ExecStart={command}
Restart=on-failure
RestartSec=60
TimeoutStopSec=180
Nice=10

[Install]
WantedBy=default.target
"""

_CRAWLING = """\
# Crawls at intervals. Two files: save the part up to the second line of dashes as
# ~/.config/systemd/user/newsarchive.service, the rest as ~/.config/systemd/user/newsarchive.timer, then
#
#     systemctl --user daemon-reload
#     systemctl --user enable --now newsarchive.timer
#     loginctl enable-linger                  # goes on when you are logged out
#     journalctl --user -u newsarchive        # what it said
#
# systemd does not start a crawl while the last one runs. Exit codes: 0 done, 1 stopped by an error or nothing could be
# fetched, 130 interrupted (a shutdown; the next crawl carries on).

# --- newsarchive.service ---------------------------------------------------------------------------------------------

[Unit]
Description=Archive what is new

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
SuccessExitStatus=130
Nice=10

# --- newsarchive.timer -----------------------------------------------------------------------------------------------

[Unit]
Description=Archive what is new, again and again

[Timer]
OnCalendar={calendar}
RandomizedDelaySec={delay}
Persistent=true

[Install]
WantedBy=timers.target
"""


# --- cron ----------------------------------------------------------------------------------------------------------


def _cron(setup: Setup) -> str:
    lock = f"{setup.archive}.cron"
    line = f"flock -n {shlex.quote(lock)} {setup.command('crawl', '--quiet')}"
    return _CRONTAB.format(when=_cron_time(setup.every, str(setup.archive)), line=line.replace("%", "\\%"))


def _cron_time(every: int, archive: str) -> str:
    """When, in cron's fields; at a minute of this archive's own, so that not all ask at the full hour.

    >>> _cron_time(60, "a").split()[1:], _cron_time(30, "a").split()[0].count(","), _cron_time(240, "a").split()[1]
    (['*', '*', '*', '*'], 1, '*/4')
    """
    offset = sum(archive.encode()) % min(every, 60)
    if every < 60:
        return f"{','.join(str(minute) for minute in range(offset, 60, every))} * * * *"
    hours = every // 60
    return f"{offset} {'*' if hours == 1 else f'*/{hours}' if hours < 24 else offset % 24} * * *"


_CRONTAB = """\
# Crawls at intervals. Run `crontab -e` and add the last line; the comments may come along.
#
# cron mails what a command prints: a table where stories were fetched, a line where something is wrong, nothing where
# nothing is new. Put MAILTO=you@example.org above it to say to whom, MAILTO="" for no mail. flock (util-linux) lets no
# crawl begin while the last one runs. Exit codes: 0 done, 1 stopped by an error or nothing could be fetched.

{when} {line}
"""


# --- GitHub --------------------------------------------------------------------------------------------------------


def _github(setup: Setup) -> str:
    return _WORKFLOW.format(
        when=_cron_time(setup.every, str(setup.archive)),
        archive=shlex.quote(setup.archive.as_posix()),
        sources=shlex.quote(setup.sources.as_posix()),
        folder=setup.folder.as_posix(),
        version=__version__,
    )


_WORKFLOW = """\
# Crawls at intervals on GitHub's machines. Save this as .github/workflows/newsarchive.yml in a private repository that
# holds the sources file at the path below. The archive is kept from run to run in GitHub's cache; a backup of it can be
# downloaded from each run. GitHub starts scheduled runs late when it is busy, ends them in a repository that nobody
# has touched for sixty days, and forgets a cache after a week: good for trying things, no place for the only copy.

name: newsarchive
on:
  schedule:
    - cron: "{when}"
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: newsarchive
  cancel-in-progress: false
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 300
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "newsarchive>={version}"
      - uses: actions/cache/restore@v4
        with:
          path: |
            {folder}
          key: newsarchive-${{{{ github.run_id }}}}
          restore-keys: newsarchive-
      - run: git checkout -- {sources}
      - run: newsarchive --archive {archive} --sources {sources} crawl
      - if: always()
        uses: actions/cache/save@v4
        with:
          path: |
            {folder}
          key: newsarchive-${{{{ github.run_id }}}}
      - if: always()
        run: newsarchive --archive {archive} backup newsarchive-backup.db
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: newsarchive
          path: newsarchive-backup.db
          retention-days: 7
"""

FORMS: dict[str, Callable[[Setup], str]] = {"systemd": _systemd, "cron": _cron, "github-actions": _github}
"""What is asked for → what is printed."""

COMMANDS = (schedule,)
