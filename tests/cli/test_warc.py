"""newsarchive warc, reextract, rebuild and duplicates, as a person calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.archive import Archive
from newsarchive.captures import CaptureRef, CaptureWriter, iter_pages
from newsarchive.cli import cli
from newsarchive.items import Article, Block, Page

MORNING = datetime(2026, 5, 2, 7, tzinfo=UTC)
AFTER_ALL = "District 1 rebuilds its bridge after all"


def story(number: int, headline: str | None = None) -> bytes:
    headline = headline or f"District {number} rebuilds its bridge"
    return f"""<!DOCTYPE html><html lang="en"><head><title>{headline}</title></head><body><main><article>
<h1>{headline}</h1>
<p>The council of district {number} voted on Tuesday to rebuild the bridge that the flood of last autumn carried
away.</p> <p>Work is to begin in {number + 3} weeks and to last until the rains, the mayor said after the vote in the
town hall.</p> </article></main></body></html>""".encode()


def page(number: int, *, minutes: int = 0, **changed: object) -> Page:
    url = f"http://hillpost.example/story-{number}.html"
    fields: dict[str, object] = {
        "url": url,
        "requested_url": url,
        "fetched_at": MORNING + timedelta(minutes=minutes),
        "status": 200,
        "headers": [("Content-Type", "text/html; charset=utf-8"), ("X-Colour", "\x1b[31mred")],
        "body": story(number),
    }
    return Page(**{**fields, **changed})  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A WARC file with three stories, the first of them fetched twice and changed."""
    with CaptureWriter(tmp_path / "in", crawl="hill") as writer:
        for one in (page(1), page(2, minutes=1), page(3, minutes=2), page(1, minutes=60, body=story(1, AFTER_ALL))):
            writer.write(one)
    return tmp_path / "in" / "hill-00001.warc.gz"


