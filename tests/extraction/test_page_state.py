"""Pages that show their story only once their scripts have run, in the forms that frameworks write its data."""

import json
from collections.abc import Callable

import pytest

from newsarchive import extract
from newsarchive.items import Article

TITLE = "Harbour reopens after the storm of the century"
PARAGRAPHS = [
    "The harbour of Port Ardun reopened on Monday, three weeks after the storm that had torn its northern mole away.",
    "Forty boats left at dawn, the harbour master said, more than on any morning since the cannery was closed.",
    "Divers had cleared eleven wrecks from the fairway, and two cranes had been brought in from the mainland by sea.",
    "The repair of the mole will take until autumn and cost some forty million crowns, the council was told.",
]
HTML = (
    f"<p>{PARAGRAPHS[0]}</p><figure><img src='/mole.jpg'><figcaption>The mole on Sunday. Photo: Mara Quillon"
    f"</figcaption></figure><p>{PARAGRAPHS[1]}</p><h3>Eleven wrecks</h3><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>"
)
STORY = {
    "title": TITLE,
    "subTitle": "Forty boats left at dawn, but the mole will take until autumn.",
    "authors": [{"name": "Tomas Ardvik"}],
    "publishedAt": "2026-05-04T06:30:00+02:00",
    "body": HTML,
}
OTHER = STORY | {"title": "Council votes on the budget", "body": f"<p>{'Another story, and a longer one. ' * 60}</p>"}


def shell(script: str, *, title: str = f"{TITLE} - The Ardun Courier", attributes: str = "") -> Article:
    page = f"<html><head><title>{title}</title></head><body><div id=app></div><script {attributes}>{script}</script>"
    return extract(page, url="https://courier.example/news/harbour-reopens")


def flight(state: dict[str, object]) -> str:
    markup = str(state["body"])
    rows = f'1:"$Sreact.fragment"\n:HL["/a.css","style"]\n7:T{len(markup.encode()):x},{markup}'
    rows += f"9:{json.dumps(['$', '$L3', None, {'data': state | {'body': '$7'}}])}\n"
    pushes = [rows[at : at + 200] for at in range(0, len(rows), 200)]
    return "(self.__next_f=self.__next_f||[]).push([0]);" + "".join(
        f"self.__next_f.push({json.dumps([1, piece])});" for piece in pushes
    )


def flat(state: dict[str, object]) -> str:
    values = list(state.values())
    return json.dumps([["ShallowReactive", 1], {"story": 2}, dict(zip(state, range(3, 9), strict=False)), *values])


FORMS: dict[str, tuple[str, Callable[[dict[str, object]], str]]] = {
    "a script of JSON": ("type=application/json", lambda state: json.dumps({"props": {"pageProps": {"story": state}}})),
    "an assignment": ("", lambda state: f"var a = 1; window.__STATE__ = {json.dumps({'story': state})}; boot();"),
    "parsed from a string": ("", lambda state: f"window.data = JSON.parse({json.dumps(json.dumps(state))});"),
    "React's flight": ("", flight),
    "Nuxt's flat array": (
        "type=application/json id=__NUXT_DATA__",
        lambda state: flat(state | {"authors": "Tomas Ardvik"}),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_story_that_only_scripts_would_draw_is_read_with_its_fields(form: str) -> None:
    attributes, write = FORMS[form]
    article = shell(write(STORY), attributes=attributes)
    assert article.headline == TITLE
    assert article.dek == STORY["subTitle"]
    assert [author.name for author in article.authors] == ["Tomas Ardvik"]
    assert article.published is not None
    assert (article.published.isoformat(), article.published.source) == ("2026-05-04T06:30:00+02:00", "page-state")
    assert article.body.split("\n") == [*PARAGRAPHS[:2], "Eleven wrecks", *PARAGRAPHS[2:]]
    assert [(image.caption, image.photographer) for image in article.images] == [
        ("The mole on Sunday.", "Mara Quillon")
    ]
    assert {article.provenance[name] for name in ("headline", "dek", "published", "body")} == {"page-state"}


def test_a_list_of_elements_is_a_story_too_with_its_headings() -> None:
    elements = [{"type": "text", "content": text} for text in PARAGRAPHS]
    elements.insert(2, {"type": "header", "content": "Eleven wrecks"})
    article = shell(json.dumps({"headlines": {"basic": TITLE}, "story": {"title": TITLE, "content": elements}}))
    assert article.body.split("\n") == [*PARAGRAPHS[:2], "Eleven wrecks", *PARAGRAPHS[2:]]
    assert [block.type for block in article.blocks][2] == "subhead"


RICH_TEXTS: dict[str, Callable[[str], dict[str, object]]] = {
    "portable text": lambda text: {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text}]},
    "a tree of nodes": lambda text: {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text}]},
    "blocks with data": lambda text: {"type": "paragraph", "data": {"text": text}},
    "text in parts": lambda text: {"type": "p", "children": [{"text": text[:30]}, {"text": text[30:], "bold": True}]},
}


