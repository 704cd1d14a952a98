"""What a publisher asks of its reader is no story, wherever it stands; what a story tells of such things is."""

from __future__ import annotations

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.appeals import appeals
from newsarchive.extraction.document import Document

STORY = [
    "The river rose by two metres overnight and flooded the market, the fire brigade said on Monday.",
    "Traders carried their goods to the temple, where volunteers had set up tables and a kitchen by noon.",
    "In the hills above the town the fire brigade counted eleven landslides, two of them on the road to the dam.",
    "The water is expected to fall again by Thursday, according to the regional office for hydrology.",
]


def told(*texts: str) -> list[str]:
    """The body of a page that sets texts as paragraphs."""
    content = "".join(f"<p>{text}</p>" for text in texts)
    html = (
        "<html><head><title>Flood in the market</title></head><body><main><article><h1>Flood in the market</h1>"
        f"<div class=article-body>{content}</div></article></main></body></html>"
    )
    return extract(html, url="https://www.courier.example/flood").body.split("\n")


@pytest.mark.parametrize(
    "appeal",
    [
        "Follow us on Facebook and Instagram for more stories of the river.",
        "You can follow Jane Roe on Bluesky for what happens next at the river.",
        "Folgen Sie uns auf Instagram, um nichts zu verpassen.",
        "Folgst du dem Courier schon auf Whatsapp?",
        "Rejoignez notre chaîne WhatsApp et recevez nos alertes.",
        "También estamos en Instagram y Telegram.",
        "Подписывайтесь на наш канал в Telegram, чтобы узнавать новости первыми.",
        "公式Xをフォローして最新ニュースをチェック！",
        "欢迎关注我们的微信公众号，获取更多精彩内容。",
        "카카오톡 채널을 추가해 주세요.",
        "تابعونا على فيسبوك وتويتر لمعرفة آخر الأخبار.",
    ],
)
def test_an_invitation_to_a_channel_is_no_story(appeal: str) -> None:
    assert told(*STORY, appeal) == STORY
    assert told(*STORY[:2], f"<em>{appeal}</em>", *STORY[2:]) == STORY


@pytest.mark.parametrize(
    "appeal",
    [
        "Sign up for The Tide, our weekly newsletter on the coast and the people who live there.",
        "Receive the day's top stories straight to your inbox.",
        "Get the Monthly Courier delivered through your letterbox every month. 12 issues for £11.99.",
        "Unser Newsletter bringt Ihnen jeden Morgen die wichtigsten Nachrichten aus der Region.",
        "Inscrivez-vous à notre newsletter : chaque vendredi, le meilleur de la côte.",
        "Zapisz się na nasz newsletter i codziennie rano otrzymuj najważniejsze wiadomości.",
        "Local journalism takes time and costs money. If you value our work, please consider supporting us.",
        "We rely on readers like you. Please chip in to keep independent reporting alive in the valley.",
        "Guter Journalismus kostet Geld. Wenn Ihnen unsere Arbeit gefällt, unterstützen Sie uns mit einem Beitrag.",
        "El periodismo independiente necesita de sus lectores. Hazte socio por 5 euros al mes.",
        "Поддержите независимую журналистику: оформите ежемесячное пожертвование.",
        "Download our free app for breaking news alerts and live scores.",
        "Do you know more about this story? Contact our reporters in confidence.",
        "Haben Sie Hinweise zu diesem Thema? Schreiben Sie uns.",
        "This article appeared in the print edition of 4 May under the headline “Closed books”.",
        "No part of this text may be published elsewhere. All rights reserved.",
        "Wszelkie prawa zastrzeżone, także dla zdjęć z tej strony.",
    ],
)
def test_what_is_asked_at_the_end_of_a_story_is_no_story(appeal: str) -> None:
    assert told(*STORY, appeal) == STORY


@pytest.mark.parametrize(
    "offer",
    [
        "Subscribe now for $1 a week and get unlimited access to every story.",
        "Suscríbete por 1 euro el primer mes y accede sin límites a todas las noticias.",
        "この記事は有料会員限定です",
        "Advertisement",
        "Publicité",
        "Continúa leyendo debajo del anuncio",
        "Artikel wird nach der Anzeige fortgesetzt",
    ],
)
def test_an_offer_or_a_hint_amid_the_story_is_no_story(offer: str) -> None:
    assert told(*STORY[:2], offer, *STORY[2:]) == STORY


def test_a_question_to_the_readers_is_no_story_where_it_is_set_apart() -> None:
    question = "What do you think about the dam? Let us know in the comments below."
    assert told(*STORY, f"<strong>{question}</strong>") == STORY
    assert told(*STORY, question) == [*STORY, question]


def test_mail_at_the_site_is_known_on_its_other_hosts() -> None:
    line = "Those who have seen more may write to flood@courier.example at any time."
    page = f"<h1>Flood</h1><div class=story>{''.join(f'<p>{text}</p>' for text in (*STORY, line))}</div>"
    walk = Document(page).walk
    units = {unit.index for unit in walk.units if not unit.heading}
    last = len(walk.units) - 1
    assert appeals(walk, units, "https://news.courier.example/flood") == {last}
    assert appeals(walk, units, "https://news.other.example/flood") == set()


def test_a_line_with_an_address_of_mail_at_the_site_is_no_story() -> None:
    assert told(*STORY, "Email jroe@courier.example with what you have seen at the river.") == STORY
    for address in ("flood@town.example", "@courier.example"):
        line = f"Those who have lost their stalls may write to {address} until the end of the month, the mayor wrote."
        assert told(*STORY, line) == ([*STORY, line] if address.startswith("flood") else STORY)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor asked everybody to follow the fire brigade on Instagram, where it shows which roads are open.",
        "“Follow us on Instagram, and you know which road is open,” the fire brigade told the people of the valley.",
        "The newsletter of the town hall, which goes to every household, had warned of the flood in the spring.",
        "Journalism students of the university filmed the rescue, and the members of the choir cooked for them.",
        "The app of the weather service had shown rain for the afternoon, but nobody at the market looked at it.",
        "He wrote to the office for hydrology at water@valley.example, and had no answer until Monday evening.",
    ],
)
def test_what_a_story_tells_of_channels_newsletters_and_mail_is_told(text: str) -> None:
    assert told(*STORY[:2], text, *STORY[2:]) == [*STORY[:2], text, *STORY[2:]]
    assert told(*STORY, text)[-1] == text
