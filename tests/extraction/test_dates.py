"""Publication and last change: statements ranked, and completed by each other."""

from __future__ import annotations

import json

import pytest

from newsarchive import extract
from newsarchive.items import Article, Timestamp

URL = "https://www.arla-post.example/city/rain-at-last"
PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "The first drops fell on Friday evening, and by midnight the gutters of the old town ran again.",
        "On 3 March 2019 the river had carried half of it, and the mayor said on 4 March 2019 so herself.",
        "The weather service expects more of it through Tuesday, with gusts along the river and hail in the hills.",
        "Nobody was hurt, the fire brigade said, but forty cellars had to be pumped dry before the morning came.",
    )
)


def article(
    top: str = "",
    *,
    published: str | None = None,
    modified: str | None = None,
    meta: str = "",
    url: str = URL,
    lang: str = "en",
    bottom: str = "",
    above: str = "",
    masthead: str = "",
    headline: str = "Rain at last",
) -> Article:
    """A story with these lines about its headline and these statements in JSON-LD."""
    story = {"@type": "NewsArticle", "headline": "Rain at last", "datePublished": published, "dateModified": modified}
    story = {key: value for key, value in story.items() if value}
    return extract(
        f"""<html lang="{lang}"><head><title>Rain at last</title>{meta}
        <script type="application/ld+json">{json.dumps(story)}</script>
        </head><body>{masthead}<main>{above}<h1>{headline}</h1>
        {top}<div class="story">{PARAGRAPHS}</div></main>
        {bottom}</body></html>""",
        url,
    )


def said(stamp: Timestamp | None) -> tuple[str, str] | None:
    return (stamp.isoformat(), stamp.source) if stamp else None


def test_json_ld_goes_before_meta_before_what_is_printed_before_the_address() -> None:
    meta = '<meta property="article:published_time" content="2026-05-03T10:00:00+02:00">'
    top = "<p class='date'>4 May 2026</p>"
    dated = "https://www.arla-post.example/2026/05/05/rain"
    assert said(article(top, published="2026-05-02T10:00:00+02:00", meta=meta, url=dated).published) == (
        "2026-05-02T10:00:00+02:00",
        "json-ld",
    )
    assert said(article(top, meta=meta, url=dated).published) == ("2026-05-03T10:00:00+02:00", "meta")
    assert said(article(top, url=dated).published) == ("2026-05-04", "visible")
    assert said(article(url=dated).published) == ("2026-05-05", "url")


def test_the_last_change_never_stands_in_for_publication() -> None:
    found = article("<p class='updated'>Updated 4 May 2026</p>", modified="2026-05-04T10:00:00Z")
    assert (found.published, said(found.modified)) == (None, ("2026-05-04T10:00:00+00:00", "json-ld"))


def test_a_day_takes_the_time_that_another_statement_gives_it() -> None:
    meta = '<meta property="article:published_time" content="2026-05-02T10:15:00+02:00">'
    assert said(article(published="2026-05-02", meta=meta).published) == ("2026-05-02T10:15:00+02:00", "meta")
    assert said(article(published="2026-05-02T00:00:00Z", meta=meta).published) == ("2026-05-02T10:15:00+02:00", "meta")


def test_a_time_of_another_day_does_not_complete_a_day() -> None:
    meta = '<meta property="article:published_time" content="2026-05-03T10:15:00+02:00">'
    assert said(article(published="2026-05-02", meta=meta).published) == ("2026-05-02", "json-ld")


def test_a_clock_time_takes_the_offset_that_another_statement_gives_it() -> None:
    meta = '<meta name="date" content="2026-05-02T10:15:30+02:00">'
    assert said(article(published="2026-05-02 10:15:30.0", meta=meta).published) == (
        "2026-05-02T10:15:30+02:00",
        "json-ld",
    )


