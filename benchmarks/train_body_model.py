"""Train newsarchive/extraction/body/weights.json on pages with known bodies, or measure it on unseen publishers.

    python benchmarks/train_body_model.py ../shared/evaluation/dev                    # train and write the weights
    python benchmarks/train_body_model.py ../shared/evaluation/dev --cross-validate   # leave publishers out
    python benchmarks/train_body_model.py ../shared/evaluation/dev --cross-validate --without names   # and their names

The folder holds ``truth.jsonl`` (id, url, truth.body) and ``pages/<id>.html.gz``. Needs numpy, scipy and scikit-learn,
which newsarchive itself does not.

Labels: the tokens of the visible units are aligned with those of the true body; a unit belongs to the story
when at least half of its tokens do. Pages of one registered domain always fall into the same fold. The trees
learn from screening scores of units whose publisher the screening model had not seen: those of training pages
would be too good to be true. Pages whose truth a model that has not seen them contradicts grossly (most are
truths cut short), and single units whose label it contradicts with confidence, are not learned from; they are
measured all the same.

How far the names in a page matter is seen by taking them away from the pages measured (``--without``, see
`ablation`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from ablation import WITHOUT, disguised, scorer
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from newsarchive.extraction.body import model as body_model
from newsarchive.extraction.body import set_body, settled
from newsarchive.extraction.body.signals import (
    BINS,
    PATH_DECAY,
    SIGNALS,
    Context,
    Statements,
    class_words,
    path_names,
    place_bins,
    statements,
    text_bins,
)
from newsarchive.extraction.document import Document
from newsarchive.items import Article

WEIGHTS = Path(body_model.__file__).with_name("weights.json")
FOLDS = 8
FEWEST_DOMAINS = 8
"""A class word must occur at this many domains to get a weight: a word of fewer tells a publisher, not a purpose."""
FEWEST_AGREED = 0.7
"""F1, in characters, below which a page's truth and an unseen model's answer contradict each other."""
CONTRADICTED = 3.5
"""Log-odds of an unseen model from which a unit's label, if it says otherwise, is taken for a slip of the truth."""
TREES = {
    "max_iter": 140,
    "learning_rate": 0.06,
    "max_leaf_nodes": 12,
    "max_features": 0.3,
    "l2_regularization": 1.0,
    "min_samples_leaf": 60,
    "early_stopping": False,
    "random_state": 0,
}


@dataclass
class Example:
    """One page: its units' labels, and the address and true body it is scored by."""

    ident: str
    url: str
    html: bytes
    truth: dict
    domain: str
    document: Document
    labels: np.ndarray
    stated: Statements


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def domain(url: str) -> str:
    """Registered domain, near enough: three labels under a two-letter country's commercial suffix, else two."""
    labels = (urlsplit(url).hostname or "").split(".")
    second_level = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in {"co", "com", "org", "net", "gov", "ac", "ne", "or", "go"}
    )
    return ".".join(labels[-3 if second_level else -2 :])


def labels(document: Document, body: str) -> np.ndarray:
    """Whether each unit belongs to the true body."""
    owners, found = [], []
    for number, unit in enumerate(document.walk.units):
        words = tokens(unit.text)
        found += words
        owners += [number] * len(words)
    count, matched = np.zeros(len(document.walk.units)), np.zeros(len(document.walk.units))
    np.add.at(count, owners, 1)
    for start, _, length in SequenceMatcher(None, found, tokens(body), autojunk=False).get_matching_blocks():
        np.add.at(matched, owners[start : start + length], 1)
    return (matched >= count / 2) & (count > 0)


def examples(folder: Path) -> Iterator[Example]:
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        html = gzip.decompress((folder / "pages" / (record["id"] + ".html.gz")).read_bytes())
        document = Document(html, record["url"])
        yield Example(
            ident=record["id"],
            url=record["url"],
            html=html,
            truth=record["truth"],
            domain=domain(record["url"]),
            document=document,
            labels=labels(document, record["truth"]["body"]),
            stated=statements(document),
        )


# ---- screening


