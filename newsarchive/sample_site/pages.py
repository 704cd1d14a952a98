"""The paper's pages as HTML: two layouts of a story, front pages, sections, one topic page that is no article."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from .newsroom import _LINK, MOST_VIEWED_HEADING, PUBLISHER, Language, Newspaper, Photo, Story, plain

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "home": "/",
        "other": "/fr/",
        "other_name": "Français",
        "feed": "/feed.xml",
        "feed_type": "application/rss+xml",
        "published": "Published",
        "updated": "Updated",
        "photo": "Photo",
        "latest": "Latest",
        "tags": "Topics",
        "letter": "Get the morning letter: the day’s stories at six, before the first ferry.",
        "letter_button": "Sign up",
        "foot": "Printed on Lantern Quay, Port Ardun, since 1871. An invented newspaper, bundled with newsarchive.",
        "wall": "Subscribe to keep reading",
        "wall_text": "This story is for subscribers. A subscription costs three crowns a week.",
        "motto": "Every tide, every day",
    },
    "fr": {
        "home": "/fr/",
        "other": "/",
        "other_name": "English",
        "feed": "/fr/atom.xml",
        "feed_type": "application/atom+xml",
        "published": "Publié le",
        "updated": "Mis à jour le",
        "photo": "Photo",
        "latest": "À la une",
        "tags": "Thèmes",
        "letter": "Recevez la lettre du matin : l’essentiel à six heures, avant le premier bac.",
        "letter_button": "S’abonner",
        "foot": "Imprimé au quai des Lanternes, Port-Ardun, depuis 1871. Un journal inventé, livré avec newsarchive.",
        "wall": "Abonnez-vous pour lire la suite",
        "wall_text": "Cet article est réservé aux abonnés.",
        "motto": "À chaque marée, chaque jour",
    },
}
MONTHS: dict[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
DAYS: dict[Language, str] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
TOPIC_PATH = "/topics/week"
"""The page that is no article, though feed and sitemap list it."""
TOPIC_TITLE = "The week at a glance"


@cache
def _template(name: str) -> Template:
    return Template((files(__package__) / "layouts" / name).read_text(encoding="utf-8"))


def long_date(moment: datetime, language: Language, *, time: bool = False) -> str:
    """A date as the paper prints it.

    >>> long_date(datetime(2026, 11, 20, 18, 5), "en", time=True), long_date(datetime(2026, 11, 1), "fr")
    ('20 November 2026, 18:05', '1 novembre 2026')
    """
    day = f"{moment.day} {MONTHS[language].split()[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M}" if time else day


def story_page(paper: Newspaper, story: Story, base: str) -> str:
    """A story's page in its layout."""
    words = WORDS[story.language]
    aside = most_viewed_with_teasers if story.layout == "classic" else most_viewed_titles
    content = _template(f"{story.layout}.html").substitute(
        rubric=""
        if story.bare
        else f'<p class="rubric"><a href="{story.section_path}">{escape(story.section)}</a></p>',
        headline=escape(story.headline),
        kicker=_optional('<p class="kicker">{}</p>', story.kicker),
        dek=_optional('<p class="standfirst">{}</p>', story.dek),
        byline=_optional('<p class="byline">{}</p>', story.byline),
        dates=story_dates(paper, story),
        photo=lead_photo(story),
        body=story_body(story),
        correction=_optional('<p class="correction"><em>{}</em></p>', story.correction),
        bio=_optional('<div class="author-bio"><p>{}</p></div>', story.bio),
        wall=_wall(story, words),
        tags=_tags(story, words),
        letter=_letter(words),
        aside_heading=MOST_VIEWED_HEADING[story.layout, story.language],
        aside=aside(paper.most_viewed(story)),
    )
    title = f"{story.headline} | {PUBLISHER[story.language]}"
    return frame(paper, story.language, title=title, content=content, head=story_head(paper, story, base))


def frame(paper: Newspaper, language: Language, *, title: str, content: str, head: str = "") -> str:
    """What every page has around its content: nameplate, sections, foot."""
    words = WORDS[language]
    sections = {story.section: story.section_path for story in paper.of(language)}
    today = paper.now
    return _template("frame.html").substitute(
        words,
        language=language,
        title=escape(title),
        head=head,
        name=PUBLISHER[language],
        today=f"{DAYS[language].split()[today.weekday()]} {long_date(today, language)}",
        sections="".join(f'<li><a href="{path}">{escape(name)}</a></li>' for name, path in sorted(sections.items())),
        content=content,
    )