@pytest.mark.parametrize("form", RICH_TEXTS)
def test_rich_text_of_many_editors_is_read(form: str) -> None:
    elements = [RICH_TEXTS[form](text) for text in PARAGRAPHS]
    elements.insert(
        1, {"type": "image", "url": "/mole.jpg", "caption": "The mole on Sunday.", "credit": "Mara Quillon"}
    )
    article = shell(json.dumps({"story": {"title": TITLE, "body": elements}}))
    assert article.body.split("\n") == PARAGRAPHS
    assert [(im.caption, im.credit) for im in article.images] == [("The mole on Sunday.", "Mara Quillon")]


def test_another_story_of_the_state_is_never_taken_for_the_pages_own() -> None:
    both = shell(f"window.__STATE__ = {json.dumps({'related': [OTHER], 'story': STORY})};")
    assert both.body.startswith(PARAGRAPHS[0])
    alone = shell(f"window.__STATE__ = {json.dumps({'related': [OTHER]})};")
    assert (alone.body, alone.kind) == ("", "shell")


def test_a_drawn_page_keeps_what_its_microdata_states() -> None:
    page = f"""<title>{TITLE}</title><div id=app></div>
        <div itemscope itemtype="https://schema.org/NewsArticle"><link itemprop="author" content="Tomas Ardvik"></div>
        <script>window.s = {json.dumps([{"title": TITLE, "body": HTML}])}</script>"""
    article = extract(page, url="https://courier.example/news/harbour-reopens")
    assert article.body.startswith(PARAGRAPHS[0])
    assert ([author.name for author in article.authors], article.provenance["authors"]) == (
        ["Tomas Ardvik"],
        "microdata",
    )


def test_a_page_that_shows_its_story_is_not_drawn_from_its_state() -> None:
    shown = "".join(f"<p>{text}</p>" for text in reversed(PARAGRAPHS))
    page = f"<article><h1>{TITLE}</h1>{shown}</article><script>window.s = {json.dumps([STORY])}</script>"
    article = extract(page, url="https://courier.example/news/harbour-reopens")
    assert article.body.split("\n") == PARAGRAPHS[::-1]
    assert article.provenance["body"] == "visible"


def test_without_any_title_the_longest_text_is_the_story_and_nothing_of_its_object_is_taken() -> None:
    article = shell(json.dumps({"a": STORY}), title="")
    assert article.body.startswith(PARAGRAPHS[0])
    assert article.authors == []
    assert "authors" not in article.provenance


@pytest.mark.parametrize(
    "script",
    [
        'self.__next_f.push([1,"7:Tffffffff,short"])',
        'self.__next_f.push([1,"7:{\\"a\\":\\"$7\\"}\\n"])' + " " * 40,
        "window.s = {" + "{" * 5_000,
        "window.s = JSON.parse('\\x')" + " " * 40,
        "[" * 100_000,
        json.dumps([[1, 0], {"a": 1, "b": -1, "c": 99}]) + " " * 40,
    ],
    ids=["length beyond the end", "a row of itself", "broken", "a bad string", "nested", "numbers of nothing"],
)
def test_a_broken_state_is_no_state(script: str) -> None:
    assert shell(script).body == ""
    assert shell(script, attributes="id=__NUXT_DATA__ type=application/json").body == ""