@pytest.mark.parametrize(
    "top",
    [
        '<time datetime="2026-05-03T01:15:30+10:00">3 May 2026</time>',
        "<p class='published'>3 May 2026, 1:15 AM</p>",
        "<p>Published 3 May 2026, 1:15 AM AEST</p>",
    ],
)
def test_an_instant_in_utc_takes_the_local_offset_that_the_page_shows(top: str) -> None:
    assert said(article(top, published="2026-05-02T15:15:30Z").published) == ("2026-05-03T01:15:30+10:00", "json-ld")


def test_a_local_time_labelled_utc_is_corrected_by_the_same_clock_time_with_an_offset() -> None:
    meta = '<meta property="article:published_time" content="2026-05-02T10:15:30-04:00">'
    assert said(article(published="2026-05-02T10:15:30+00:00", meta=meta).published) == (
        "2026-05-02T10:15:30-04:00",
        "json-ld",
    )


def test_an_unknown_offset_stays_unknown() -> None:
    found = article("<p class='date'>2 May 2026, 14:05</p>").published
    assert found is not None
    assert (found.isoformat(), found.instant, found.precision, found.raw) == (
        "2026-05-02T14:05:00",
        None,
        "minute",
        "2 May 2026, 14:05",
    )


VISIBLE: dict[str, tuple[str, str, str | None, str | None]] = {
    "label": ("en", "<p>Published: 2 May 2026</p>", "2026-05-02", None),
    "both in one line": (
        "en",
        "<p>Published 2 May 2026 9:26pm Updated 3 May 2026 4:23pm</p>",
        "2026-05-02T21:26:00",
        "2026-05-03T16:23:00",
    ),
    "in two elements": (
        "de",
        "<p>Erstellt: 02.05.2026, 09:26</p><p>Aktualisiert: 03.05.2026, 16:23</p>",
        "2026-05-02T09:26:00",
        "2026-05-03T16:23:00",
    ),
    "behind the byline": ("en", "<p class='byline'>By Jane Roe | 2 May 2026</p>", "2026-05-02", None),
    "two time elements": (
        "en",
        '<time class="published" datetime="2026-05-02T09:00:00Z">2 May</time>'
        '<time class="updated" datetime="2026-05-03T09:00:00Z">3 May</time>',
        "2026-05-02T09:00:00+00:00",
        "2026-05-03T09:00:00+00:00",
    ),
    "last modified": (
        "en",
        "<p>2 May 2026 14.05 CEST</p><p>Last modified on 3 May 2026 15.00 CEST</p>",
        "2026-05-02T14:05:00+02:00",
        "2026-05-03T15:00:00+02:00",
    ),
    "Swedish": (
        "sv",
        "<p>Uppdaterad 2026-05-03 15.59 | Publicerad 2026-05-02 14.14</p>",
        "2026-05-02T14:14:00",
        "2026-05-03T15:59:00",
    ),
    "Korean": ("ko", "<dl><dt>입력</dt><dd>2026.05.02 20:00</dd></dl>", "2026-05-02T20:00:00", None),
    "Arabic": ("ar", "<div class='date'>نشر في: 2 مايو 2026</div>", "2026-05-02", None),
}


@pytest.mark.parametrize(("lang", "top", "published", "modified"), VISIBLE.values(), ids=VISIBLE.keys())
def test_printed_dates_get_their_role_from_label_and_class(
    lang: str, top: str, published: str | None, modified: str | None
) -> None:
    found = article(top, lang=lang)
    stamps = [stamp.isoformat() if stamp else None for stamp in (found.published, found.modified)]
    assert stamps == [published, modified]


CARD = '<div class="card"><h3><a href="/sport/{0}">Cup final {0}</a></h3><span class="date">{0} April 2026</span></div>'


