"""Pictures with their captions and credits, in the structures that news sites give them."""

from __future__ import annotations

import pytest

from newsarchive.extraction.document import Document
from newsarchive.extraction.images import Pictures, find
from newsarchive.extraction.images.urls import candidates, same_picture
from newsarchive.items import Image

URL = "https://www.arla-post.example/city/2026/05/02/new-bridge-opens-over-the-arla"
CAPTION = "The mayor opens the new bridge over the Arla on Friday."
FIRST = (
    "The new bridge over the Arla opened on Friday after eleven years of work, and the first to cross it was a goose."
)
LAST = (
    "The old bridge will be taken down next spring, the city council said, and its stones will pave the market square."
)

STRUCTURES = {
    "figcaption, credit in brackets": """<figure><img src="/b.jpg" alt="Bridge">
        <figcaption>{caption} (Photo: Ines Halvorsen)</figcaption></figure>""",
    "figcaption of two spans with class names that say nothing": """<figure class="sc-4"><div><img src="/b.jpg"></div>
        <figcaption class="sc-0"><span class="sc-2">{caption}</span><span class="sc-3">Ines Halvorsen</span>
        </figcaption></figure>""",
    "caption and credit by class": """<figure><img src="/b.jpg"><figcaption><p class="article__caption">{caption}</p>
        <p class="article__credit">(Foto: Ines Halvorsen)</p></figcaption></figure>""",
    "credit in cite": """<figure><img src="/b.jpg"><figcaption><p>{caption} <cite>Ines Halvorsen</cite></p>
        </figcaption></figure>""",
    "credit in small": """<figure><img src="/b.jpg"><figcaption>{caption} <small>(Foto: Ines Halvorsen)</small>
        </figcaption></figure>""",
    "credit by itemprop": """<figure itemprop="image" itemscope><meta itemprop="url" content="/b.jpg">
        <img src="/b.jpg"><figcaption>
        <span itemprop="description">{caption}</span><span itemprop="author"> (Image: Ines Halvorsen)</span>
        </figcaption></figure>""",
    "credit above the picture": """<div class="max-w"><span class="block text-right">Foto: Ines Halvorsen</span>
        <img src="/b.jpg"><div class="text-base">{caption}</div></div>""",
    "credit above the caption": """<figure><img src="/b.jpg"><figcaption><div>
        <div class="copyright">Ines Halvorsen</div></div>
        <div class="caption">{caption}</div></figcaption></figure>""",
    "credit printed for phones and for desktops": """<figure><div><img src="/b.jpg"><small>© Ines Halvorsen
        </small></div>
        <figcaption>{caption}</figcaption><div class="md:hidden"><small>© Ines Halvorsen</small></div></figure>""",
    "no figure, classes alone": """<div class="image-container__Yo6"><div><img src="/b.jpg"></div><div class="text__Dz">
        <span class="image-container-caption__lZ">{caption}</span>
        <span class="image-container-source__rb">Ines Halvorsen</span>
        </div></div>""",
    "no class at all, a bare name": """<div><img src="/b.jpg" alt="Content image"><div>{caption} Ines Halvorsen
        </div></div>""",
    "figcaption outside any figure": """<picture><img src="/b.jpg"></picture><figcaption>
        <span>{caption}, Foto: Ines Halvorsen</span></figcaption>""",
    "caption hidden until clicked, same as alt": """<div><picture><img src="/b.jpg" alt="{caption}"></picture></div>
        <div style="display:none"><span class="meta2">{caption}</span><small>Ines Halvorsen</small></div>""",
    "caption hidden from screen readers, same as alt": """<figure><img src="/b.jpg" alt="{caption}"><figcaption>
        <span class="image-caption" aria-hidden="true">{caption}</span>
        <span class="image-byline"> Foto: Ines Halvorsen</span>
        </figcaption></figure>""",
    "a button that opens a slide show": """<button><div><figure><img src="/b.jpg"></figure><figcaption><p>{caption}
        <cite>(Image: Ines Halvorsen)</cite></p></figcaption></div></button>""",
    "an enlarging icon beside it": """<figure><a href="#focus-0"><img src="/b.jpg"><picture>
        <img src="/zoom-in.svg" width="32"></picture>
        </a><div><figcaption>{caption} (Quelle: Ines Halvorsen)</figcaption></div></figure>""",
    "a link to the full picture": """<figure><a href="/photos/b_full.jpg"><img src="/b.jpg"></a><figcaption>
        <p class="figcap">
        <span class="caption">{caption}</span><span class="credit">Ines Halvorsen</span></p></figcaption></figure>""",
    "a paragraph in italics below it": """<p><img src="/b.jpg"></p><p><em>{caption} Photo: Ines Halvorsen</em></p>""",
    "in the picture's own paragraph": """<p><img src="/b.jpg"><br>{caption} (Photo: Ines Halvorsen)</p>""",
    "a bare name on the picture, the caption in figcaption": """<figure><div><img src="/b.jpg"><span>Ines Halvorsen
        </span></div><div><figcaption><span class="visually-hidden">Image caption, </span><p>{caption}</p></figcaption>
        </div></figure>""",
    "a button between picture and figcaption": """<figure><img src="/b.jpg"><span>Click to enlarge</span>
        <div>Full screen</div><figcaption>{caption} Photo: Ines Halvorsen</figcaption></figure>""",
    "a button that sells the picture": """<div class="photo-container"><div><img src="/b.jpg"></div>
        <div class="caption-container"><span>Buy Now</span><p class="caption">{caption}</p><ul>
        <li class="photo-credit">Ines Halvorsen</li></ul></div></div>""",
    "credit by data-testid": """<div data-component="image-block"><img src="/b.jpg"><div data-testid="caption-text">
        {caption}</div><div data-testid="photographer">Ines Halvorsen</div></div>""",
    "author of a picture's box": """<div class="image-box"><img src="/b.jpg"><div class="image-box__caption">{caption}
        </div><div class="image-box__author">Ines Halvorsen</div></div>""",
    "list item with a credit": """<ul><li><img src="/b.jpg"><p>{caption}</p><p class="credit">Ines Halvorsen</p></li>
        </ul>""",
    "table of an old site": """<table width="300"><tr><td><img src="/b.jpg"></td></tr>
        <tr><td><font size="1">{caption} Photo: Ines Halvorsen</font></td></tr></table>""",
    "small heading below it": """<p><img src="/b.jpg"></p><h6>{caption} Photo: Ines Halvorsen</h6>""",
    "a small paragraph below it": """<p><img src="/b.jpg"></p><p><small>{caption} Photo: Ines Halvorsen</small></p>""",
    "a plain paragraph below it": """<p><img src="/b.jpg"></p><p>{caption} © Ines Halvorsen</p>""",
    "in italics, a bare name": """<p><img src="/b.jpg"></p><p><em>{caption} Ines Halvorsen</em></p>""",
    "an aside of the picture's own": """<aside class="inline-photo"><img src="/b.jpg"><p class="inline-photo__caption">
        {caption} <span>Ines Halvorsen</span></p></aside>""",
    "printed in full and cut off": """<figure><img src="/b.jpg"><figcaption><span>The mayor opens the new bridge over…
        </span><span>{caption}</span> <span class="credit">Ines Halvorsen</span></figcaption></figure>""",
    "cut off behind a button": """<figure><img src="/b.jpg"><figcaption><div>{caption} <a>less</a>
        The mayor opens the new bridge over the ... <a>more</a></div>
        <small>Ines Halvorsen</small></figcaption></figure>""",
    "the credit in the caption, too": """<figure><img src="/b.jpg"><figcaption>{caption} (AP Photo/Ines Halvorsen)
        <span class="credit">Ines Halvorsen</span></figcaption></figure>""",
    "buttons that share the picture": """<figure><img src="/b.jpg"><ul><li><a href="https://f.example/">Facebook</a></li>
        <li><a href="https://t.example/">Twitter</a></li></ul><figcaption>{caption} Photo: Ines Halvorsen</figcaption>
        </figure>""",
    "no full stop, a name on a line of its own": """<figure><img src="/b.jpg"><figcaption>The mayor opens the new bridge
        over the Arla on Friday<br>Ines Halvorsen</figcaption></figure>""",
    "paragraphs in the picture's box, one with a label": """<div><div><img src="/b.jpg"></div><p>{caption}</p>
        <p>Image: Ines Halvorsen</p></div>""",
    "counter and unfolding button": """<figure><img src="/b.jpg"><div>3</div><figcaption>{caption} Foto: Ines Halvorsen
        <span role="button">Vis mer</span></figcaption></figure>""",
}


