#!/usr/bin/env python3
"""Articles a second read again from their captures, beside extraction alone; and an archive rebuilt from its captures.

    python benchmarks/reextract.py                    # 2,000 made-up pages of 60 KB
    python benchmarks/reextract.py --pages FOLDER     # pages from files (*.html, *.html.gz), each many times

Aim: re-extraction reaches at least 80 % of the raw extraction rate. The machine should have nothing else to do.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from import_warc import Clock, arguments, bodies_of, raw_rate, write

from newsarchive.archive import Archive
from newsarchive.bulk import available_cores
from newsarchive.ingest import Wanted, import_files, rebuild
from newsarchive.reextract import reextract
from newsarchive.sources import SourcesFile


def main() -> None:
    options = arguments()
    bodies = bodies_of(options)
    print(f"{options.count} pages of {sum(map(len, bodies)) / len(bodies) / 1000:.0f} KB, {available_cores()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write(folder / "in", bodies, options.count)
        with Archive(folder / "news.db", create=True) as archive:
            import_files(archive, [path], Wanted(SourcesFile()), workers=options.workers)
            articles = len(archive)
            with Clock("extracted", options.count):
                raw_rate(bodies, options.count, options.workers)
            for title, dry_run in (("dry run", True), ("read again", False)):
                with archive.transaction():
                    archive.connection.run("UPDATE articles SET extractor = 'old'")
                with Clock(title, articles):
                    reextract(archive, dry_run=dry_run, workers=options.workers)
            shutil.copytree(archive.captures_folder, folder / "again-captures")
        with Archive(folder / "again.db", create=True) as again:
            with Clock("rebuilt", options.count):
                rebuild(again, workers=options.workers)
            print(f"           {len(again)} of {articles} articles")


if __name__ == "__main__":
    main()