@pytest.fixture
def run(tmp_path: Path):
    def _run(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(cli, ["--archive", str(tmp_path / "news.db"), *map(str, arguments)])
        assert result.exit_code == code, result.output + result.stderr
        return result

    return _run


@pytest.fixture
def imported(run, file: Path):
    run("warc", "import", "--workers", 0, file)
    return run


def test_import_says_what_came_of_it(run, file):
    assert run("warc", "import", "--workers", 0, file).stdout == "3  new articles\n1  revisions of articles\n"
    assert run("warc", "import", "--workers", 0, file).stdout == "4  in the archive already\n"


def test_import_takes_what_is_asked_for(run, file):
    assert (
        run("warc", "import", "--workers", 0, "--domain", "other.example", file).stdout == "4  of sites not asked for\n"
    )
    assert run("warc", "import", "--workers", 0, "--language", "km", file).stdout == "4  in languages not asked for\n"


def test_import_knows_declared_sources(run, file, tmp_path):
    (tmp_path / "sources.toml").write_text('[sources.hill]\nurl = "http://hillpost.example/"\n')
    run("warc", "import", "--workers", 0, "--source", "hill", file)
    with Archive(tmp_path / "news.db") as archive:
        assert {one.source for one in archive} == {"hill"}
    assert "no source is named valley" in run("warc", "import", "--source", "valley", file, code=1).stderr


def test_import_tells_of_damage_and_takes_the_rest(run, file):
    refs = [ref for ref, _ in iter_pages(file)]
    content = bytearray(file.read_bytes())
    content[refs[1].offset + 100] ^= 0xFF
    file.write_bytes(content)
    lines = run("warc", "import", "--workers", 0, file).stdout.splitlines()
    assert lines[:2] == ["2  new articles", "1  revisions of articles"]
    assert lines[-1].startswith(f"damaged: {file}, byte {refs[1].offset}: damaged gzip data")


def test_a_file_that_is_no_warc_is_told_in_one_line(run, tmp_path):
    (tmp_path / "page.html").write_bytes(story(1))
    result = run("warc", "import", tmp_path / "page.html", code=1)
    assert len(result.stderr.splitlines()) == 1
    assert "is no WARC file" in result.stderr
    assert run("warc", "import", tmp_path / "missing", code=2).stderr


def test_list_shows_every_capture_with_its_place(imported):
    lines = imported("warc", "list").stdout.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("2026-05-02T07:00:00Z  200  response  import-hill-00001-")
    assert lines[0].endswith("http://hillpost.example/story-1.html")
    assert len(imported("warc", "list", page(1).url).stdout.splitlines()) == 2
    assert len(imported("warc", "list", "--since", "2026-05-02T07:02").stdout.splitlines()) == 2
    assert imported("warc", "list", "--source", "nobody").stdout == ""
    one = json.loads(imported("warc", "list", "--json").stdout.splitlines()[0])
    assert (one["url"], one["status"], one["record"]) == (page(1).url, 200, "response")
    assert "4 captures" in imported("warc", "list", "--files").stdout


def test_get_gives_the_page_as_it_was_fetched(imported):
    assert imported("warc", "get", page(1).url).stdout_bytes == story(1, AFTER_ALL)
    assert imported("warc", "get", page(1).url, "--at", "2026-05-02T07:30").stdout_bytes == story(1)
    assert "the first capture" in imported("warc", "get", page(1).url, "--at", "2026-05-01", code=1).stderr
    assert "no capture of http://a.example/" in imported("warc", "get", "http://a.example/", code=1).stderr
    assert "expected a time like" in imported("warc", "get", page(1).url, "--at", "noon", code=2).stderr


def test_headers_of_strangers_cannot_drive_the_terminal(imported):
    shown = imported("warc", "get", page(2).url, "--headers").stdout
    assert shown.splitlines() == [
        f"HTTP 200  2026-05-02T07:01:00Z  {page(2).url}",
        "Content-Type: text/html; charset=utf-8",
        "X-Colour: [31mred",
    ]


def test_verify_finds_nothing_wrong_with_what_was_written(imported, file):
    assert imported("warc", "verify").stdout.endswith("records, no problems\n")
    assert imported("warc", "verify", file).stdout == "hill-00001.warc.gz: 13 records, no problems\n"


@pytest.mark.parametrize("harm", ["flip", "cut", "remove", "no warc"])
def test_verify_finds_what_is_wrong(imported, tmp_path, harm):
    (path,) = (tmp_path / "news-captures").iterdir()
    content = bytearray(path.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 0xFF
    path.unlink() if harm == "remove" else path.write_bytes(
        {"cut": content[:-100], "no warc": b"<html>"}.get(harm, content)
    )
    result = imported("warc", "verify", code=1)
    assert path.name in result.stdout
    assert "get the files named above anew" in result.stderr


def test_verify_names_captures_the_archive_does_not_know(imported, tmp_path):
    with CaptureWriter(tmp_path / "news-captures", crawl="later") as writer:
        writer.write(page(8))
    assert "1 captures are unknown to the archive" in imported("warc", "verify").stdout


def test_export_stands_on_its_own(imported, tmp_path):
    said = imported("warc", "export", tmp_path / "out", "--query", "headline:after").stdout
    (path,) = (tmp_path / "out").iterdir()
    assert said == f"2 captures in {path}\n"
    assert [found.body for _, found in iter_pages(path)] == [story(1), story(1, AFTER_ALL)]
    none = imported("warc", "export", tmp_path / "no", "--author", "nobody", code=1)
    assert "no article with captures" in none.stderr


def test_export_includes_what_revisits_refer_to(run, tmp_path):
    written: list[CaptureRef] = []
    for crawl, minutes in (("a", 0), ("b", 60)):
        with CaptureWriter(tmp_path / "in", crawl=crawl, known=lambda url, digest: next(iter(written), None)) as writer:
            written.append(writer.write(page(1, minutes=minutes)))
    run("rebuild", tmp_path / "in", "--workers", 0)
    run("warc", "export", tmp_path / "out")
    (path,) = (tmp_path / "out").iterdir()
    assert [(found.fetched_at.minute, found.body) for _, found in iter_pages(path)] == [(0, story(1)), (0, story(1))]
    assert [ref.revisit_of is not None for ref, _ in iter_pages(path)] == [False, True]


def test_rebuild_makes_an_archive_of_a_folder(imported, tmp_path):
    again = CliRunner().invoke(
        cli, ["--archive", str(tmp_path / "new.db"), "rebuild", str(tmp_path / "news-captures"), "--workers", "0"]
    )
    assert again.stdout == "3  new articles\n1  revisions of articles\n"
    with Archive(tmp_path / "news.db") as old, Archive(tmp_path / "new.db") as new:
        assert [one.to_dict() for one in new] == [one.to_dict() for one in old]
    assert "holds no WARC files" in imported("rebuild", _empty(tmp_path), code=1 + 1).stderr


def _empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def test_reextract_shows_what_would_change_before_it_does(imported, tmp_path):
    assert "--all reads them again" in imported("reextract").stdout
    with Archive(tmp_path / "news.db") as archive, archive.transaction():
        archive.connection.run("UPDATE articles SET extractor = 'old', headline = 'Hill Post: ' || headline")
    shown = imported("reextract", "--dry-run", "--workers", 0).stdout
    assert "3 articles looked at; 3 would read differently." in shown
    assert f"- Hill Post: {AFTER_ALL}" in shown
    assert "3 articles looked at; 3 read differently." in imported("reextract", "--workers", 0).stdout
    assert "--all reads them again" in imported("reextract").stdout


def test_duplicates_shows_clusters_with_the_first_on_top(run, tmp_path):
    words = " ".join(f"word {n} of the story" for n in range(60))
    with Archive(tmp_path / "news.db", create=True) as archive:
        for minutes, source in ((5, "valley"), (0, "hill")):
            one = page(1, minutes=minutes, source=source)
            one.url = one.requested_url = f"http://{source}.example/story"
            archive.store(Article(headline=f"Seen in the {source}", blocks=[Block(type="paragraph", text=words)]), one)
    result = run("duplicates")
    assert result.stderr == "2 stories compared, 1 of them near-duplicates of others\n"
    assert result.stdout.splitlines() == [
        "2 stories, syndicated",
        "  2026-05-02 07:00 (seen)  100%  hill: Seen in the hill  [2]",
        "  2026-05-02 07:05 (seen)  100%  valley: Seen in the valley  [1]",
        "",
    ]
    cluster = json.loads(run("duplicates", "--json").stdout)
    assert [member["at"] for member in cluster["members"]] == ["2026-05-02T07:00:00Z", "2026-05-02T07:05:00Z"]
    assert run("duplicates", "--limit", 0).stdout == ""


def test_a_real_import_runs_on_all_cores(file, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "newsarchive", "--archive", str(tmp_path / "news.db"), "warc", "import", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "3  new articles\n1  revisions of articles\n"
    assert done.stderr == ""