def screening_rows(pages: list[Example]) -> tuple[list[dict[str, float]], dict[str, set[str]]]:
    """Every unit's words and bins, and the domains each word occurs at."""
    rows, domains = [], defaultdict(set)
    for page in pages:
        walk = page.document.walk
        own: dict[int, list[str]] = {0: []}
        around: dict[int, dict[str, float]] = {0: {}}
        for path, outer, names in path_names(walk):
            words = sorted(class_words(names))  # the order of columns sways what is learned: always the same
            own[path] = words
            faded = {word: weight * PATH_DECAY for word, weight in around[outer].items()}
            for word in own[outer]:
                faded[word] = faded.get(word, 0.0) + 1
            around[path] = faded
            for word in words:
                domains[word].add(page.domain)
        for unit in walk.units:
            row = {f"own {word}": 1.0 for word in own[unit.path]}
            row |= {f"around {word}": weight for word, weight in around[unit.path].items()}
            row |= {
                f"bin {name}={int(number)}": 1.0
                for name, number in zip(BINS, (*text_bins(unit, len(walk.units)), *place_bins(unit.box)), strict=True)
            }
            rows.append(row)
    return rows, domains


def screening_matrix(
    rows: list[dict[str, float]], domains: dict[str, set[str]]
) -> tuple[sparse.csr_matrix, dict[str, int]]:
    columns: dict[str, int] = {}
    indices, pointers, values = [], [0], []
    for row in rows:
        for name, value in row.items():
            kind, _, word = name.partition(" ")
            if kind == "bin" or len(domains[word]) >= FEWEST_DOMAINS:
                indices.append(columns.setdefault(name, len(columns)))
                values.append(value)
        pointers.append(len(indices))
    return sparse.csr_matrix((values, indices, pointers), shape=(len(rows), len(columns))), columns


def fit_screening(matrix: sparse.csr_matrix, truth: np.ndarray, lengths: np.ndarray) -> LogisticRegression:
    weights = np.sqrt(np.minimum(lengths, 400))
    return LogisticRegression(C=0.03, max_iter=300, solver="liblinear").fit(
        matrix, truth, sample_weight=weights / weights.mean()
    )


# ---- judging


