"""The one boundary where errors become a line on standard error and an exit code.

    ==================================  =====================================  ====
    what happened                       what is printed                        exit
    ==================================  =====================================  ====
    an error of newsarchive             its message                            1
    SQLite or the system refused        what, in words, and what to do         1
    a wrong option or argument          the usage, and what was wrong          2
    `status` shows a suspect source     the table; only with ``--strict``      3
    `status` shows a broken source      the table, or the story of it          4
    Ctrl-C                              ``interrupted``                        130
    the reader of a pipe went away      nothing                                141
    ==================================  =====================================  ====

Anything else is a fault of the program: its traceback is shown, because hiding it would help nobody.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import click

from ..exceptions import NewsarchiveError, UsageError

SUSPECT = 3
BROKEN = 4
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
PIPE_CLOSED = 141  # 128 + SIGPIPE

_NO_SPACE = "no space is left on the disk; free some and run the command again: what was reported as stored is stored"
_SQLITE = {
    "database or disk is full": _NO_SPACE,
    "disk i/o error": "the disk of the archive cannot be read or written; check the disk and the file's rights",
    "attempt to write a readonly database": "the archive cannot be written; check the rights of its file and folder",
    "unable to open database file": "the archive's file or folder cannot be opened; check the path and its rights",
    "database is locked": "another program is writing to the archive; wait until it is done, or end it",
    "file is not a database": "the file is not SQLite, so it is no archive; name another with --archive",
    "database disk image is malformed": "the archive is damaged; run `newsarchive check`, then restore a backup "
    "or `newsarchive rebuild` it from its captures",
}
_SYSTEM = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
    errno.EACCES: "permission denied; check the rights of the file and its folder",
    errno.EPERM: "not permitted; check the rights of the file and its folder",
    errno.EROFS: "the file system is read-only; choose another place with --archive",
    errno.ENOENT: "no such file or folder",
    errno.EISDIR: "a folder, where a file was expected",
    errno.ENOTDIR: "a file stands where a folder was expected",
    errno.EADDRINUSE: "the port is in use; choose another with --port",
    errno.EMFILE: "too many open files; raise the limit with `ulimit -n`",
}


class Failure(click.ClickException):
    """A failure told in one line: ``newsarchive: message``."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line."""
        click.echo(f"newsarchive: {self.message}", err=file is None, file=file)


class WrongCall(Failure):
    """The call itself is wrong."""

    exit_code = 2


class Interrupted(Failure):
    """Ctrl-C."""

    exit_code = INTERRUPTED


class PipeClosed(Failure):
    """The reader went away: nobody is left to be told."""

    exit_code = PIPE_CLOSED

    def show(self, file: IO[Any] | None = None) -> None:
        """Print nothing."""


@contextmanager
def boundary() -> Iterator[None]:
    """Turn what a command raised into a `Failure`, as the table at the top of this module says."""
    try:
        yield
        sys.stdout.flush()  # a closed pipe shall show here, not at interpreter exit
    except NewsarchiveError as error:
        raise (WrongCall if isinstance(error, UsageError) else Failure)(_one_line(error)) from error
    except KeyboardInterrupt as error:
        raise Interrupted("interrupted") from error
    except BrokenPipeError as error:
        _forget_stdout()
        raise PipeClosed("the reader of the output has gone") from error
    except sqlite3.Error as error:
        raise Failure(_sqlite_message(error)) from error
    except OSError as error:
        raise Failure(_system_message(error)) from error


def _one_line(error: BaseException) -> str:
    """The message on one line; an error without one is named by its kind."""
    return " ".join(str(error).split()) or type(error).__name__


def _sqlite_message(error: sqlite3.Error) -> str:
    """What SQLite complains about, in words of this program."""
    said = _one_line(error)
    known = next((words for sign, words in _SQLITE.items() if sign in said.lower()), None)
    return known or f"the archive answered: {said}"


def _system_message(error: OSError) -> str:
    """What the system complains about, with the file it is about."""
    words = _SYSTEM.get(error.errno or 0) or error.strerror or _one_line(error)
    return f"{error.filename}: {words}" if error.filename else words


def _forget_stdout() -> None:
    """Point standard output at nothing, so that Python does not complain about the closed pipe when it exits."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
