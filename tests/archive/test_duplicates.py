"""Near-duplicates: found whatever the order, never by chance, with the first named and the agency told."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.duplicates import Cluster, Duplicates
from newsarchive.items import Article, Author, Block, Page, Timestamp
from newsarchive.similarity import bands, shingles, similarity

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
WORDS = [
    f"{head}{tail}"
    for head in ("ba", "do", "ki", "mu", "re", "so", "ta", "vel")
    for tail in ("n", "rin", "lo", "mas", "ted", "ku")
]


def text(seed: int, words: int = 200) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) for _ in range(words)]


def edited(words: list[str], share: float) -> list[str]:
    """The text with its end replaced, as an editor cuts a wire story."""
    kept = int(len(words) * (1 - share))
    return words[:kept] + text(4711, len(words) - kept)


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(tmp_path / "news.db", create=True) as opened:
        yield opened


def store(
    archive: Archive, number: int, words: list[str], *, source: str = "one", hours: int = 0, **fields: object
) -> int:
    url = f"http://{source}.example/story/{number}"
    page = Page(url=url, requested_url=url, source=source, fetched_at=NOON + timedelta(hours=hours), status=200)
    article = Article(
        headline=f"Story {number}", blocks=[Block(type="paragraph", text=" ".join(words))] if words else [], **fields
    )  # type: ignore[arg-type]
    outcome = archive.store(article, page, extractor="1")
    assert outcome.article_id
    return outcome.article_id


def published(moment: datetime) -> Timestamp:
    return Timestamp(raw="x", value=moment, precision="minute", source="meta")


def found(archive: Archive) -> list[tuple[str, str | None, list[int]]]:
    return [
        (one.kind, one.agency, [member.article_id for member in one.members])
        for one in Duplicates(archive.connection).clusters()
    ]


def find(archive: Archive, **options: bool) -> int:
    return Duplicates(archive.connection).find(now=NOON, **options).found


def test_the_same_words_on_two_sites_are_one_cluster_with_the_earlier_first(archive):
    late = store(archive, 1, text(1), source="late", hours=5)
    early = store(archive, 2, text(1), source="early", hours=1)
    store(archive, 3, text(2), source="other")
    assert find(archive) == 1
    assert found(archive) == [("syndicated", None, [early, late])]


def test_publication_counts_before_first_sight(archive):
    seen_first = store(archive, 1, text(1), source="a", published=published(NOON - timedelta(hours=1)))
    published_first = store(archive, 2, text(1), source="b", hours=9, published=published(NOON - timedelta(hours=3)))
    find(archive)
    assert found(archive) == [("syndicated", None, [published_first, seen_first])]


@pytest.mark.parametrize("share", [0.05, 0.2, 0.3])
def test_edited_copies_are_found(archive, share):
    first = store(archive, 1, text(1), source="a")
    second = store(archive, 2, edited(text(1), share), source="b", hours=1)
    assert find(archive) == 1
    cluster = Duplicates(archive.connection).cluster_of(second)
    assert cluster
    assert [member.article_id for member in cluster.members] == [first, second]
    expected = similarity(shingles(" ".join(text(1))), shingles(" ".join(edited(text(1), share))))
    assert cluster.members[1].similarity == pytest.approx(expected, abs=0.001)


def test_texts_that_share_less_than_half_are_no_duplicates(archive):
    store(archive, 1, text(1), source="a")
    store(archive, 2, edited(text(1), 0.5), source="b")
    for n in range(3, 30):
        store(archive, n, text(n), source="c")
    assert find(archive) == 0
    assert Duplicates(archive.connection).cluster_of(1) is None


def test_clusters_do_not_depend_on_the_order_in_which_stories_came(tmp_path):
    stories = [
        (1, text(1), "a", 3),
        (2, edited(text(1), 0.1), "b", 1),
        (3, edited(text(1), 0.2), "c", 2),
        (4, text(9), "d", 0),
    ]
    outcomes = set()
    for number, order in enumerate(itertools.permutations(stories)):
        with Archive(tmp_path / f"{number}.db", create=True) as archive:
            for story, words, source, hours in order:
                store(archive, story, words, source=source, hours=hours)
                find(archive)
            clusters = Duplicates(archive.connection).clusters()
            outcomes.add(tuple(tuple(member.source for member in one.members) for one in clusters))
    assert outcomes == {(("b", "c", "a"),)}


def test_a_run_looks_only_at_what_is_new_or_reads_differently(archive):
    store(archive, 1, text(1), source="a")
    store(archive, 2, text(1), source="b", hours=1)
    duplicates = Duplicates(archive.connection)
    assert duplicates.find(now=NOON).total == 2
    assert duplicates.find(now=NOON).total == 0
    store(archive, 3, text(1), source="c", hours=2)
    run = duplicates.find(now=NOON)
    assert (run.total, run.done, run.found) == (1, 1, 1)
    assert [len(one.members) for one in duplicates.clusters()] == [3]
    before = found(archive)
    assert duplicates.find(now=NOON, again=True).total == 3
    assert found(archive) == before


def test_a_story_that_was_rewritten_leaves_its_cluster(archive):
    store(archive, 1, text(1), source="a")
    store(archive, 2, text(1), source="b", hours=1)
    store(archive, 3, text(1), source="c", hours=2)
    find(archive)
    store(archive, 1, text(77), source="a", hours=3)
    find(archive)
    assert found(archive) == [("syndicated", None, [2, 3])]


def test_a_copy_on_the_same_site_is_not_syndicated(archive):
    store(archive, 1, text(1), source="a")
    store(archive, 2, text(1), source="a", hours=1)
    find(archive)
    assert found(archive) == [("same", None, [1, 2])]


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"dateline": "PHNOM PENH (AP)"}, "AP"),
        ({"byline": "By Nary Oum, Agence France-Presse"}, "AFP"),
        ({"authors": [Author(name="Reuters", kind="agency")]}, "Reuters"),
        ({"authors": [Author(name="Valley Wire", kind="agency")]}, "Valley Wire"),
        ({"dateline": "PHNOM PENH (the capital)", "byline": "By Ap Nary"}, None),
    ],
)
def test_the_agency_is_told_where_an_article_names_it(archive, fields, agency):
    store(archive, 1, text(1), source="a", **fields)
    store(archive, 2, text(1), source="b", hours=1)
    find(archive)
    assert found(archive) == [("syndicated", agency, [1, 2])]
    assert archive.connection.value("SELECT agency FROM fingerprints WHERE article_id = 1") == agency


def test_texts_too_short_to_compare_are_duplicates_only_word_for_word_and_under_one_headline(archive):
    brief = text(1, 15)
    store(archive, 1, brief, source="a")
    store(archive, 1, brief, source="b", hours=1)
    store(archive, 3, brief, source="c", hours=2)
    store(archive, 4, [], source="d")
    store(archive, 4, [], source="e")
    find(archive)
    assert found(archive) == [("syndicated", None, [1, 2])]


def test_scripts_without_spaces_are_compared_by_letters():
    story = "议会周二投票决定重建去年秋天被洪水冲走的桥梁，工程将在三周后开始，一直持续到雨季，市长在市政厅投票后说。"
    assert similarity(shingles(story), shingles(story.replace("三周", "四周"))) > 0.6
    khmer = "ក្រុមប្រឹក្សាបានបោះឆ្នោតកាលពីថ្ងៃអង្គារដើម្បីសាងសង់ស្ពានឡើងវិញដែលទឹកជំនន់បានយកទៅ"
    assert similarity(shingles(khmer), shingles(khmer + "កាលពីឆ្នាំមុន")) > 0.6
    assert (
        similarity(shingles(story), shingles("天气办公室预计本周末之前还会有更多阵雨，但不足以填满全省的水库。" * 2))
        == 0
    )


def test_similar_texts_share_bands_and_others_do_not():
    one, other = shingles(" ".join(text(1))), shingles(" ".join(edited(text(1), 0.2)))
    assert set(bands(one)) & set(bands(other))
    assert not set(bands(one)) & set(bands(shingles(" ".join(text(2)))))


def test_a_taken_down_story_leaves_no_trace(archive):
    store(archive, 1, text(1), source="a")
    store(archive, 2, text(1), source="b", hours=1)
    find(archive)
    with archive.transaction():
        archive.connection.run("DELETE FROM articles WHERE id = 1")
    for table in ("fingerprints", "fingerprint_bands"):
        assert {row[0] for row in archive.connection.rows(f"SELECT DISTINCT article_id FROM {table}")} == {2}
    assert found(archive) == []


def test_when_the_first_story_is_taken_down_the_next_is_the_first(archive):
    first, second, third = (store(archive, number, text(1), source="abc"[number], hours=number) for number in range(3))
    find(archive)
    assert found(archive) == [("syndicated", None, [first, second, third])]
    archive.take_down("http://a.example/story/0", reason="asked", now=NOON)
    assert found(archive) == [("syndicated", None, [second, third])]
    archive.take_down("http://b.example/story/1", reason="asked", now=NOON)
    assert found(archive) == []
    assert archive.check() == []


def test_clusters_can_be_narrowed_down(archive):
    store(archive, 1, text(1), source="a")
    store(archive, 2, text(1), source="a", hours=1)
    store(archive, 3, text(5), source="b")
    store(archive, 4, text(5), source="c", hours=1)
    find(archive)
    duplicates = Duplicates(archive.connection)

    def firsts(clusters) -> list[int]:
        return [one.members[0].article_id for one in clusters]

    assert firsts(duplicates.clusters()) == [1, 3]
    assert firsts(duplicates.clusters(syndicated=True)) == [3]
    assert firsts(duplicates.clusters(source="a")) == [1]
    assert firsts(duplicates.clusters(source="c")) == [3]
    assert isinstance(next(iter(duplicates.clusters())), Cluster)
    assert replace(next(iter(duplicates.clusters()))).kind == "same"