@pytest.mark.parametrize(
    "place",
    [
        {"bottom": f"<aside class='related'>{''.join(CARD.format(n) for n in range(1, 9))}</aside>"},
        {"top": f"<aside class='sidebar'>{''.join(CARD.format(n) for n in range(1, 9))}</aside>"},
        {"top": "<p>Rain fell on 3 March 2019 as well, said the mayor, who remembers that day for much.</p>"},
        {"top": "<figure><img src='a.jpg'><figcaption>Rain on 3 March 2019. Photo: Jane Roe</figcaption></figure>"},
        {"top": "<p>5 hours ago</p>"},
    ],
    ids=["cards below", "cards beside", "a sentence", "a caption", "a relative time"],
)
def test_dates_of_other_stories_sentences_and_captions_are_not_this_storys(place: dict[str, str]) -> None:
    found = article(**place)  # type: ignore[arg-type]  # every value is text
    assert (found.published, found.modified) == (None, None)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/story-20261350",
        "https://a.example/2026/13/45/x",
        "https://a.example/id/120260502",
        "https://a.example/v/2026.5",
    ],
)
def test_digits_in_an_address_that_are_no_day_give_none(address: str) -> None:
    assert article(url=address).published is None


@pytest.mark.parametrize(
    "name",
    ["parsely-pub-date", "sailthru.date", "dc.date.issued", "pubdate", "datePublished", "cXenseParse:recs:publishtime"],
)
def test_the_lesser_meta_tags_are_read(name: str) -> None:
    meta = f'<meta name="{name}" content="2026-05-02T10:15:00Z">'
    assert said(article(meta=meta).published) == ("2026-05-02T10:15:00+00:00", "meta")


def test_the_upload_of_a_video_page_is_its_publication() -> None:
    video = {"@type": "VideoObject", "name": "Rain at last", "uploadDate": "2026-05-02T10:00:00Z"}
    data = f'<script type="application/ld+json">{json.dumps(video)}</script>'
    page = f"<title>Rain at last</title>{data}<h1>Rain at last</h1>"
    assert said(extract(page, URL).published) == ("2026-05-02T10:00:00+00:00", "json-ld")


def test_where_nothing_near_the_headline_is_dated_the_only_date_of_the_page_counts() -> None:
    footer = "<div class='info'>Published: 2 May 2026, 14:05</div>"
    assert said(article(bottom=footer).published) == ("2026-05-02T14:05:00", "visible")
    state = '<script>window.state = {"story": {"publishedAt": "2026-05-02T14:05:00Z"}}</script>'
    assert said(article(meta=state).published) == ("2026-05-02T14:05:00+00:00", "script")


def test_several_days_anywhere_on_the_page_settle_nothing() -> None:
    state = '<script>[{"publishedAt": "2026-05-02T14:05:00Z"}, {"publishedAt": "2026-05-03T14:05:00Z"}]</script>'
    assert article(meta=state).published is None


