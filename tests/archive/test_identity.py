from __future__ import annotations

from newsarchive.archive import Archive
from newsarchive.items import Article, Candidate, Page

from .conftest import BODY, NOON, URL, later, make_article, make_page, paragraphs

HOST = "https://www.rivertimes.example"
MOVED = f"{HOST}/local/rain-but-not-enough-50123456.html"
OTHER = make_article(
    headline="Council votes to close the ferry road",
    blocks=paragraphs("The council voted by nine to four on Thursday to close the ferry road for two years."),
)


def visit(archive: Archive, article: Article, page: Page) -> tuple[str, int | None]:
    outcome = archive.store(article, page)
    return outcome.kind, outcome.article_id


def test_every_spelling_of_an_address_is_one_story(archive: Archive) -> None:
    visit(archive, make_article(), make_page())
    for spelling in (URL.replace("https", "http"), URL + "?utm_source=x#comments", URL.replace("www.", "")):
        assert visit(archive, make_article(), make_page(spelling)) == ("unchanged", 1)
    assert archive.get(URL.replace("https://www.", "http://")).id == 1


def test_a_changed_slug_is_the_same_story(archive: Archive) -> None:
    visit(archive, make_article(), make_page())
    changed = make_article(headline="Rain, but not enough")
    assert visit(archive, changed, make_page(MOVED, at=later(hours=1))) == ("revised", 1)
    assert archive.get(URL).article.url == MOVED
    assert archive.get(MOVED).id == 1


def test_a_story_number_that_was_given_again_is_another_story(archive: Archive) -> None:
    visit(archive, make_article(), make_page())
    assert visit(archive, OTHER, make_page(MOVED)) == ("new", 2)


def test_the_same_number_on_another_host_is_another_story(archive: Archive) -> None:
    visit(archive, make_article(), make_page())
    assert visit(archive, make_article(), make_page("https://hilltimes.example/x-50123456.html")) == ("new", 2)


def test_a_redirect_leads_to_the_same_story(archive: Archive) -> None:
    visit(archive, make_article(), make_page(f"{HOST}/old-rain"))
    moved = make_page(f"{HOST}/new-rain", requested_url=f"{HOST}/old-rain")
    assert visit(archive, make_article(), moved) == ("unchanged", 1)
    assert archive.get(f"{HOST}/new-rain").id == 1


def test_a_redirect_to_another_story_takes_nothing_from_the_first(archive: Archive) -> None:
    visit(archive, make_article(), make_page(f"{HOST}/old-rain"))
    moved = make_page(f"{HOST}/ferry", requested_url=f"{HOST}/old-rain")
    assert visit(archive, OTHER, moved) == ("new", 2)
    assert archive.get(f"{HOST}/old-rain").article.headline == "Rain at last"


def test_a_copy_that_names_its_original_is_a_duplicate_and_never_revises_it(archive: Archive) -> None:
    visit(archive, make_article(), make_page())
    copy = make_article(headline="Rain at last | print view", canonical_url=URL)
    assert visit(archive, copy, make_page(f"{HOST}/print/50123456", at=later(hours=1))) == ("duplicate", 1)
    stored = archive.get(1)
    assert (stored.article.headline, stored.revision_count, stored.last_seen) == ("Rain at last", 1, later(hours=1))
    assert archive.connection.value("SELECT due_at FROM urls WHERE url LIKE '%print%'") is None


def test_a_story_that_names_another_address_is_revised_at_its_own_also_when_its_site_moves_to_https(
    archive: Archive,
) -> None:
    away = make_article(canonical_url=f"{HOST}/syndicated/rain-at-last-in-the-valley")
    old = f"{HOST}/rain".replace("https", "http")
    visit(archive, away, make_page(old))
    changed = make_article(headline="Rain!", canonical_url=away.canonical_url)
    assert visit(archive, changed, make_page(f"{HOST}/rain", requested_url=old)) == ("revised", 1)


def test_an_amp_page_does_not_make_the_story_flip(archive: Archive) -> None:
    visit(archive, make_article(), make_page())
    amp = make_article(dek=None, images=[])
    assert visit(archive, amp, make_page(URL.replace("www.", "amp."))) == ("duplicate", 1)
    assert archive.get(1).revision_count == 1


def test_stories_that_all_claim_one_canonical_address_stay_apart(archive: Archive) -> None:
    shared = f"{HOST}/local/todays-long-shared-template"
    visit(archive, make_article(canonical_url=shared), make_page(f"{HOST}/a-story-of-rain"))
    assert visit(archive, replaced(OTHER, shared), make_page(f"{HOST}/a-story-of-roads")) == ("new", 2)
    third = make_article(
        headline="Market day", canonical_url=shared, blocks=paragraphs("Cabbages were cheap on Friday.")
    )
    assert visit(archive, third, make_page(shared)) == ("new", 3)
    assert [archive.get(f"{HOST}/{slug}").id for slug in ("a-story-of-rain", "a-story-of-roads")] == [1, 2]
    assert archive.get(shared).id == 3


def replaced(article: Article, canonical: str) -> Article:
    return make_article(headline=article.headline, blocks=article.blocks, canonical_url=canonical)


def test_a_canonical_address_that_is_not_believable_is_not_kept(archive: Archive) -> None:
    visit(archive, make_article(canonical_url=f"{HOST}/"), make_page())
    assert archive.get(1).article.canonical_url is None


def test_a_rewritten_story_at_its_own_address_is_still_the_story(archive: Archive) -> None:
    visit(archive, make_article(), make_page(f"{HOST}/live"))
    assert visit(archive, OTHER, make_page(f"{HOST}/live")) == ("revised", 1)


def test_a_story_is_known_in_scripts_without_spaces(archive: Archive) -> None:
    text = "六週間ぶりに月曜日の夜に上流の谷で雨が降った。農家は苗があと四日しか持たなかったと話した。"
    visit(archive, make_article(headline="ついに雨", blocks=paragraphs(text)), make_page())
    longer = make_article(
        headline="ついに雨、まだ足りず", blocks=paragraphs(text + "気象庁は週末までにさらに雨を予想している。")
    )
    assert visit(archive, longer, make_page(MOVED)) == ("revised", 1)


def test_discovery_does_not_offer_another_spelling_of_what_is_archived(archive: Archive) -> None:
    visit(archive, make_article(canonical_url=MOVED), make_page())
    offered = [Candidate(url=url, via="feed") for url in (URL + "?utm_medium=rss", MOVED, URL.replace("www.", "m."))]
    assert archive.frontier.offer(offered, source="river", now=NOON) == 0


def test_a_short_story_needs_the_same_headline(archive: Archive) -> None:
    visit(archive, make_article(blocks=[]), make_page())
    assert visit(archive, make_article(headline="Rain again", blocks=[]), make_page(MOVED)) == ("new", 2)
    assert len(BODY) == 3