def story(lead: str = "", inline: str = "", after: str = "") -> str:
    """A page of an invented newspaper."""
    return f"""<html><head><title>New bridge opens | The Arla Post</title></head><body>
      <header><a href="/"><img src="/logo.png" alt="The Arla Post"></a></header>
      <main><article><h1>New bridge opens over the Arla</h1>{lead}
      <div class="body"><p>{FIRST}</p><p>{FIRST[::-1]}</p>{inline}<p>{LAST}</p></div>{after}</article></main>
        </body></html>"""


def pictures(html: str) -> tuple[list[Image], Pictures, Document]:
    """The story's pictures, as `extract` asks for them."""
    document = Document(html, URL)
    found = find(document)
    units = document.walk.units
    first = next(unit.index for unit in units if unit.text == FIRST)
    last = next(unit.index for unit in units if unit.text == LAST)
    headline = next((unit.index for unit in units if unit.heading == 1), None)
    return found.of_story(first, last, headline), found, document


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
@pytest.mark.parametrize("place", ["lead", "inline"])
def test_caption_and_credit_are_found_and_told_apart(structure: str, place: str) -> None:
    images, _, _ = pictures(story(**{place: structure.format(caption=CAPTION)}))
    assert [(image.caption.rstrip(".") if image.caption else None, image.credit) for image in images] == [
        (CAPTION.rstrip("."), "Ines Halvorsen")
    ]
    assert images[0].photographer == "Ines Halvorsen"
    assert images[0].role == place


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
def test_captions_are_claimed_and_the_story_is_not(structure: str) -> None:
    _, found, document = pictures(story(inline=structure.format(caption=CAPTION)))
    claimed = " ".join(document.walk.units[index].text for index in found.captions)
    assert FIRST not in claimed and LAST not in claimed
    assert "Ines Halvorsen" in claimed