LANGUAGES = """
de|Veröffentlicht am 2. Mai 2026|Aktualisiert am
nl|Geplaatst op 2 mei 2026|Bijgewerkt op
af|Gepubliseer 2 Mei 2026|Opgedateer
sv|Publicerad 2 maj 2026|Uppdaterad
nb|Publisert 2. mai 2026|Sist oppdatert
da|Offentliggjort 2. maj 2026|Opdateret
is|Birt 2. maí 2026|Uppfært
fi|Julkaistu 2. toukokuuta 2026|Päivitetty
et|Avaldatud 2. mai 2026|Uuendatud
lv|Publicēts 2026. gada 2. maijs|Atjaunots
lt|Paskelbta 2026 m. gegužės 2 d.|Atnaujinta
fr|Publié le 2 mai 2026|Mis à jour le
es|Publicado el 2 de mayo de 2026|Actualizado el
pt|Publicado em 2 de maio de 2026|Atualizado em
it|Pubblicato il 2 maggio 2026|Ultimo aggiornamento:
ro|Publicat la 2 mai 2026|Actualizat la
ca|Publicat el 2 de maig de 2026|Actualitzat el
eu|Argitaratua: 2026ko maiatzaren 2a|Eguneratua:
ga|Foilsithe 2 Bealtaine 2026|Nuashonraithe
cy|Cyhoeddwyd 2 Mai 2026|Diweddarwyd
pl|Data publikacji: 2 maja 2026|Ostatnia aktualizacja:
cs|Publikováno: 2. května 2026|Aktualizováno:
sk|Zverejnené 2. mája 2026|Aktualizované
hu|Létrehozva: 2026. május 2.|Frissítve:
hr|Objavljeno 2. svibnja 2026.|Ažurirano
sl|Objavljeno: 2. maja 2026|Posodobljeno:
sr|Објављено 2. маја 2026.|Ажурирано
mk|Објавено на 2 мај 2026|Ажурирано
bg|Публикувано на 2 май 2026|Последна промяна
sq|Publikuar më 2 maj 2026|Përditësuar më
el|Δημοσιεύτηκε: 2 Μαΐου 2026|Τελευταία ενημέρωση:
tr|Giriş Tarihi: 2 Mayıs 2026|Son Güncelleme:
az|Dərc olunub 2 may 2026|Yenilənib:
ru|Опубликовано 2 мая 2026|Обновлено
uk|Опубліковано 2 травня 2026|Оновлено
be|Апублікавана 2 мая 2026|Абноўлена
kk|Жарияланды 2 мамыр 2026|Жаңартылды
ky|Жарыяланды 2-май, 2026|Жаңыртылды
uz|E'lon qilindi 2-may 2026|Yangilandi
ka|გამოქვეყნდა 2 მაისი, 2026|განახლდა
hy|Հրապարակվել է 2 մայիսի, 2026|Թարմացվել է
ar|نُشر في 2 مايو 2026|آخر تحديث
fa|تاریخ انتشار: ۱۲ اردیبهشت ۱۴۰۵|به‌روزرسانی:
ur|شائع 2 مئی 2026|اپ ڈیٹ
he|פורסם: 2 במאי 2026|עודכן:
hi|प्रकाशित 2 मई 2026|अपडेटेड
mr|प्रकाशित मे २, २०२६|अद्यतनित
ne|प्रकाशित मिति २ मे २०२६|अद्यावधिक
bn|প্রকাশিত: ২ মে ২০২৬|সর্বশেষ আপডেট:
ta|வெளியிடப்பட்டது 2 மே 2026|புதுப்பிக்கப்பட்டது
te|ప్రచురితమైనది 2 మే 2026|నవీకరించబడింది
ml|പ്രസിദ്ധീകരിച്ചത് മേയ് 2, 2026|അപ്ഡേറ്റ് ചെയ്തത്
si|ප්‍රකාශිත මැයි 2, 2026|යාවත්කාලීන
th|เผยแพร่ 2 พฤษภาคม 2569|อัปเดตล่าสุด
lo|ເຜີຍແຜ່ 2 ພຶດສະພາ 2026|ອັບເດດ
km|ចុះផ្សាយ ២ ឧសភា ២០២៦|ធ្វើបច្ចុប្បន្នភាព
vi|Đăng ngày 2 tháng 5, 2026|Cập nhật
id|Diterbitkan 2 Mei 2026|Diperbarui
ms|Diterbitkan 2 Mei 2026|Dikemaskini
tl|Inilathala Mayo 2, 2026|Na-update
sw|Imechapishwa 2 Mei 2026|Imesasishwa
am|የታተመ 2 ሜይ 2026|የዘመነ
zh|发布时间：2026年5月2日|更新时间：
ja|公開日：2026年5月2日|更新日：
ko|입력 2026년 5월 2일|수정
""".strip().splitlines()


@pytest.mark.parametrize("line", LANGUAGES, ids=[line.split("|")[0] for line in LANGUAGES])
def test_labels_tell_publication_from_change_in_the_languages_of_news(line: str) -> None:
    lang, published, updated = line.split("|")
    found = article(f"<p>{updated} 2026-05-03</p><p>{published}</p>", lang=lang)
    assert (said(found.published), said(found.modified)) == (("2026-05-02", "visible"), ("2026-05-03", "visible"))
    assert article(f"<p>{updated}</p><p>2026-05-03</p>", lang=lang).published is None


MENU = "".join(
    f"<li><a href='/{name}'>{name}</a></li>" for name in ("news", "sport", "town", "culture", "letters", "more")
)
OTHER = "<a href='/news/bridge'>The bridge that never opened to the town</a>"


