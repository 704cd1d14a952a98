#!/usr/bin/env python3
"""Would a model of each site, learned from its other pages, make the body better?

    python benchmarks/site_model.py --evaluation DIR   # holds score.py and its pages; default ../shared/evaluation

For every site with two pages or more: text that stands in the bodies of two different stories of the site is taken for
furniture and left out, as an archive that has seen the site could do. Prints body scores with and without, over the
pages of those sites.
"""

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ablation import scorer

import newsarchive
from newsarchive.items import BODY_TYPES, Article

DEFAULT = Path(__file__).resolve().parents[1].parent / "shared" / "evaluation"


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.type in BODY_TYPES]


def sites(folder: Path) -> list[list[tuple[dict[str, Any], Article]]]:
    """Pages with their articles, by site, for sites that have more than one story."""
    found = defaultdict(list)
    for line in (folder / "dev" / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        page = gzip.decompress((folder / "dev" / "pages" / f"{record['id']}.html.gz").read_bytes())
        host = (urlsplit(record["url"]).hostname or "").removeprefix("www.")
        found[host].append((record, newsarchive.extract(page, url=record["url"])))
    return [pages for pages in found.values() if len({record["url"] for record, _ in pages}) > 1]


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--evaluation", type=Path, default=DEFAULT)
    args = cli.parse_args()
    if not (args.evaluation / "score.py").exists():
        cli.error(f"no score.py in {args.evaluation}; name the folder that has it with --evaluation")
    score = scorer(args.evaluation)
    rows: dict[str, list[Any]] = {"alone": [], "with the site's other pages": []}
    for pages in sites(args.evaluation):
        for record, article in pages:
            elsewhere = {
                text
                for other, theirs in pages
                if other["url"] != record["url"] and theirs.headline != article.headline
                for text in texts(theirs)
            }
            kept = [text for text in texts(article) if text not in elsewhere]
            rows["alone"].append(score.measure(record["truth"], {"body": article.body}))
            rows["with the site's other pages"].append(score.measure(record["truth"], {"body": "\n".join(kept)}))
    for name, measured in rows.items():
        told = score.summary(measured)
        print(f"{name:<28} {len(measured)} pages  body {told['body']:.4f}  exact {told['exact']:.4f}")


if __name__ == "__main__":
    main()