@pytest.mark.parametrize(
    "paragraph",
    [
        "The museum has bought photographs by Ines Halvorsen.",
        "He told Reuters that the bridge would open on Friday.",
        "The council meets at 19:30 (town hall, Mill Street).",
        "“We waited eleven years.” Ines Halvorsen",
        "The new rules: no cars, no bikes, no dogs.",
    ],
)
def test_a_paragraph_below_a_picture_stays_story(paragraph: str) -> None:
    for picture in ('<p><img src="/b.jpg"></p>', '<figure><img src="/b.jpg"></figure>'):
        _, found, document = pictures(story(inline=f"{picture}<p>{paragraph}</p>"))
        assert paragraph not in {document.walk.units[index].text for index in found.captions}


def test_a_centred_line_in_italics_below_a_centred_picture_is_its_caption() -> None:
    inline = f'<p style="text-align: center"><img src="/b.jpg"></p><p style="text-align: center"><em>{CAPTION}</em></p>'
    images, _, _ = pictures(story(inline=inline))
    assert [(image.caption, image.credit) for image in images] == [(CAPTION, None)]


def test_a_name_of_a_paper_above_the_caption_of_an_old_table_is_the_credit() -> None:
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in ('<img src="/b.jpg">', "Ines Halvorsen/Arla Post", CAPTION))
    images, _, _ = pictures(story(inline=f"<table>{rows}</table>"))
    assert [(image.caption, image.credit) for image in images] == [(CAPTION, "Ines Halvorsen/Arla Post")]


def test_a_heading_in_a_figcaption_makes_no_second_picture() -> None:
    lead = f'<figure><img src="/b.jpg"><figcaption><h4>At last</h4><p>{CAPTION}</p></figcaption></figure>'
    images, _, _ = pictures(story(lead=lead))
    assert [image.caption for image in images] == [f"At last {CAPTION}"]


def test_a_picture_of_which_nothing_is_known_is_none() -> None:
    assert pictures(story(inline='<img src="data:image/gif;base64,R0" alt="">'))[0] == []


def test_the_credit_below_one_picture_is_not_the_next_one_s() -> None:
    items = "".join(f'<li><img src="/{n}.jpg"><p class="credit">{n} Halvorsen</p></li>' for n in ("Ines", "Jan"))
    images, _, _ = pictures(story(inline=f"<ul>{items}</ul>"))
    assert [image.credit for image in images] == ["Ines Halvorsen", "Jan Halvorsen"]


@pytest.mark.parametrize("file", ["logo-share.png", "og-default.jpg", "placeholder.png", "mail_banner.png"])
def test_a_site_s_own_picture_is_not_the_story_s(file: str) -> None:
    head = f'<meta property="og:image" content="https://www.arla-post.example/{file}">'
    assert pictures(story().replace("</head>", f"{head}</head>"))[0] == []