@pytest.mark.parametrize(
    "place",
    [
        {"masthead": f"<div class='date'>Monday, 6 May 2024</div><ul>{MENU}</ul>"},
        {"masthead": f"<ul>{MENU}</ul><time datetime='2024-05-06'>Monday, 6 May 2024</time>"},
        {"above": f"<div class='latest'>{OTHER} <span>12 March 2021</span></div>"},
        {"top": "<p class='lead'>The fair of boats and bridges in the old harbour opens on 20 April 2021.</p>"},
        {"top": "<p>The study, published on 12 March 2019 in a journal of physics, says that bridges hum.</p>"},
        {"top": "<p>Where: Town hall</p><p>When: 20 April 2021, 19:00</p>"},
        {"top": "<div class='event-date'>20 April 2021, 19:00</div>"},
        {"top": "<p>Offer valid until 31 December 2021</p>"},
        {"top": "<p>3 March 2021 – 12 March 2021</p>"},
        {"top": "<table><tr><th>Doors open</th><td>12 March 2021</td></tr></table>"},
        {"bottom": f"<div class='item'>{OTHER}<time class='published' datetime='2021-03-12'>12 March</time></div>"},
        {"bottom": f"<div class='item'><h3>{OTHER}</h3><p>Published 12 March 2021</p></div>"},
        {"bottom": "<ol class='commentlist'><li><time class='published' datetime='2021-03-12'>then</time></li></ol>"},
        {"bottom": "<div class='footer'>Page generated 12.03.2024 14:05</div>"},
        {"bottom": "<ul><li>등록번호: 서울아01234</li><li>등록일: 2015.03.12</li></ul>"},
        {"top": "<p>2026年5月3日 10:00 更新</p>", "lang": "ja"},
        {"meta": "<meta name='expires' content='2026-05-02'><meta name='lastpubdate' content='2026-05-02'>"},
        {"meta": "<script>page = {lastPublishedAt: '2026-05-02', updatedAt: '2026-05-02'}</script>"},
        {"url": "https://a.example/onthisday/1945/05/08/x"},
        {"top": "<p class='date'>03/05/2026</p>"},
        {"top": "<p class='date'>03/05/2026</p>", "lang": "en-US", "headline": "Η γέφυρα ανοίγει ξανά για το κοινό"},
    ],
)
def test_what_is_dated_otherwise_leaves_the_day_of_publication_empty(place: dict[str, str]) -> None:
    assert article(**place).published is None  # type: ignore[arg-type]  # every value is text


