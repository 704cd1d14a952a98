"""Words with which newsrooms label what is not the story, in some thirty languages: sorted by purpose.

A phrase is looked for at the beginning of a text, as whole words (``*`` leaves the last word open; scripts without
spaces between words need no boundary). Phrases are evidence for the body model, not verdicts: a story may well begin
with "Subscribe".

    >>> purposes("Read more: why it rains") == FLAGS["related"]
    True
    >>> purposes("Shares fell on Monday.")
    0
    >>> purposes("関連記事はこちら") == FLAGS["related"]
    True
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_PHRASES: dict[str, str] = {
    "related": """
        read also | also read | read more | read next | read this | read the | also see | see also |
        more on this | more from | more about | more stories | more news | more: | more in | more like |
        related | you may also | you might also | recommended | don't miss | don’t miss | must read |
        up next | next up | watch: | watch now | watch the | watch more | listen to | listen: | most read |
        most popular | most viewed | trending | editor's pick | editor’s pick | editors' pick | top stories |
        top picks | latest news | latest stories | latest from | in other news | keep reading |
        continue reading | further reading | what to read | explore more | click here | story continues |
        lesen sie | lesen sie auch | auch interessant | mehr zum thema | mehr dazu | mehr zu | mehr aus |
        mehr über | mehr von | mehr: | weiterlesen | das könnte sie | das könnte dich | auch lesenswert |
        lesetipp | passend dazu | siehe auch | zum thema | meistgelesen | empfehlung | hier geht |
        hier finden sie | alle news | aktuelle nachrichten | à lire | a lire | lire aussi | lire plus |
        voir aussi | à voir | sur le même sujet | sur le même thème | pour aller plus loin | les plus lus |
        nos derniers | à écouter | découvrez aussi | en savoir plus | notre dossier | lea también |
        lee también | leer más | leer mas | lea además | lee además | te puede interesar |
        le puede interesar | ver también | más información | más noticias | más sobre | mira también |
        también te puede | lo más leído | lo más visto | te recomendamos | relacionad* |
        noticias relacionad* | leia também | leia mais | leia ainda | veja também | veja mais | saiba mais |
        mais lidas | mais sobre | notícias relacionadas | recomendad* | ler mais | leggi anche |
        leggi di più | leggi qui | leggi pure | guarda anche | vedi anche | approfondi* | più letti |
        ti potrebbe interessare | potrebbe interessarti | sullo stesso argomento | lees ook | lees meer |
        lees verder | bekijk ook | meer over | meer lezen | meest gelezen | zie ook | lue myös | lue lisää |
        katso myös | luetuimmat | läs också | läs även | läs mer | se också | mer om | mest läst | les også |
        les mer | les saken | se også | mest lest | læs også | læs mere | læs også: | mest læste |
        czytaj też | czytaj także | czytaj więcej | czytaj również | czytaj dalej | zobacz też |
        zobacz także | zobacz również | przeczytaj | polecamy | najczęściej czytane | powiązane | čtěte také |
        čtěte | přečtěte si | mohlo by vás | související | nejčtenější | čítajte aj | čítajte | prečítajte |
        súvisiace | olvassa | kapcsolódó | ezt is | citește și | citiți și | citeste si | vezi și | vezi si |
        pe aceeași temă | прочетете | още по темата | вижте още | четете още | читайте также | читайте ещё |
        читать также | смотрите также | материалы по теме | по теме | подробнее | самое читаемое |
        еще по теме | читайте також | дивіться також | більше по темі | матеріали по темі | дивись також |
        διαβάστε | δείτε | σχετικά | ilgili haber | i̇lgili haber | bunu da | ayrıca bkz | okumaya devam |
        daha fazla | en çok okunan | skaitykite | susiję | taip pat skaitykite | lasi arī | loe ka |
        loe lisaks | pročitajte | pročitaj | vezane | povezano | preberite | lexo edhe | baca juga |
        baca selengkapnya | lihat juga | simak juga | berita terkait | artikel terkait | terpopuler |
        xem thêm | đọc thêm | tin liên quan | soma pia | soma zaidi | basahin | lestu | tengdar | 関連記事 |
        関連ニュース | あわせて読 | 合わせて読 | おすすめ | 続きを読む | 人気記事 | アクセスランキング |
        관련기사 | 관련 기사 | 많이 본 | 인기기사 | 추천 | 相关阅读 | 相关新闻 | 相关报道 | 延伸阅读 |
        延伸閱讀 | 推荐阅读 | 推薦閱讀 | 更多 | 热门 | 熱門 | 相關 | אולי יעניין | קראו גם | عرض المزيد |
        اقرأ أيضا | اقرأ أيضًا | إقرأ أيضا | اقرا ايضا | شاهد أيضا | مواضيع ذات | أخبار ذات | بیشتر بخوانید |
        यह भी पढ़ | ये भी पढ़ | और पढ़ | সম্পর্কিত | আরও পড়ুন | อ่านเพิ่มเติม | ข่าวที่เกี่ยวข้อง
    """,
    "newsletter": """
        sign up | signup | subscribe | newsletter | get the latest | get our | get more | get breaking |
        join our | join the | never miss | stay up to date | stay informed | our newsletters | the best of |
        delivered | download our app | download the app | get the app | enter your email | your email |
        email address | daily briefing | by signing up | by subscribing | by clicking | by submitting |
        you can unsubscribe | you have successfully | thank you for sub | thanks for sub | start your day |
        want more | morning briefing | support our | support independent | donate | become a member |
        melden sie sich | jetzt anmelden | newsletter abonnieren | abonnieren | mit unserem newsletter |
        täglich per | jetzt abonnieren | bleiben sie | inscrivez-vous | abonnez-vous | recevez | s'abonner |
        s’abonner | suscríbete | suscribete | suscríbase | regístrate | recibe | assine | inscreva-se |
        receba | iscriviti | abbonati | ricevi | schrijf je in | meld je aan | aanmelden | abonneer | tilaa |
        prenumerera | anmäl dig | abonner | meld deg | tilmeld | zapisz się | subskrybuj | přihlaste |
        odebírejte | iratkozz* | abonează | abonare | подпишитесь | подписаться | підпишіться | підписуйтесь |
        εγγραφείτε | abone ol | e-bülten | prenumeruok | langganan | daftar | đăng ký | 登録 |
        ニュースレター | メルマガ | 구독 | 订阅 | 訂閱 | اشترك | मेल | सब्सक्राइब
    """,
    "social": """
        follow us | follow me | follow @ | follow | like us | share this | share on | share: | share | tweet |
        facebook | twitter | instagram | whatsapp | linkedin | pinterest | telegram | reddit | email this |
        print | copy link | link copied | save | bookmark | add us | google news | find us | contact us |
        tell us | let us know | send us | email us | got a tip | do you have a story |
        have you been affected | have your say | folgen sie | folge uns | teilen | drucken | merken |
        kommentieren | per mail | suivez | partager | imprimer | síguenos | siguenos | compartir | comparte |
        siga | compartilh* | partilh* | seguici | condividi | stampa | volg ons | deel | delen | jaa | dela |
        del | del: | följ | følg | udostępnij | obserwuj | sdílet | megosztás | distribuie | поделиться |
        поділитися | подписывайтесь | κοινοποίηση | paylaş | bizi takip | dalintis | bagikan | ikuti |
        chia sẻ | theo dõi | シェア | フォロー | 공유 | 分享 | 关注 | 關注 | شارك | تابع | साझा | फॉलो
    """,
    "comments": """
        comments | comment | leave a comment | join the conversation | join the discussion | view comments |
        show comments | post a comment | what do you think | reader comments | be the first to | kommentare |
        kommentar | diskutieren | ihre meinung | commentaires | commenter | réagir | comentarios |
        comentários | commenti | reacties | kommentit | kommentarer | komentarze | komentáře | hozzászól* |
        comentarii | комментарии | коментарі | σχόλια | yorum | komentarai | komentar | bình luận | コメント |
        댓글 | 评论 | 評論 | التعليقات | تعليق | टिप्पणी
    """,
    "advert": """
        advertisement | advertising | advert | ad feedback | sponsored | promoted | paid content | affiliate |
        we may earn | this article contains | article continues | continues below | scroll to continue |
        story continues below | anzeige | werbung | publicité | publicidad | publicidade | pubblicità |
        advertentie | mainos | annons | annonse | annonce | reklama | reklam | hirdetés | publicitate |
        реклама | διαφήμιση | i̇lan | iklan | quảng cáo | 広告 | 광고 | 广告 | 廣告 | إعلان | विज्ञापन |
        contenu sponsorisé | gesponsert | we earn | when you buy | if you buy | products featured |
        commission
    """,
    "copyright": """
        © | copyright | (c) | all rights reserved | this material may not | alle rechte | tous droits |
        todos los derechos | reservados | todos os direitos | tutti i diritti | tous droits réservés |
        kaikki oikeudet | wszelkie prawa | všechna práva | все права | усі права | 无断 | 無断 | 무단 |
        저작권 | ⓒ | 版权 | 版權 | source: | sources: | quelle: | source : | fuente: | fonte: | bron: |
        źródło | kilde: | källa: | originally published | this article was | this story was |
        this article originally | reporting by | editing by | our standards | the associated press |
        with reporting | additional reporting | with files
    """,
    "credit": """
        photo: | photo by | photo | photos: | photograph | picture: | pictured | image: | image credit |
        image source | images: | credit: | credits: | courtesy | getty | file photo | illustration | video: |
        foto: | fotos: | foto | bild: | bildquelle | symbolbild | grafik | crédit | photo : | foto de |
        imagen | imagem | immagine | fotografie | kuva | kuvat | zdjęcie | fot. | фото | φωτογραφία |
        fotoğraf | 写真 | 사진 | 图片 | 圖 | ภาพ | الصورة
    """,
    "byline": """
        by | written by | about the author | posted by | published by | edited by | author: | authors: | von |
        autor | text: | par | por | di | door | av | af | tekst | автор | written | reporter | correspondent |
        contributor | staff | redaktion | 記者 | 기자
    """,
    "date": """
        published | updated | last updated | posted | first published | last modified | created | modified |
        date: | veröffentlicht | aktualisiert | stand: | publié | mis à jour | publicado | actualizado |
        atualizado | pubblicato | aggiornato | gepubliceerd | bijgewerkt | julkaistu | päivitetty |
        publicerad | uppdaterad | publisert | oppdatert | opdateret | opublikowano | aktualizacja |
        publikováno | publicat | опубликовано | опубліковано | оновлено | обновлено | güncelleme |
        diterbitkan | 公開 | 更新 | 입력 | 수정 | 发布 | 發布 | نشر | प्रकाशित
    """,
    "tags": """
        tags | tag: | topics | topic: | keywords | filed under | in this article | in this story | themen |
        schlagworte | stichwort | mots-clés | sujets | temas | etiquetas | argomenti | onderwerpen | aiheet |
        ämnen | emner | tematy | štítky | címkék | etichete | теги | θέματα | etiketler | konu | テーマ |
        キーワード | 태그 | 标签 | 標籤 | كلمات | الكلمات | टैग
    """,
    "consent": """
        we use cookies | cookies | cookie | privacy | we value your | this site uses | accept | consent |
        datenschutz | wir verwenden | an dieser stelle finden | externe inhalte | externer inhalt |
        empfohlener redaktioneller | hier finden sie externe | ce contenu | pour afficher ce contenu |
        en cliquant | este contenido | para ver este | questo contenuto | deze inhoud | please enable |
        javascript | your browser | this video | to view this | this content | terms of | by continuing
    """,
    "account": """
        log in | login | sign in | register | already a subscriber | subscribers | create a free |
        create an account | to continue reading | this content is | this article is for | you have reached |
        unlock | try | start your | free trial | premium | jetzt weiterlesen | sie haben bereits |
        bereits abonnent | einloggen | anmelden | testen | déjà abonné | se connecter | réservé aux abonnés |
        il vous reste | iniciar sesión | ya eres | accedi | inloggen | logga in | logg inn | zaloguj
    """,
    "correction": """
        correction | corrections | clarification | editor's note | editor’s note | editors' note | update: |
        this article has been | this story has been | this article was updated | this story was updated |
        this article was amended | this story was amended | this article was corrected |
        this story was corrected | an earlier version | a previous version | korrektur |
        transparenzhinweis | hinweis: in einer | in einer ersten fassung | anmerkung der redaktion |
        hinweis der redaktion | anm. d. red | in einer früheren version | correctif | rectificatif |
        note de la rédaction | ndlr | cet article a été modifié | cet article a été corrigé |
        mise à jour du | une version précédente | corrección | nota del editor | fe de errores | correção |
        nota da redação | errata | rettifica | precisazione | correctie | rectificatie | oikaisu |
        rättelse | rettelse | sprostowanie | oprava | helyesbítés | erată | исправление |
        примечание редакции | от редакции | виправлення | düzeltme | 訂正 | 정정 | 更正 | تصحيح
    """,
}


FLAGS: dict[str, int] = {purpose: 1 << number for number, purpose in enumerate(_PHRASES)}
"""Purpose → its bit in the answer of `purposes`."""

_OPEN_ENDED = re.compile(r"[^\u0000-\u024f\u0370-\u058f\u1e00-\u1fff]$")
"""Scripts that put no spaces between words, or join words to what follows."""


class _Phrase(NamedTuple):
    text: str
    whole: bool
    """Whether it must end where a word ends."""
    flag: int


_START = 3
"""Characters by which phrases are looked up: few texts begin with those of any."""


def _by_start() -> dict[str, list[_Phrase]]:
    table: dict[str, list[_Phrase]] = {}
    for purpose, phrases in _PHRASES.items():
        for written in (" ".join(part.split()) for part in phrases.split("|")):
            phrase = written.removesuffix("*")
            whole = not written.endswith("*") and phrase[-1].isalnum() and not _OPEN_ENDED.search(phrase)
            table.setdefault(phrase[:_START], []).append(_Phrase(phrase, whole, FLAGS[purpose]))
    return table


_BY_START = {start: (phrases, tuple(phrase.text for phrase in phrases)) for start, phrases in _by_start().items()}
"""Beginning of a phrase → those that begin so, and their texts."""
_LENGTHS = sorted({len(start) for start in _BY_START})
"""Those of beginnings: a phrase of one or two characters is its own."""
_LONGEST = max(len(text) for _, texts in _BY_START.values() for text in texts)


@lru_cache(maxsize=1024)
def purposes(text: str) -> int:
    """Bits of `FLAGS` for the purposes whose phrases the text begins with."""
    head = text[: _LONGEST + 8].lower().lstrip(" \"'“”„«»‘’*•·–—-→>▶►[(|:【")
    found = 0
    for length in _LENGTHS:
        known = _BY_START.get(head[:length])
        if known is not None and head.startswith(known[1]):
            for phrase in known[0]:
                if head.startswith(phrase.text) and not (phrase.whole and _goes_on(head, len(phrase.text))):
                    found |= phrase.flag
    return found


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on at a place in a text."""
    after = text[at : at + 1]
    return after.isalnum() or after == "_"