def test_a_credited_caption_is_no_dek_whatever_its_class_says() -> None:
    caption = f'<p class="content-media__description">{CAPTION} — Foto: Ines Halvorsen/Post</p>'
    document = Document(story(lead=f'<div class="media"><figure><img src="/b.jpg"></figure>{caption}</div>'), URL)
    assert document.heading.dek is None


def test_a_stated_right_is_a_credit() -> None:
    stated = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "New bridge opens
      over the Arla", "image": {"@type": "ImageObject", "url": "/p/bridge.jpg", "copyrightNotice":
      "© Ines Halvorsen"}}</script>"""
    assert pictures(story(lead=stated))[0][0].credit == "Ines Halvorsen"


NOT_OF_THE_STORY = {
    "a card": (
        '<div class="card"><a href="/sport/2026/05/01/cup-final"><img src="/c.jpg">'
        "<h3>Cup final ends in a draw after extra time</h3></a></div>"
    ),
    "a card that is a figure": (
        '<figure><img src="/c.jpg"><div>Read also</div>'
        '<a href="/sport/2026/05/01/cup-final">Cup final ends in a draw after extra time</a></figure>'
    ),
    "an author's portrait": (
        '<div class="author-box"><img src="/people/ines.jpg">'
        "<div>Ines Halvorsen has written on bridges for thirty years.</div></div>"
    ),
    "a portrait of an author": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "New bridge opens over the Arla",'
        ' "author": {"@type": "Person", "name": "Ines Halvorsen"}}</script>'
        '<div><img src="/people/ih.jpg" alt="Ines Halvorsen"><p>She covers the city.</p></div>'
    ),
    "an avatar": '<img class="avatar" src="/people/ines.jpg" alt="Ines Halvorsen">',
    "a tracking pixel": '<img src="https://stats.example/pixel.gif" width="1" height="1">',
    "a counter": '<img src="https://stats.example/counter.lt?page=4" alt="">',
    "an icon": '<img src="/icons/share.svg" alt="Share">',
    "a newsletter in a figure": (
        "<figure><div>skip past newsletter promotion</div><p>Sign up to our morning newsletter</p>"
        "<div>Privacy notice: newsletters may contain information on charities.</div></figure>"
    ),
    "an advertisement": (
        '<div class="advertisement"><img src="/offer.jpg">'
        "<span>Order your kitchen today and save a lot of money</span></div>"
    ),
    "the logo of another paper": (
        '<div><img src="https://logo.example/logos/small/12.png"><p>Copyright 2026 Arla Post.</p></div>'
    ),
    "the portrait of who reviewed it": (
        '<div><img src="/2018/ines.png"><div>Medically reviewed by Ines Halvorsen on May 2, 2026</div></div>'
    ),
    "a neighbour in an aside": (
        '<aside><figure><img src="/c.jpg"><figcaption>Another story altogether. Photo: Jan Meer'
        "</figcaption></figure></aside>"
    ),
}


@pytest.mark.parametrize("markup", NOT_OF_THE_STORY.values(), ids=NOT_OF_THE_STORY)
def test_pictures_of_others_are_left_out(markup: str) -> None:
    images, _, _ = pictures(story(inline=markup))
    assert images == []


def test_alternative_text_never_stands_in_for_a_caption() -> None:
    images, _, _ = pictures(story(lead='<figure><img src="/b.jpg" alt="A goose crosses a bridge"></figure>'))
    assert (images[0].caption, images[0].alt) == (None, "A goose crosses a bridge")


def test_an_alternative_text_that_names_its_credit_gives_the_credit_only() -> None:
    images, _, _ = pictures(story(lead='<img src="/b.jpg" alt="A goose on a bridge © Foto: Ines Halvorsen">'))
    assert (images[0].caption, images[0].credit) == (None, "Ines Halvorsen")


@pytest.mark.parametrize("outside", ["Getty Images", "Ines Halvorsen/AFP"])
def test_an_agency_beside_the_figcaption_is_the_credit(outside: str) -> None:
    credit = f'<div class="css-1x"><span>{outside}</span></div>'
    lead = f'<figure><img src="/b.jpg">{credit}<figcaption>{CAPTION}</figcaption></figure>'
    images, _, _ = pictures(story(lead=lead))
    assert [(image.caption, image.credit) for image in images] == [(CAPTION, outside)]


def test_a_photographer_before_the_agency_that_markup_sets_apart_is_of_the_credit() -> None:
    caption = f'<figcaption>{CAPTION} Ines Halvorsen <span class="credit">Getty Images</span></figcaption>'
    images, _, _ = pictures(story(lead=f'<figure><img src="/b.jpg">{caption}</figure>'))
    assert [(image.caption, image.credit, image.photographer) for image in images] == [
        (CAPTION, "Ines Halvorsen / Getty Images", "Ines Halvorsen")
    ]


def test_a_figcaption_that_names_nothing_but_an_agency_is_a_credit() -> None:
    images, _, _ = pictures(
        story(lead='<figure><img src="/b.jpg"><figcaption>Ines Halvorsen / Reuters</figcaption></figure>')
    )
    assert [(image.caption, image.credit) for image in images] == [(None, "Ines Halvorsen / Reuters")]


def test_the_printed_line_is_kept() -> None:
    images, _, _ = pictures(story(lead=STRUCTURES["figcaption, credit in brackets"].format(caption=CAPTION)))
    assert images[0].raw_caption == f"{CAPTION} (Photo: Ines Halvorsen)"


def test_every_picture_of_a_gallery_keeps_its_own_lines() -> None:
    slides = "".join(
        f'<div class="slide"><img data-lazyload-srcset="/{n}.jpg 800w"><div>{n} of 3</div><span>'
        f"<p>Goose number {n} walks across the new bridge. (AP Photo/Ines Halvorsen)</p></span></div>"
        for n in (1, 2, 3)
    )
    images, _, _ = pictures(story(lead=f'<figure class="gallery">{slides}</figure>'))
    assert [image.caption for image in images] == [f"Goose number {n} walks across the new bridge." for n in (1, 2, 3)]
    assert [image.role for image in images] == ["lead", "inline", "inline"]
    assert {(image.photographer, image.agency) for image in images} == {("Ines Halvorsen", "AP")}


def test_a_text_set_like_another_pictures_caption_and_like_nothing_else_is_one() -> None:
    one = '<div><img src="/a.jpg"><p class="x7">The bridge from the east. Photo: Ines Halvorsen</p></div>'
    other = '<div><img src="/b.jpg"><p class="x7">The same bridge from the west (Arla County Office, Brenn)</p></div>'
    images, found, document = pictures(story(inline=one + other))
    assert [(image.caption or "")[:10] for image in images] == ["The bridge", "The same b"]
    assert {document.walk.units[index].text[:10] for index in found.captions} == {"The bridge", "The same b"}
    images, found, _ = pictures(story(inline=f'{one}{other}<div><p class="x7">And so it went on for hours.</p></div>'))
    assert [image.caption for image in images][1:] == [None]


def test_a_caption_without_picture_leaves_the_body_too() -> None:
    caption = '<div class="img-caption-wrap"><span>A goose waits for the bridge to open.</span></div>'
    images, found, document = pictures(story(inline=f"<lazy-image></lazy-image>{caption}"))
    assert "A goose waits for the bridge to open." in {document.walk.units[index].text for index in found.captions}
    assert [image.caption for image in images] == ["A goose waits for the bridge to open."]


def test_the_same_picture_twice_is_one() -> None:
    lead = (
        STRUCTURES["figcaption, credit in brackets"].format(caption=CAPTION).replace("/b.jpg", "/p/bridge-640x360.jpg")
    )
    again = '<div class="lightbox"><img src="/p/bridge-1920x1080.jpg"></div>'
    images, _, _ = pictures(story(lead=lead, inline=again))
    assert len(images) == 1


def test_a_placeholder_and_its_copy_for_browsers_without_scripts_are_one() -> None:
    alt = 'alt="A goose crosses a bridge"'
    figure = f'<figure><img src="data:image/gif;base64,R0" {alt}><noscript><img src="/b.jpg" {alt}></noscript>'
    images, _, _ = pictures(story(lead=f"{figure}<figcaption>{CAPTION} Ines Halvorsen</figcaption></figure>"))
    assert [(image.url, image.caption, image.credit) for image in images] == [
        ("https://www.arla-post.example/b.jpg", CAPTION, "Ines Halvorsen")
    ]


@pytest.mark.parametrize("words", ["(Published Friday, May 1, 2026)", "Replay", "UP NEXT", "Watch Arla TV Live"])
def test_the_words_of_a_player_are_neither_caption_nor_credit(words: str) -> None:
    lead = f'<figure><img src="/b.jpg"><figcaption><div>{CAPTION}</div><div>{words}</div></figcaption></figure>'
    images, _, _ = pictures(story(lead=lead))
    assert (images[0].caption or "").startswith(CAPTION)
    assert images[0].credit is None


def test_the_label_of_a_credit_that_markup_sets_apart_leaves_the_caption() -> None:
    lead = f'<figure><img src="/b.jpg"><figcaption>{CAPTION} Foto <b class="credit">@ines</b></figcaption></figure>'
    images, _, _ = pictures(story(lead=lead))
    assert (images[0].caption, images[0].credit) == (CAPTION, "@ines")


def test_the_widest_variant_is_taken() -> None:
    markup = """<figure><picture><source srcset="/s/400/b.webp 400w, /s/1600/b.webp 1600w">
        <img src="data:image/gif;base64,R0"
      data-src="/s/800/b.jpg" srcset="/s/640/b.jpg 640w, /s/1024/b.jpg 1024w"></picture></figure>"""
    images, _, _ = pictures(story(lead=markup))
    assert images[0].url == "https://www.arla-post.example/s/1600/b.webp"


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('src="/placeholder.gif" data-src="/b.jpg"', "/b.jpg"),
        ('src="data:image/png;base64,AAAA" data-lazy-src="/b.jpg"', "/b.jpg"),
        ('data-original="/b.jpg"', "/b.jpg"),
        ('src="/b_small.jpg" data-full-src="/b_full.jpg"', "/b_full.jpg"),
        ('srcset="/b.jpg 1x, /b@2x.jpg 2x"', "/b@2x.jpg"),
    ],
)
def test_lazy_pictures_have_an_address(attributes: str, url: str) -> None:
    images, _, _ = pictures(story(lead=f"<figure><img {attributes}><figcaption>{CAPTION}</figcaption></figure>"))
    assert images[0].url == "https://www.arla-post.example" + url


def test_structured_data_fills_only_what_the_page_does_not_print() -> None:
    stated = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "New bridge opens over
        the Arla",
      "image": {"@type": "ImageObject", "url": "/p/bridgehead-1200x800.jpg", "caption": "A goose at the bridgehead.",
      "creditText": "Ines Halvorsen/dpa"}}</script>"""
    bare, _, _ = pictures(story(lead=f'<img src="/p/bridgehead-640x400.jpg">{stated}'))
    assert [(image.caption, image.credit) for image in bare] == [("A goose at the bridgehead.", "Ines Halvorsen/dpa")]
    printed, _, _ = pictures(
        story(lead=f'<figure><img src="/p/bridgehead-640x400.jpg"><figcaption>{CAPTION}</figcaption></figure>{stated}')
    )
    assert printed[0].caption == CAPTION
    none, _, _ = pictures(story(lead=stated))
    assert none[0].url == "https://www.arla-post.example/p/bridgehead-1200x800.jpg"