@pytest.mark.parametrize(
    "place",
    [
        {"top": "<p>2 May 2026, 14:05</p>", "masthead": "<div class='date'>Monday, 6 May 2024</div>"},
        {"above": "<div class='date'>2 May 2026</div>"},
        {"above": "<p>Press release | 2 May 2026</p>", "masthead": f"<p>6 May 2024</p><ul>{MENU}</ul>"},
        {"above": "<h2 class='date-header'><span>Saturday, May 2, 2026</span></h2>"},
        {"above": "<div class='post-date'><div>02</div><div>May</div><div>2026</div></div>"},
        {"above": "<div class='time'><p>02</p><p>2026-05</p></div>", "lang": "zh"},
        {"top": "<p>Member since 12 March 2015</p><p class='date'>2 May 2026</p>"},
        {"top": "<p>Date: Saturday, 2 May 2026</p>"},
        {"top": "<dl><dt>Published</dt><dd>2 May 2026</dd><dt>Updated</dt><dd>3 May 2026</dd></dl>"},
        {"top": "<p>2026年5月2日 公開 2026年5月3日 更新</p>", "lang": "ja"},
        {"top": "<p>Posted: 2:05 PM, May 2, 2026 | Updated: 4:05 PM, May 3, 2026</p>"},
        {"top": "<span class='date updated'>2 May 2026</span>"},
        {"top": "<abbr class='published' title='2026-05-02T14:05:00Z'>Saturday</abbr>"},
        {"top": "<span class='timeago' title='2026-05-02T14:05:00Z'>3 years ago</span>"},
        {"top": "<span class='stamp' data-timestamp='1777730700'>3 years ago</span>"},
        {"top": "<var data-date-time='2026-05-02 14:05'>x</var><var data-modify-time='2026-05-03 10:00'>y</var>"},
        {"top": "<time title='2 May 2026 14:05'>3 h</time>"},
        {"top": "<relative-time datetime='2026-05-02T14:05:00Z'>3y</relative-time>"},
        {"top": "<span property='dc:date dc:created' content='2026-05-02T14:05:00+00:00'>Saturday</span>"},
        {"top": "<div property='schema:datePublished' content='2026-05-02'></div>"},
        {"bottom": "<p>This article was first published on 2 May 2026.</p>"},
        {"bottom": "<div class='entry-footer'><span class='entry-date'>2 May 2026</span></div>"},
        {
            "bottom": "<p class='postmetadata'>This entry was posted on Saturday, May 2nd, 2026 at 2:05 pm and is filed"
            " under News. You can follow any responses to this entry through the feed.</p>"
        },
        {"meta": "<meta name='weibo:article:create_at' content='2026-05-02 14:05:00'>"},
        {"meta": "<meta name='vr:published_time' content='2026-05-02'>"},
        {"meta": "<script>var page = {postDate: '2026-05-02', lastPublishedAt: '2026-05-03'}</script>"},
        {"meta": "<script>window.story = {datePublished: '2026-05-02', dateModified: '2026-05-03'}</script>"},
        {"meta": "<script>window.post = {'publishedAt': 1777730700000}</script>"},
        {"url": "https://a.example/n1/2026/0502/c1001.html"},
        {"url": "https://a.example/2026/5/2/rain"},
        {"top": "<p>02/05/2026</p>", "bottom": f"<aside><h3>{OTHER}</h3>25/04/2026</aside>"},
    ],
)
def test_the_storys_date_is_found_wherever_pages_put_it(place: dict[str, str]) -> None:
    found = article(**place).published  # type: ignore[arg-type]  # every value is text
    assert found is not None
    assert found.isoformat()[:10] == "2026-05-02"


def test_a_press_release_is_dated_by_its_dateline() -> None:
    text = "<b>ARLA, May 2, 2026</b> /Newswire/ -- The first drops fell, and by midnight the gutters ran again. "
    page = f"<title>Rain at last</title><h1>Rain at last</h1><p>{text * 2}</p>{PARAGRAPHS}"
    assert said(extract(page, URL).published) == ("2026-05-02", "visible")


def test_json_ld_that_only_tells_when_the_story_was_made_gives_way_to_a_labelled_date() -> None:
    story = {"@type": "NewsArticle", "headline": "Rain at last", "dateCreated": "2026-05-01"}
    meta = f'<script type="application/ld+json">{json.dumps(story)}</script>'
    assert said(article(meta=meta).published) == ("2026-05-01", "json-ld")
    assert said(article("<p>Published 2 May 2026</p>", meta=meta).published) == ("2026-05-02", "visible")


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ("12/14/2023", ("2023-12-14", "visible")),  # the template's own example stands in the attribute
        ("06/07/2023", None),  # of which nothing tells day from month
        ("3 Sep 2019", ("2019-09-03", "time-element")),
        ("September 4, 2019", ("2019-09-03", "time-element")),  # the reader's zone is ahead
        ("four years ago", ("2019-09-03", "time-element")),
    ],
)
def test_a_time_element_is_not_believed_against_the_day_that_it_shows(
    shown: str, published: tuple[str, str] | None
) -> None:
    assert said(article(f'<time datetime="2019-09-03">{shown}</time>').published) == published


def test_the_date_right_above_the_body_is_the_story_s_where_no_headline_is_printed() -> None:
    card = "<li><a href='/{0}'>A story of another day</a><p>{0} April 2026</p></li>"
    cards = f"<ul>{card.format(1)}{card.format(2)}</ul>"
    page = f"<html lang='en'><title>Rain</title><body>{cards}<div>By Jane Roe</div><div>4 May 2026</div>{PARAGRAPHS}"
    assert said(extract(page, URL).published) == ("2026-05-04", "visible")