def story_head(paper: Newspaper, story: Story, base: str) -> str:
    """The story's metadata: canonical address, OpenGraph, JSON-LD where the story has it; none where it is bare."""
    if story.bare:
        return ""
    metas = {
        "og:type": "article",
        "og:title": story.headline,
        "og:site_name": PUBLISHER[story.language],
        "article:section": story.section,
    }
    if story.photo:
        metas["og:image"] = f"{base}/photos/{story.photo.scene}.png"
    if story.layout == "modern":
        metas["article:published_time"] = paper.published(story).isoformat()
    lines = [
        f'<link rel="canonical" href="{base}{story.path}">',
        _optional('<meta name="description" content="{}">', story.dek),
        *(f'<meta property="{name}" content="{escape(value)}">' for name, value in metas.items()),
    ]
    if story.json_ld:
        told = json.dumps(json_ld(paper, story, base), ensure_ascii=False).replace("</", "<\\/")
        lines.append(f'<script type="application/ld+json">{told}</script>')
    return "\n".join(lines)


def json_ld(paper: Newspaper, story: Story, base: str) -> dict[str, Any]:
    """The story as a schema.org NewsArticle."""
    kinds = {"agency": "Organization", "desk": "Organization"}
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": base + story.path,
        "headline": story.headline,
        "datePublished": paper.published(story).isoformat(),
        "articleSection": story.section,
        "inLanguage": story.language,
        "isAccessibleForFree": not story.paywalled,
        "keywords": list(story.tags),
        "author": [
            {"@type": kinds.get(author.get("kind", ""), "Person"), "name": author["name"]}
            for author in story.authors
            if author.get("role", "writer") == "writer"
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": PUBLISHER[story.language]},
    }
    if (modified := paper.modified(story)) is not None:
        told["dateModified"] = modified.isoformat()
    if story.photo:
        told["image"] = [f"{base}/photos/{story.photo.scene}.png"]
    return told


def story_dates(paper: Newspaper, story: Story) -> str:
    """The line of dates, as fully as the story prints it."""
    if story.date_form == "none":
        return ""
    words = WORDS[story.language]
    stamps = [(words["published"], paper.published(story)), (words["updated"], paper.modified(story))]
    told = (f"{label} {_time(moment, story)}" for label, moment in stamps if moment)
    return f'<p class="dates">{" · ".join(told)}</p>'


def _time(moment: datetime, story: Story) -> str:
    printed = long_date(moment, story.language, time=story.date_form != "day")
    return f'<time datetime="{moment.isoformat()}">{printed}</time>' if story.date_form == "time" else printed


def lead_photo(story: Story) -> str:
    """The lead picture: the classic layout has nothing but a div under it, the modern one a figure."""
    if story.photo is None:
        return ""
    if story.layout == "modern":
        return figure(story.photo, story.language)
    return (
        f'<div class="article-media"><img class="img-responsive" src="/photos/{story.photo.scene}.png" '
        f'alt="Content image - {PUBLISHER[story.language]}">'
        f"<div>{caption_line(story.photo, story.language)}</div></div>"
    )


def caption_line(photo: Photo, language: Language) -> str:
    """Caption and credit in one run of text, as the photo's form wants it."""
    forms = {
        "bare": "{caption} {credit}",
        "label": "{caption} {label}: {credit}",
        "line": "{caption}<br>{credit}",
        "copyright": '{caption} <span class="copyright">© {credit}</span>',
        "element": '{caption} <span class="credit">{credit}</span>',
    }
    label = WORDS[language]["photo"] + (" " if language == "fr" else "")
    return forms[photo.form].format(caption=escape(photo.caption), credit=escape(photo.credit or ""), label=label)


def figure(photo: Photo, language: Language) -> str:
    """A picture with its caption as a figure."""
    image = f'<img src="/photos/{photo.scene}.png" width="960" height="540" alt="">'
    if photo.form != "element":
        return f"<figure>{image}<figcaption>{caption_line(photo, language)}</figcaption></figure>"
    return (
        f'<figure>{image}<figcaption><span class="caption">{escape(photo.caption)}</span> '
        f'<span class="credit">{escape(photo.credit or "")}</span></figcaption></figure>'
    )


def story_body(story: Story) -> str:
    """The body's blocks; inline pictures stand after the third one."""
    blocks = [_block(kind, text) for kind, text in story.blocks]
    blocks[3:3] = [figure(photo, story.language) for photo in story.inline_photos]
    return "\n".join(blocks)


