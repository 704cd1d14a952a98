"""The command line's frame: catalogue, workspace, and the one boundary where errors become a line and an exit code."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from newsarchive import __version__, exceptions
from newsarchive.cli import CATALOGUE, Workspace, cli, printable
from newsarchive.cli.errors import boundary
from newsarchive.cli.workspace import DEFAULT_ARCHIVE

ENTRIES = {name: entry for section in CATALOGUE.values() for name, entry in section.items()}


def test_every_command_is_in_the_catalogue_once() -> None:
    assert len(ENTRIES) == sum(map(len, CATALOGUE.values()))


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def newsarchive(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsarchive", *arguments], capture_output=True, text=True, check=False, **options
    )


@pytest.mark.parametrize("name", ENTRIES)
def test_the_catalogue_tells_of_a_command_what_its_own_help_does(name: str) -> None:
    first_line = (command(name).help or "").strip().split("\n\n")[0]
    assert " ".join(first_line.split()) == ENTRIES[name].summary


@pytest.mark.parametrize("name", ENTRIES)
def test_the_help_of_every_command_shows_an_example(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert f"newsarchive {name}" in result.output.partition("Usage:")[2].partition("\n")[2]


@pytest.mark.parametrize("name", ENTRIES)
def test_every_option_is_explained(name: str) -> None:
    unexplained = [
        option.name for option in command(name).params if isinstance(option, click.Option) and not option.help
    ]
    assert unexplained == []


def test_the_help_imports_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from newsarchive.cli import cli; cli.main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"lxml", "scrapy", "datasette", "sqlite_utils", "rich", "dateparser", "warcio"} & set(loaded) == set()


def test_the_version_is_the_package_s() -> None:
    assert newsarchive("--version").stdout == f"newsarchive {__version__}\n"


def test_a_command_that_does_not_exist_is_a_usage_error() -> None:
    result = newsarchive("serch")
    assert result.returncode == 2
    assert "No such command 'serch'" in result.stderr


def test_the_workspace_is_data_newsarchive_db_unless_told_otherwise(tmp_path: Path) -> None:
    assert Workspace().archive_path == DEFAULT_ARCHIVE == Path("data/newsarchive.db")
    elsewhere = Workspace(archive_path=tmp_path / "mine.db")
    assert elsewhere.sources_path == tmp_path / "sources.toml"
    assert elsewhere.captures_path == tmp_path / "mine-captures"
    assert Workspace(sources_file=tmp_path / "s.toml").sources_path == tmp_path / "s.toml"


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--archive", "there.db"], {}), ([], {"NEWSARCHIVE_ARCHIVE": "there.db"})],
    ids=["option", "environment"],
)
def test_option_and_environment_choose_the_archive(arguments: list[str], environment: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, [*arguments, "status"], env=environment)
    assert result.exit_code == 1
    assert "there is no archive at there.db" in result.stderr


def test_a_missing_archive_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(exceptions.NotAnArchive, match="run `newsarchive crawl`"):
        Workspace(archive_path=tmp_path / "none.db").archive()


MUCH = """
import click
from newsarchive.cli import cli, main
cli.get_command = lambda ctx, name: click.Command("much", callback=lambda: click.echo("x" * 1_000_000))
main(["much"])
"""
ERRORS = [
    (exceptions.UnknownSource("no source\nis called x"), 1, "no source is called x"),
    (exceptions.UsageError("--since lies after --until"), 2, "--since lies after --until"),
    (exceptions.QueryError(), 1, "QueryError"),
    (KeyboardInterrupt(), 130, "interrupted"),
    (sqlite3.OperationalError("database or disk is full"), 1, "no space is left"),
    (sqlite3.DatabaseError("database disk image is malformed"), 1, "the archive is damaged"),
    (sqlite3.OperationalError("no such function: x"), 1, "the archive answered: no such function: x"),
    (OSError(errno.ENOSPC, "No space left on device", "a.db"), 1, "a.db: no space is left"),
    (PermissionError(errno.EACCES, "Permission denied", "a.db"), 1, "a.db: permission denied"),
    (OSError(errno.ELOOP, "Too many levels", "a.db"), 1, "a.db: Too many levels"),
]


@pytest.mark.parametrize(("error", "code", "line"), ERRORS, ids=lambda value: type(value).__name__)
def test_an_error_becomes_one_line_and_an_exit_code(
    error: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(click.ClickException) as caught, boundary():
        raise error
    caught.value.show()
    told = capsys.readouterr().err
    assert caught.value.exit_code == code
    assert told.startswith(f"newsarchive: {line}")
    assert told.count("\n") == 1


def test_a_fault_of_the_program_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), boundary():
        raise ZeroDivisionError


def test_a_reader_that_goes_away_is_no_error() -> None:
    # An unbuffered standard output loses what a closed pipe does not take, without an error: Python's, not ours.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-c", MUCH], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_reader_that_goes_away_while_a_table_is_printed_is_no_error_either() -> None:
    console = Workspace().out

    def break_pipe(text: str) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    console.file = type("Gone", (), {"write": staticmethod(break_pipe), "flush": staticmethod(lambda: None)})()
    with pytest.raises(BrokenPipeError):
        console.print("Rain at last")


@pytest.mark.parametrize("option", ["--archive", "--sources"])
def test_an_empty_file_name_is_a_usage_error(option: str) -> None:
    result = CliRunner().invoke(cli, [option, "", "status"])
    assert (result.exit_code, "expected a file, got an empty name" in result.stderr) == (2, True)


def test_ctrl_c_ends_with_130_and_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "newsarchive", "extract", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        time.sleep(0.6)  # until it reads its standard input
        process.send_signal(signal.SIGINT)
        told = process.stderr.read().decode()
    assert process.returncode == 130
    assert "Traceback" not in told


def test_text_of_strangers_cannot_drive_the_terminal() -> None:
    assert printable("a\x1b]0;title\x07b\tc\nd\x9b2J") == "a]0;titleb\tc\nd2J"