def judging_rows(pages: list[Example], scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Signals of the units that screening lets through, and their numbers among all units."""
    rows, numbers, start = [], [], 0
    for page in pages:
        walk = page.document.walk
        logits = scores[start : start + len(walk.units)].tolist()
        if logits:
            logits, _ = settled(page.document, logits)
            context = Context(walk, logits, page.stated)
            for index, logit in enumerate(logits):
                if logit > body_model.LET_THROUGH:
                    rows.append(context.row(index))
                    numbers.append(start + index)
        start += len(logits)
    return np.array(rows, dtype=float), np.array(numbers)


def page_weights(owner: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Long units weigh more, and units of pages with many of them less, so that no page teaches alone."""
    sizes = np.bincount(owner)[owner]
    weights = np.minimum(lengths, 400) ** 0.25 / sizes**0.7
    return weights / weights.mean()


def fit_trees(rows: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(**TREES).fit(rows, truth, sample_weight=weights)


# ---- the two together


class Training:
    """Everything about the pages that does not depend on which of them are learned from."""

    def __init__(self, pages: list[Example]) -> None:
        self.pages = pages
        rows, domains = screening_rows(pages)
        self.matrix, self.columns = screening_matrix(rows, domains)
        self.truth = np.concatenate([page.labels for page in pages])
        self.lengths = np.array([len(unit.text) for page in pages for unit in page.document.walk.units])
        self.owner = np.repeat(np.arange(len(pages)), [len(page.labels) for page in pages])
        self.groups = np.array([page.domain for page in pages])[self.owner]

    def unseen_scores(self) -> np.ndarray:
        """Screening score of every unit by a model that has not seen its publisher."""
        scores = np.zeros(len(self.truth))
        for train, test in GroupKFold(FOLDS).split(self.matrix, self.truth, self.groups):
            fitted = fit_screening(self.matrix[train], self.truth[train], self.lengths[train])
            scores[test] = fitted.decision_function(self.matrix[test])
        return scores

    def judging(self) -> None:
        """Compute what the trees learn from, and which pages contradict a model that has not seen them."""
        self.rows, self.numbers = judging_rows(self.pages, self.unseen_scores())
        numbers = self.numbers
        self.contradicted = np.zeros(len(numbers), dtype=bool)
        logits = np.zeros(len(numbers))
        for train, test in GroupKFold(FOLDS).split(self.rows, self.truth[numbers], self.groups[numbers]):
            logits[test] = self.trees(train).decision_function(self.rows[test])
        self.contradicted = np.where(self.truth[numbers], -logits, logits) > CONTRADICTED
        found = np.zeros(len(self.truth), dtype=bool)
        found[numbers] = logits > 0
        self.doubtful = np.zeros(len(self.truth), dtype=bool)
        for page in range(len(self.pages)):
            own = self.owner == page
            agreed = self.lengths[own & found & self.truth].sum()
            either = self.lengths[own & found].sum() + self.lengths[own & self.truth].sum()
            self.doubtful[own] = 2 * agreed < FEWEST_AGREED * either

    def trees(self, train: np.ndarray) -> HistGradientBoostingClassifier:
        """Trees learned from these rows."""
        train = train[~self.contradicted[train]]
        numbers = self.numbers[train]
        return fit_trees(
            self.rows[train], self.truth[numbers], page_weights(self.owner[numbers], self.lengths[numbers])
        )

    def weights(self, chosen: np.ndarray) -> dict:
        """Weights of a model learned from the chosen units."""
        chosen = chosen & ~self.doubtful
        screening = fit_screening(self.matrix[chosen], self.truth[chosen], self.lengths[chosen])
        rows = np.flatnonzero(chosen[self.numbers])
        weights = exported(screening, self.columns, self.trees(rows))
        return weights | {"swing": body_model.swings(weights["trees"], self.rows[rows].tolist())}


def exported(screening: LogisticRegression, columns: dict[str, int], trees: HistGradientBoostingClassifier) -> dict:
    """Both models as plain numbers; weights too small to matter left out."""
    out: dict = {"bias": round(float(screening.intercept_[0]), 4), "own": {}, "around": {}, "bin": {}}
    for name, column in sorted(columns.items()):
        kind, _, word = name.partition(" ")
        weight = round(float(screening.coef_[0][column]), 3)
        if abs(weight) >= 0.02:
            out[kind][word] = weight
    out["bins"] = {name: {} for name in BINS}
    for answer, weight in out.pop("bin").items():
        name, _, number = answer.rpartition("=")
        out["bins"][name][number] = weight
    out["base"] = round(float(np.ravel(trees._baseline_prediction)[0]), 5)
    out["signals"] = list(SIGNALS)
    out["trees"] = [_nested(stage[0].nodes, 0) for stage in trees._predictors]
    return out


def _nested(nodes: np.ndarray, number: int) -> list | float:
    node = nodes[number]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    threshold = float(f"{float(node['num_threshold']):.6g}")
    return [int(node["feature_idx"]), threshold, _nested(nodes, int(node["left"])), _nested(nodes, int(node["right"]))]


# ---- measuring


def cross_validate(training: Training, folder: Path, without: str | None) -> None:
    """Print the scores of the body, each page by a model that has seen no page of its publisher."""
    score = scorer(folder.parent)
    results: dict[str, list[dict]] = defaultdict(list)
    for train, test in GroupKFold(FOLDS).split(training.matrix, training.truth, training.groups):
        chosen = np.zeros(len(training.truth), dtype=bool)
        chosen[train] = True
        unseen = body_model.BodyModel(training.weights(chosen))
        body_model.load = lambda unseen=unseen: unseen
        for number in np.unique(training.owner[test]):
            page = training.pages[number]
            article = Article(url=page.url)
            set_body(article, Document(disguised(page.html, without), page.url) if without else page.document)
            measured = score.measure({"body": page.truth["body"]}, {"body": article.body})
            results[page.ident.split("/")[0]].append(measured)
            results["all"].append(measured)
    for group, rows in sorted(results.items()):
        print(f"{group:<8}" + "  ".join(f"{name} {value:.4f}" for name, value in score.summary(rows).items()))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, help="folder with truth.jsonl and pages/")
    cli.add_argument(
        "--cross-validate", action="store_true", help="measure on unseen publishers instead of writing weights"
    )
    cli.add_argument("--without", choices=WITHOUT, help="measure on pages with these taken away")
    args = cli.parse_args()
    if args.without and not args.cross_validate:
        cli.error("--without is about measuring: give --cross-validate too")
    training = Training(list(examples(args.folder)))
    training.judging()
    print(f"{len(np.unique(training.owner[training.doubtful]))} pages are doubtful", file=sys.stderr)
    print(
        f"{len(training.pages)} pages, {len(training.truth)} units, {training.truth.sum()} of the story",
        file=sys.stderr,
    )
    if args.cross_validate:
        cross_validate(training, args.folder, args.without)
        return
    weights = training.weights(np.ones(len(training.truth), dtype=bool))
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