def _block(kind: str, text: str) -> str:
    """One block of a body as HTML."""
    lines = [_LINK.sub(r'<a href="\2">\1</a>', escape(line, quote=False)) for line in text.splitlines()]
    forms = {
        "paragraph": lambda: f"<p>{lines[0]}</p>",
        "subhead": lambda: f"<h3>{lines[0]}</h3>",
        "quote": lambda: f"<blockquote><p>{lines[0]}</p></blockquote>",
        "list": lambda: "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>",
        "table": lambda: (
            "<table>" + "".join(_row(line, "td" if number else "th") for number, line in enumerate(lines)) + "</table>"
        ),
    }
    return forms[kind]()


def _row(line: str, cell: str) -> str:
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in line.split("\t")) + "</tr>"


def _optional(form: str, text: str | None) -> str:
    return form.format(escape(text, quote=False)) if text else ""


def _wall(story: Story, words: dict[str, str]) -> str:
    if not story.paywalled:
        return ""
    return f'<div class="paywall"><h2>{words["wall"]}</h2><p>{words["wall_text"]}</p></div>'


def _letter(words: dict[str, str]) -> str:
    return f'<div class="newsletter-signup"><p>{words["letter"]}</p><button>{words["letter_button"]}</button></div>'


def _tags(story: Story, words: dict[str, str]) -> str:
    if not story.tags:
        return ""
    links = "".join(f'<li><a rel="tag" href="/tags">{escape(tag)}</a></li>' for tag in story.tags)
    return f'<div class="tags"><span>{words["tags"]}</span><ul>{links}</ul></div>'


def most_viewed_with_teasers(others: Iterable[Story]) -> str:
    """The classic layout's list: thumbnail, title, and a teaser cut off in mid-sentence."""
    rows = (
        f'<li><a href="{other.path}"><img src="/photos/{other.photo.scene if other.photo else "lighthouse"}.png" '
        f'alt="Content image - {PUBLISHER[other.language]}"></a>'
        f'<h4><a href="{other.path}">{escape(other.headline)}</a></h4><p>{escape(other.teaser)}</p></li>'
        for other in others
    )
    return f'<ul class="most-viewed">{"".join(rows)}</ul>'


def most_viewed_titles(others: Iterable[Story]) -> str:
    """The modern layout's list: numbered titles."""
    rows = (f'<li><a href="{other.path}">{escape(other.headline)}</a></li>' for other in others)
    return f"<ol>{''.join(rows)}</ol>"


def card(story: Story) -> str:
    """A story's card on a front or section page."""
    picture = f'<a href="{story.path}"><img src="/photos/{story.photo.scene}.png" alt=""></a>' if story.photo else ""
    return (
        f'<article class="card">{picture}<p class="kicker">{escape(story.kicker or story.section)}</p>'
        f'<h2><a href="{story.path}">{escape(story.headline)}</a></h2>'
        f"<p>{escape(story.dek or story.teaser)}</p></article>"
    )


def front_page(paper: Newspaper, language: Language) -> str:
    """The front page of one edition."""
    return _cards_page(paper, language, PUBLISHER[language], paper.of(language), "front")


def section_page(paper: Newspaper, path: str) -> str | None:
    """The page of the section at that path; None where there is no such section."""
    listed = [story for story in paper.stories if story.section_path == path]
    if not listed:
        return None
    return _cards_page(paper, listed[0].language, listed[0].section, listed, "section")


def topic_page(paper: Newspaper) -> str:
    """The topic page: headlines that link to stories, no story of its own; it calls itself a collection."""
    rows = "".join(
        f'<li><a href="{story.path}">{escape(story.headline)}</a> '
        f'<span class="dates">{long_date(paper.published(story), story.language)}</span></li>'
        for story in paper.stories
    )
    content = (
        f'<main class="section"><h1 class="section-title">{TOPIC_TITLE}</h1><ul class="headlines">{rows}</ul></main>'
    )
    told = json.dumps({"@context": "https://schema.org", "@type": "CollectionPage", "name": TOPIC_TITLE})
    head = f'<script type="application/ld+json">{told}</script>'
    return frame(paper, "en", title=TOPIC_TITLE, content=content, head=head)


def _cards_page(paper: Newspaper, language: Language, title: str, listed: list[Story], kind: str) -> str:
    heading = "" if kind == "front" else f'<h1 class="section-title">{escape(title)}</h1>'
    cards = "\n".join(card(story) for story in listed)
    content = f'<main class="{kind}">{heading}<div class="cards">{cards}</div></main>'
    feeds = "\n".join(
        f'<link rel="alternate" type="{words["feed_type"]}" title="{PUBLISHER[edition]}" href="{words["feed"]}">'
        for edition, words in WORDS.items()
    )
    return frame(paper, language, title=plain(title), content=content, head=feeds)
