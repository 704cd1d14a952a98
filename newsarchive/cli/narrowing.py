"""The options that narrow which stories a command is about, the same for every command that has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..exceptions import QueryError

if TYPE_CHECKING:
    from ..archive.traits import Traits

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


def described(command: Command) -> Command:
    """Give a command --section, --language, --photographer, --agency and --credited; `traits_of` reads them."""
    for option in (
        click.option("--credited", is_flag=True, help="With a photo credit."),
        click.option("--agency", metavar="NAME", multiple=True, help="With a picture of this agency; again for more."),
        click.option("--photographer", metavar="NAME", multiple=True, help="With a picture by them; again for more."),
        click.option("--language", metavar="TAG", multiple=True, help="In this language (BCP 47); again for more."),
        click.option("--section", metavar="NAME", multiple=True, help="In this section; again for more."),
    ):
        command = option(command)
    return command


def traits_of(options: dict[str, Any]) -> Traits:
    """What the options of `described` say a story must be; they are taken out of ``options``."""
    from ..archive.traits import Traits  # noqa: PLC0415 - `--help` does without the archive

    return Traits(
        sections=options.pop("section"),
        languages=options.pop("language"),
        photographers=options.pop("photographer"),
        agencies=options.pop("agency"),
        credited=options.pop("credited"),
    )
