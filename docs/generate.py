"""Writes the documents that the code already holds: the command line, the tables, the fields, the sources file.

python docs/generate.py            write them
python docs/generate.py --check    say whether they are up to date (exit code 1 where not)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from newsarchive.archive.schema import TABLES, field_docs
from newsarchive.cli import CATALOGUE, cli
from newsarchive.items import Article, Author, Block, Image, SidebarLink
from newsarchive.sources import CrawlOptions, HealthOptions, Source

DOCS = Path(__file__).resolve().parent
NOTE = "<!-- Written by `make docs` from the code: change it there. -->\n"
WIDTH = 100
JSON_NAMES = {"published": "date_published", "modified": "date_modified"}
"""Field of an Article → its key in JSON, where they differ."""


def main() -> int:
    """Write every document, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where a document is not up to date"
    )
    check = parser.parse_args().check
    stale = [name for name in DOCUMENTS if written(name) != current(name)]
    for name in stale:
        print(f"{'not up to date' if check else 'written'}: docs/{name}")
        if not check:
            (DOCS / name).write_text(written(name), encoding="utf-8")
    return 1 if check and stale else 0


def written(name: str) -> str:
    """The document as the code would have it."""
    return DOCUMENTS[name]()


def current(name: str) -> str:
    """The document as it is."""
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def command_line() -> str:
    """docs/cli.md."""
    parts = ["# The command line\n", NOTE, "```console", "$ newsarchive --help", help_of(cli, "newsarchive"), "```\n"]
    for section, entries in CATALOGUE.items():
        parts.append(f"## {section}\n")
        for name in entries:
            command = cli.get_command(click.Context(cli), name)
            assert command is not None
            parts += list(command_section(command, f"newsarchive {name}", "###"))
    return "\n".join(parts).rstrip() + "\n"


def command_section(command: click.Command, path: str, level: str) -> Iterator[str]:
    """Heading and help of a command, then of its own commands."""
    yield f"{level} {path}\n"
    yield from ("```console", f"$ {path} --help", help_of(command, path), "```\n")
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from command_section(inner, f"{path} {name}", f"{level}#")


def help_of(command: click.Command, path: str) -> str:
    """What ``--help`` prints, at a fixed width."""
    names = cli.context_settings["help_option_names"]
    with click.Context(
        command, info_name=path, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names
    ) as context:
        return command.get_help(context)


def schema() -> str:
    """docs/schema.md."""
    parts = ["# The archive's tables\n", NOTE, SCHEMA_INTRODUCTION]
    for table in TABLES.values():
        parts.append(f"## {table.name}{' (view)' if table.view else ''}\n\n{table.meaning}\n")
        parts.append(as_table(("column", "meaning"), table.columns.items()))
    return "\n".join(parts).rstrip() + "\n"


SCHEMA_INTRODUCTION = """\
An archive is one SQLite file. Any SQLite tool reads it; `newsarchive browse` shows it in a browser, with these same
words beside every table and column. Times are UTC text, `YYYY-MM-DDThh:mm:ssZ`, and compare as text. Four times are
never mixed up: when a story was published, when its page says it was modified, when the archive first saw it and when
it last did.

The full-text index stands in `articles_fts` and is kept in step by triggers. It holds words in a form of its own (for
scripts that write no spaces), so search through `newsarchive search` or `Archive.search`, not by SQL.
"""


def fields() -> str:
    """docs/fields.md."""
    parts = ["# The fields of an article\n", NOTE, FIELDS_INTRODUCTION]
    told = {JSON_NAMES.get(name, name): text for name, text in field_docs(Article).items()}
    told["body"] = "Paragraphs and subheads in reading order, one a line."
    told["dates"] = (
        "For each date: the text as printed, its precision, the evidence it comes from, and the UTC instant."
    )
    order = [name for name in Article().to_dict() if name in told]
    parts.append(as_table(("field", "meaning"), ((name, told[name]) for name in order)))
    for heading, item in (("authors", Author), ("images", Image), ("sidebar_links", SidebarLink), ("blocks", Block)):
        parts += [f"\n## Each of {heading}\n", as_table(("field", "meaning"), field_docs(item).items())]
    return "\n".join(parts).rstrip() + "\n"


FIELDS_INTRODUCTION = """\
What `newsarchive extract` prints, `newsarchive export` writes and `Article.to_dict()` returns. Absent is `null` or an
empty list: a field is never filled from something that means something else, and never guessed.
"""


def sources() -> str:
    """docs/sources.md: the text stays, the tables between the marks are written anew."""
    tables = {
        "crawl": field_docs(CrawlOptions),
        "health": field_docs(HealthOptions),
        "source": {k: v for k, v in field_docs(Source).items() if k != "name"},
    }
    text = current("sources.md")
    for name, told in tables.items():
        begin, end = f"<!-- {name}: written by `make docs` -->\n", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{as_table(('key', 'meaning'), told.items())}{end}{rest.partition(end)[2]}"
    return text


def as_table(headings: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """A Markdown table; names as code."""
    lines = [f"| {' | '.join(headings)} |", "|---|---|"]
    lines += [f"| `{name}` | {cell(text)} |" for name, text in rows]
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Text that stays within its cell.

    >>> cell("a | b\\nc ``d``")
    'a \\\\| b c `d`'
    """
    return " ".join(text.split()).replace("|", "\\|").replace("``", "`").replace("<", "&lt;")


DOCUMENTS: dict[str, Callable[[], str]] = {
    "cli.md": command_line,
    "schema.md": schema,
    "fields.md": fields,
    "sources.md": sources,
}
"""Name in docs/ → what writes it."""

if __name__ == "__main__":
    sys.exit(main())