def test_commas_in_addresses_do_not_cut_a_srcset() -> None:
    assert candidates("/w_320,c_limit/b.jpg 320w,/w_640,c_limit/b.jpg 640w")[-1] == ("/w_640,c_limit/b.jpg", 640.0)


@pytest.mark.parametrize("srcset", ["", ",", "  ", "a b c", "/b.jpg 1..5x", "/b.jpg xw, ", "," * 5000, "a," * 5000])
def test_any_srcset_is_read(srcset: str) -> None:
    assert isinstance(candidates(srcset), list)


def test_a_paragraph_that_opens_with_a_picture_s_short_alternative_text_stays_story() -> None:
    opening = "Ines Halvorsen has built bridges for thirty years, and this one, she says, was the hardest of them all."
    _, found, document = pictures(story(inline=f'<img src="/b.jpg" alt="Ines Halvorsen"><p>{opening}</p>'))
    assert opening not in {document.walk.units[index].text for index in found.captions}


def test_a_portrait_beside_the_byline_is_no_picture_of_the_story() -> None:
    portrait = '<div class="top"><figure><img src="/i.jpg"><div>By Ines Halvorsen</div></figure></div>'
    assert pictures(story(lead=portrait))[0] == []


def test_two_pictures_of_one_folder_are_two() -> None:
    assert not same_picture("https://cdn.example/2026/05/bridge.jpg", "https://cdn.example/2026/05/goose.jpg")


def test_a_page_without_pictures_has_none() -> None:
    assert pictures(story())[0] == []
