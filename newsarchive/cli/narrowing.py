"""The options that narrow which stories a command is about, the same for every command that has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ..exceptions import QueryError

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg]  # not generic in the oldest Click we take
    """A year, month or day: 2026, 2026-01 or 2026-01-31."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as given; an error of usage where it is no day."""
        from ..archive.query import day_span  # noqa: PLC0415 - `--help` does without the archive

        try:
            day_span(value)
        except QueryError as error:
            self.fail(str(error), param, ctx)
        return value


def narrowing(command: Command) -> Command:
    """Give a command --source, --author, --since and --until."""
    for option in (
        click.option("--until", type=Day(), metavar="DAY", help="Published then or before; a whole month or year too."),
        click.option(
            "--since", type=Day(), metavar="DAY", help="Published then or later: 2026, 2026-01 or 2026-01-31."
        ),
        click.option("--author", metavar="NAME", help="Signed so: one or more words of a name."),
        click.option("--source", metavar="NAME", multiple=True, help="Of this source; give it again for more."),
    ):
        command = option(command)
    return command
