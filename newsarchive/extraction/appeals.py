"""What a publisher says to its reader amid a story or below it, for itself: follow us, support us, write to us.

The body model knows such texts by their boxes. Where they are set as paragraphs of the story (a last line in italics, a
bold line between two paragraphs), only their words tell: they name what the publisher has on offer (a newsletter, a
channel, its journalism, the comments below), and at the beginning of a sentence ask the reader to do something about
it, or speak of "us". Reporters do neither, but for what they quote, which begins with a quotation mark.

    >>> _is_asking("Follow us on Instagram for more stories of the river.")
    True
    >>> _is_asking("The mayor asked everybody to follow the fire brigade on Instagram.")
    False
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from .blocks import Unit, Walk
from .spelling import QUOTATION_MARKS
from .story_urls import site

__all__ = ["appeals", "is_appeal"]

LONGEST = 320
"""Characters of an appeal."""
LINE = 130
"""Characters of one line."""
SHORT = 110
"""Characters of a text that may be an appeal wherever it stands."""
PLAIN = 230
"""Characters of one that nothing but its place, its links or its box sets apart."""
FIRST, LAST = 2, 5
"""Texts at either end of a story that may be appeals however they are set."""
MOST = 2_000
"""Texts of a story that are looked at."""
SET_APART = 0.9
"""Share of a text in bold, italics or a link that sets all of it apart."""
_SENTENCE_ENDS = frozenset(".!?:。")
_QUOTED = QUOTATION_MARKS | frozenset("–—-")
"""Marks with which what is quoted begins, or a speaker's turn."""


_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2e80-\uffff]")
"""Letters of scripts other than Latin."""


class _Offer(NamedTuple):
    names: tuple[str, ...]
    """Parts of words of which a text must have one, to be looked at more closely."""
    latin: tuple[str, ...]
    """Those of them in Latin letters."""
    asked: re.Pattern[str]
    """How a reader is asked."""
    ours: bool
    """Whether a line that names it beside "us" is an appeal, too: nobody else has such."""


def _offer(names: str, *, asked: str = "", begins: str = "", ours: bool = False) -> _Offer:
    """An offer of these names (``_`` is a space at either end); `begins` stands where a sentence does."""
    listed = tuple(name.replace("_", " ") for name in _parts(names))
    starts = [f"{_START}(?:{'|'.join(_parts(begins))})"] if begins else []
    return _Offer(
        names=listed,
        latin=tuple(name for name in listed if not _OTHER_SCRIPT.search(name)),
        asked=re.compile("|".join([*starts, *_parts(asked)])),
        ours=ours,
    )


def _parts(listed: str) -> list[str]:
    """What stands between bars with a space at either side; those of a pattern's groups have none."""
    return [part for part in " ".join(listed.split()).split(" | ") if part]


_US = re.compile(
    r"\b(?:us|our|uns|unser\w*|nous sommes|notre|nos|nuestr[oa]s?|nosotr[oa]s|estamos|ci|nostr[oaie]|nosso|nossa|nas"
    r"|nasz\w*|jesteśmy|мы есть|нас|наш\w*|нам|ons|onze|oss|vår\w*|vores|bizi\w*)\b"
)
"""How a publisher speaks of itself."""
_START = (
    r"(?:^|[.!?:…|»”)。！？؟]\s{0,3}|[-–—•*👉➡▶►]\s{0,3})"
    r"(?:(?:please|also|and|so|just|you can(?: also)?|bitte|e|y|et)\s)?"
)
"""Where a sentence begins."""

_OFFERS = (
    _offer(  # channels and pages on networks
        """
            facebook | instagram | whatsapp | telegram | twitter | tiktok | youtube | linkedin | google news |
            bluesky | threads | snapchat | @ | social media | line公式 | 公式x | 公式line | 微信 | 公众号 | 公眾號 |
            微博 | 카카오 | 네이버 | فيسبوك | واتساب | تويتر | انستغرام | إنستغرام | تلغرام | تليغرام | вконтакте |
            телеграм
        """,
        asked=r"""
            フォロー(?:して|する|を|はこちら|！|$) | 友だち追加 | 友達追加 |
            (?:欢迎|歡迎|请|請)?(?:关注|關注)我(?:们|們) | 扫码关注 | 구독하 | 친구 ?추가 | 채널을? 추가 | 팔로우 |
            (?:sie finden|findet|find) (?:uns|us) (?:auch )?(?:on|auf|bei)\b | bizi .{0,60}takip ed |
            (?:kanal|sayfa|hesa)\w* (?:takip|abone|katıl)
        """,
        begins=r"""
            (?:follow|like|find|join|connect with) (?:us|our|me|@\w) | follow (?:[\w.’'-]+ ){1,5}on\b | subscribe to
            (?:us|our|the) | like this\? follow | folg(?:e|en|t) (?:sie |ihr |du )?(?:uns|unser) | folgst du[ ] |
            abonnier\w+ (?:sie |ihr )?(?:uns|unser) | (?:suivez|rejoignez|retrouvez|likez)(?:-|
            )(?:nous|notre|nos|la page|la chaîne) | abonnez-vous | s[ií]guenos | seguinos | s[ií]ganos |
            [uú]nete | [uú]nase | suscríbete | suscribite | sigue (?:el canal|a \w+|nuestr) |
            encuéntranos | seguici | segui (?:il|la|le|i)[ ] | seguite |
            iscriviti | unisciti | entra nel | metti (?:mi )?piace | siga(?:m)?(?: |-)(?:nos|o nosso|nosso|a
            nossa|o canal|o perfil|a página|@) | siga-nos | segue-nos | curta[ ] | participe d | entre no (?:nosso
            )?(?:canal|grupo) | inscreva-se | obserwuj\w* | śledź (?:nas|nasz) | polub (?:nas|nasz) | dołącz do
            (?:nas|nasz) | znajdziesz nas | подпис(?:ывайтесь|ывайся|шитесь|аться) | подпишитесь | подпишись |
            следите за (?:наш|нами|ново) | читайте нас | присоединяйтесь | вступайте |
            підпи(?:суйтесь|суйтеся|шіться) | стежте за (?:наш|нами) | volg (?:ons|onze|\w+ op) | word
            lid van onze | (?:följ|følg|gilla|lik) (?:oss|os|vår|vores) | sledujte n[aá]s | urmăriți-ne |
            urmărește-ne | kövess(?:en)? (?:minket|be) | csatlakozz | ακολουθήστε | ikuti kami | theo dõi chúng tôi |
            pratite nas | zapratite | seuraa meitä | تابعونا | تابعوا | تابعنا | تابع (?:قنا|صفح|حساب) |
            اشترك(?:وا)? في | انضم
        """,
        ours=True,
    ),
    _offer(  # newsletters
        """
            newsletter | inbox | briefing | letterbox | your door | issues for |
            boletín | boletim | nieuwsbrief | nyhetsbrev | uutiskirje | biuletyn |
            рассылк | розсилк | メルマガ | メールマガ | ニュースレター | メールで | 뉴스레터 | 이메일로 | 电子报 |
            電子報 | نشرت | bülten | mailing list | boîte mail | boite mail | casella di posta | tu correo | seu
            e-mail | hírlev | aimez cet | aimé cet | lettre d | buletin
        """,
        asked=r"""
            登録(?:して|はこちら|する|を) | お届け | 구독하 | 받아보세요 | 받아 보세요 | 订阅(?:我们|本|，|$) | 訂閱 |
            第一时间 | \b(?:in|into|to) your (?:inbox|e-?mail) | \bdelivered (?:to|through) your\b | \b\d+ issues for
            (?:only |just )?[£$€] | (?:dans|sur) votre (?:boîte|boite) | in
            ihr(?:em|en)? (?:postfach|e-mail) | nella tua casella | en tu correo | no seu e-?mail |
            \b(?:our|unser\w*|notre|nuestr[oa]|la nostra|nossa|onze|nasz|vårt|vores|нашу|нашу) (?:\w+
            ){0,2}(?:newsletter|rundbrief|boletín|boletim|nieuwsbrief|nyhetsbrev|biuletyn|рассылку|розсилку) |
            (?:letter|newsletter)
            (?:ist|is|est|es) (?:für sie|for you|fait)
        """,
        begins=r"""
            (?:vous (?:aimez|avez aimé) cet article|sign(?:ing)? up|subscribe|join \d|get (?:our|the|more)|want
            more|never miss|enjoy(?:ed|ing)? this|like this|register) | (?:jetzt )?(?:kostenlos
            )?(?:anmelden|abonnieren) | melden sie sich | abonnier\w+ | bestell\w+ (?:sie|hier) | immer auf dem
            laufenden | inscri(?:vez|s)- | abonnez- | recevez | suscr[ií]b | recib[ea] | reciba | regístr | apúntate |
            iscriviti | ricevi | iscrivetevi | assine | inscreva | receba | cadastre | schrijf je | meld je |
            abonneer | ontvang | prenumerera | anmäl dig | tilmeld | meld deg | få[ ] | tilaa | zapisz się |
            subskrybuj | otrzymuj | подпи(?:шитесь|сывайтесь|шись) | получайте | підпи(?:шіться|суйтесь) | اشترك |
            abone ol | e-?bülten | iratkoz | přihlaste | odebírejte | abonează | înscrie | daftar | berlangganan |
            đăng ký
        """,
        ours=True,
    ),
    _offer(  # money, membership, support
        """
            journalism | newsroom | rely on | chip in | keep us | keep going | possible by | gefällt | gefallen |
            kaffee | förder | mitglied | vous a plu | soutenez | grâce à | gustado | gracias a | colabora | piaciuto |
            gostou | contribua | podoba | помощь | member | donat | support | contribut | subscri |
            spende | unterstütz | abonn | don, | presse | periodismo | socio | ayúdan | giornalismo | jornalismo |
            dziennikar | prenumerat | журналист | пожертв | подписк | 報道を支え | 購読 | 独立新闻 | 支持我 | 后援 |
            후원 | الصحافة | journalisti | gazetecili | abone
        """,
        asked=r"""
            \b(?:rely|depend|count)s? on (?:readers like you|our readers|your (?:support|help)) | (?:please )?chip
            in | help us (?:keep|continue|do more) | your (?:contribution|donation|support|gift)[, ] | made possible
            by (?:our|you)\b | make a (?:tax-deductible |one-time |monthly )?(?:donation|contribution|gift) |
            (?:gefällt|gefallen)\W.{0,60}\b(?:uns|unser|kaffee) | werden sie (?:mitglied|abonnent|förder|unterstütz) |
            cet article vous a plu | offrez-nous | ne vit que grâce à (?:ses|nos|vos) | (?:te|le) ha gustado
            (?:este|el|esta|la) | gracias a (?:sus|nuestr\w+) (?:soci|lector|suscri) | colabora con
            (?:nosotros|nuestr) | ti è piaciuto | gostou d\w (?:reportagem|matéria|texto|artigo|conteúdo) | podoba
            ci się t\w+ | нужна ваша (?:помощь|поддержка) | \b(?:support|fund)
            (?:our|independent|local|quality|this) (?:\w+ )?(?:journalism|reporting|work|newsroom|news) | if you
            (?:value|like|appreciate|enjoy) (?:our|what we) | (?:we|our newsroom) (?:do not|don’t|don't) (?:have|put
            up) a paywall | (?:is|are) (?:paid for|funded|made possible) by (?:our )?readers | (?:you can )?support
            (?:us|our)\b | consider (?:supporting|becoming|making|a donation|donating) | become a
            (?:member|subscriber|supporter|patron) | donate (?:today|now|here|to us) | unterstützen sie uns | wenn
            ihnen unsere | mit ihrer (?:hilfe|spende) | spenden sie | ihre spende | (?:soutenir|soutenez)(?:
            |-)(?:nous|notre|la presse|une presse|le journalisme|un média) | faites un don | vous pouvez nous
            (?:aider|soutenir) | abonnez-vous (?:à partir|pour|dès) | hazte (?:soci[oa]|suscript) | apoya
            (?:el|nuestro|a)[ ] | ayúdanos | si te gusta lo que hacemos | hágase soci | sostienici | sostieni
            (?:il|la|\w+) | abbonati (?:a|ora) | apoie (?:o|a|nosso|nossa) | assine (?:a partir|por|o|já) | wesprzyj |
            wykup prenumerat | поддержите | оформите (?:ежемесячн\w* |разов\w* )?(?:пожертвование|подписку) |
            підтримайте | 報道を支え | 購読をご検討 | 支持(?:独立|我们|我們) | 후원해 ?주 | 후원하기 | ادعم | steun
            (?:ons|onze|onafhankelijke) | stöd (?:oss|lokal|vår|oberoende) | støt (?:os|vores) | destek
            (?:olun|ol\b) | bli prenumerant
        """,
    ),
    _offer(  # what subscribers alone may read
        """
            suscrí | اشترك | konto | login | log in | logga in | einlogg | zaloguj | connectez | subscri | abonn |
            suscript | abbonat | assinant | prenumer | подпис | 購読 | 会員 | 會員 | 订阅 | 訂閱 | 회원 | 구독 |
            مشترك | abone | nur mit plus | weiterlesen mit | premium | limit | articles left | articles remain |
            gift this | preferred source | bevorzugte quelle | source préférée | fuente preferida
        """,
        asked=r"""
            \barticles? (?:left|remaining) this | ^gift this (?:article|story) | \bas an? preferred source\b |
            \bals bevorzugte quelle\b | \bcomme source préférée\b | \bcomo fuente preferida\b |
            only for (?:our )?subscribers | already (?:a )?(?:subscriber|subscribed|have an account|a member)\b |
            (?:is|for) (?:for )?(?:our )?subscribers only | subscribe (?:now|today|for|to continue|to read) |
            to continue reading | sie (?:sind|haben) bereits (?:abonnent|ein abo|registriert) | nur für abonnent |
            jetzt weiterlesen | exklusiv für abonnent |
            (?:monat|wochen) (?:für|gratis|kostenlos)\b.{0,40}(?:testen|kündbar|lesen) |
            réservée?s? (?:à nos|aux) abonné | déjà abonné | abonnez-vous | (?:exclusivo|exclusiva|solo)
            para (?:suscriptores|assinantes) | ya eres suscriptor | suscríbete (?:por|para|y|ahora) | sin límites a
            tod | (?:riservat\w|esclusiv\w) (?:a|ai|agli|per gli) (?:nostri )?abbonati | sei già abbonato | abbonati
            (?:a|ora|per) | já é assinante | assine (?:por|para|e|já) | dostępny tylko dla | tylko dla prenumerator |
            masz już (?:konto|prenumeratę) | kup prenumerat | доступ\w* только (?:по подписке|подписчикам|для
            подписчиков) | уже есть подписка | оформите подписку | 有料会員(?:限定|に) | 会員限定 | 会員の方 |
            読み放題 | (?:订阅|會員|会员)用户(?:阅读|专享) | 已是会员 | 无限阅读 | 유료 ?회원 | 제한 없이 읽 |
            للمشتركين فقط | اشترك الآن | (?:alleen|exclusief) voor abonnees | al abonnee\? | bara för prenumeranter |
            redan prenumerant | (?:kun|bare) for abonnent | yalnızca abone | zaten abone | abone olun
        """,
    ),
    _offer(  # apps, and readings aloud
        """
            _app | app_ | apps | aplicación | aplicativo | aplikac | applicazione | приложени | застосун | アプリ |
            앱 | 客户端 | 客戶端 | تطبيق | uygulama | listen | anhören | écoutez | écouter | escucha | ascolta |
            ouça
        """,
        asked=r"""
            download (?:our|de|vår|onze)(?: \w+){0,2} app\b | (?:laden|lade|holen) sie (?:sich )?(?:unsere|die)
            (?:\w+-)?app | téléchargez (?:notre|l[’']) | descarga (?:nuestra|la) app | scarica la nostra | baixe
            (?:o|nosso)(?: nosso)? (?:aplicativo|app) | pobierz (?:naszą|aplikację) | скачайте (?:наше )?приложение |
            завантажуйте | アプリを(?:ダウンロード|入手) | 앱을 (?:설치|다운) | 下载客户端 | 下載客戶端 | حمّ?ل
            تطبيق | uygulamamızı | ladda ner vår | hent vores
        """,
        begins=r"""
            listen to this (?:article|story) | artikel anhören | écout(?:ez|er) (?:cet |l[’'])article |
            escuch(?:a|ar) (?:este|el|esta) (?:artículo|reportaje|noticia|audio) | ascolta (?:questo|l[’'])
            ?articolo | ouça (?:este|a|esta) (?:artigo|texto|matéria|reportagem) | get our (?:\w+ ){0,2}app\b
        """,
    ),
    _offer(  # hints and letters
        """
            story | stories | tip | @ | hinweise | thema | information à | une info | historia | segnalazion |
            pauta | temat | очевид | 情報提供 | 线索 | 제보 | قصة | ihbar
        """,
        asked=r"""
            (?:got|have|do you have) (?:a |any )?(?:news |story |hot )?(?:tip|tips|story)\b.{0,12}\? | do you know
            (?:more|something) about this | contact our (?:reporters|newsroom|journalists) | haben sie
            (?:hinweise|fragen|anregungen|fehler) | schreiben sie uns | vous avez une info | écrivez(?:-nous| à) |
            (?:tienes|tiene) (?:una historia|algo) que contar | escr[ií]b[ea]nos | hai una segnalazione |
            scriv(?:ici|eteci) | tem uma (?:sugestão|denúncia) | mande (?:para|sua) | masz (?:dla nas
            )?(?:temat|ciekawy|zdjęcie) | napisz(?:cie)?(?: do nas|: ) | стали (?:очевидц|свидетел)\w+ | пишите нам |
            情報提供は | お寄せください | 新闻线索 | 제보(?:는|를|하) | هل لديك | راسلنا | heb je een tip | har du
            (?:ett|et) tip | haber ihbar
        """,
        begins=r"""
            (?:email|e-mail|write to|text|call|contact) (?:us|our newsroom|the newsroom)\b
        """,
    ),
    _offer(  # how a text goes on behind an advertisement
        """
            advert | anzeige | werbung | publicit | pubblicit | publicidad | reklam | annons | annonce | sponsored |
            реклам | 광고 | إعلان | continue | continú | continua | sigue | la suite | nach der | nach dem | unter der |
            dalszy | gaat verder | gaat door | fortsätter | fortsetter | fortsætter | 广告 | 廣告 | 広告
        """,
        asked=r"""
            ^\W*(?:advertisement|advertising|sponsored|anzeige|werbung|publicité|publicidade?|pubblicità)\W*$ |
            ^\W*(?:advertentie|annons|annonse|annonce|reklam[ae]?|reklám|реклама)\W*$ |
            ^\W*(?:広告|广告|廣告|광고|إعلان)\W*$ |
            ^(?:(?:the |this )?(?:story|article|text) continues|scroll (?:down )?to continue|continue
            reading)\b.{0,30}$ | ^(?:der )?(?:artikel|text) (?:wird|geht) (?:nach|unter|hinter) .{0,30}$ | ^la suite
            après .{0,20}$ | ^(?:contin[uú]a|sigue) (?:leyendo |después |debajo |após |depois |dopo ).{0,30}$ |
            ^dalszy ciąg .{0,40}$ | ^(?:tekst|artikel) gaat (?:verder|door) .{0,40}$ | ^art(?:ikeln|ikkelen|iklen)
            fort\w+ .{0,30}$ | ^.{0,3}(?:广告|廣告|広告).{0,3}(?:请|請|の後)继?続?.{0,12}$
        """,
    ),
    _offer(  # where else it is printed, and whose it is
        """
            print | published | erschienen | gedruckt | publié dans | publicad | derechos | from the |
            this story | this article | this column | edition | zeitung | papier | imprim | impres |
            cartace | газете | 朝刊 | 夕刊 | 紙面 | 版 | 지면 | الورق | krant | papperst | basılı |
            rights | reserved | rechte | droits | reprod | diritti | direitos | zastrzeż | wszelkie | защищен |
            перепечат | 無断 | 无断 | 未经 | 저작권 | الحقوق | hakları | rättigh | forbehold | may not be
        """,
        asked=r"""
            ^(?:first|originally) published\b | ^from the .{0,40}(?:issue|edition)\b | ^erschienen (?:in|am) |
            (?:stammt|ist) aus der gedruckten | ^article (?:publié|paru) dans | ^publicad[oa] en (?:la|el) | no
            reproduction | reproduction (?:est )?interdite | derechos reservados | reservados todos | (?:this|the)
            (?:article|story|column|piece|review|interview)(?: \w+)? (?:was )?(?:originally |first
            )?(?:appear\w*|published|ran|runs) (?:\w+ ){0,3}in (?:the |our )?(?:[\w’'
            ]{0,30})?(?:print|edition|issue|magazine|page) | a version of this | appears in print | dieser
            (?:artikel|text|beitrag) (?:erschien|ist|stammt|wurde) .{0,40}(?:printausgabe|ausgabe|zeitung|heft) |
            (?:cet|l[’']) ?article (?:est paru|a été publié|paru) .{0,40}(?:papier|numéro|édition|journal) | (?:se
            publicó|publicad[oa]) en (?:la )?(?:edición|versión) impresa | (?:è uscito|uscito|pubblicato)
            (?:sull|nell)\w*[’' ]?edizione | publicad[oa] na edição impressa | ukazał się w
            (?:papierow|wydaniu|numerze) | материал опубликован | опубликовано в газете | (?:朝刊|夕刊|紙面)に掲載 |
            本文(?:刊|载|原载)于 | 지면에 실 | العدد الورقي | verscheen (?:ook |eerder )?in de | papperstidningen |
            basılı gazete | all rights reserved | may not be (?:published|reproduced|reprinted) | alle rechte
            vorbehalten | nur mit genehmigung | tous droits réservés | reproduction (?:interdite|in whole) | todos
            los derechos reservados | prohibida (?:la|su) reproducción | (?:tutti i )?diritti riservati |
            riproduzione riservata | todos os direitos reservados | wszelkie prawa zastrze | все права защищены |
            перепечатка | 無断(?:転載|複製) | 未经(?:授权|许可|書面) | 版权所有 | 무단 ?(?:전재|복제) | جميع الحقوق
            محفوظة | alle rechten voorbehouden | tüm hakları saklı | alla rättigheter
        """,
    ),
)

_COMMENTS = _offer(
    """
        comment | your_ | join the | let us know | tell us | kommentar | meinung | en pensez | opinas | coment |
        pensi | pensate | acha | komentarz | sądzicie | думаете | комментари | みなさん | 皆さん | コメント | 怎么看 |
        评论 | 댓글 | رأيك | التعليقات | reacties | tycker | synes | yorum
    """,
    asked=r"""
        (?:in|join) the comments?(?: section)?(?: below)? | share your (?:experience|thoughts|views|story) | join
        the (?:debate|conversation|discussion) | have your say | let us know | tell us (?:what|in|about|your) | was
        (?:meinen|denken) sie | diskutieren sie mit | ihre meinung | (?:et vous, )?qu[’']en pensez-vous | donnez
        votre avis | (?:qué|que) opin(?:as|a usted) | d[eé]jan?os? tu comentario | cosa ne pens(?:i|ate) | lascia un
        commento | o que você acha | deixe (?:seu|o seu) coment | (?:na)?piszcie? w komentarz | co (?:wy |o tym
        )?(?:o tym )?(?:sądzi|myśli) | пишите в комментари | что (?:вы )?(?:думаете|об этом думаете) | コメント欄で |
        どう思いますか | (?:您|你)怎么看 | 评论区 | 댓글로 | ما رأيك | شاركنا | (?:wat vind|wat denk) (?:jij|je|u) |
        laat het (?:ons )?weten | hva mener du | vad tycker du | hvad synes du | kommentera nedan | siz ne düşün |
        yorumlarda
    """,
)
"""What a columnist asks of readers, too: an appeal only where it is set apart."""


def appeals(walk: Walk, chosen: set[int], url: str | None) -> set[int]:
    """Units chosen that are appeals; looked for among those that are short, set otherwise, or stand at an end.

    `url` is the page's address: a line at the end that gives an address of mail at the site itself asks for letters.
    """
    told = sorted(chosen)
    paths = Counter(walk.units[index].path for index in told)
    common = max(paths.values(), default=0)
    ends = {*told[:FIRST], *told[-LAST:]}
    texts = [
        (unit, unit.text.lower())
        for unit in map(walk.units.__getitem__, (*told[:MOST], *told[MOST:][-LAST:]))
        if _may_be_appeal(unit, odd=unit.index in ends or paths[unit.path] < common)
    ]
    # What is on offer is looked for in all of them at once, which is several times faster than in each.
    whole = "\n".join(said for _, said in texts)
    latin = _OTHER_SCRIPT.search(whole) is None
    found: set[int] = set()
    for offer in (*_OFFERS, _COMMENTS):
        if names := [name for name in (offer.latin if latin else offer.names) if name in whole]:
            found.update(
                unit.index
                for unit, said in texts
                if any(name in said for name in names)
                and (offer is not _COMMENTS or is_set_apart(unit))
                and _is_asked(said, offer)
            )
    own = _own_mail(url)
    return found | {
        unit.index
        for unit, said in texts
        if own and own in said and unit.index in ends and len(said) <= LINE and said[-1] in _SENTENCE_ENDS
    }


def _may_be_appeal(unit: Unit, *, odd: bool) -> bool:
    """Whether a text is looked at: the longer it is, the more it must differ from the story's others."""
    length = len(unit.text)
    if length > LONGEST or unit.text[0] in _QUOTED:
        return False
    return length <= SHORT or (length <= PLAIN and (odd or unit.link_chars > 0)) or is_set_apart(unit)


def _own_mail(url: str | None) -> str:
    """How addresses of mail at a page's site end."""
    host = urlsplit(url or "").hostname
    return "@" + site(host) if host else ""


def is_appeal(unit: Unit) -> bool:
    """Whether a text asks its reader for something on behalf of its publisher."""
    if len(unit.text) > LONGEST or unit.text[0] in _QUOTED:
        return False
    return _is_asking(unit.text) or (is_set_apart(unit) and _asks(unit.text.lower(), _COMMENTS))


@lru_cache(maxsize=512)
def _is_asking(text: str) -> bool:
    said = text.lower()
    return any(_asks(said, offer) for offer in _OFFERS)


def _asks(said: str, offer: _Offer) -> bool:
    for name in offer.names:  # a generator takes twice as long
        if name in said:
            return _is_asked(said, offer)
    return False


def _is_asked(said: str, offer: _Offer) -> bool:
    """Whether a text that names an offer asks its reader to take it."""
    if offer.asked.search(said):
        return True
    return offer.ours and len(said) <= LINE and _QUOTED.isdisjoint(said) and _US.search(said) is not None


def is_set_apart(unit: Unit) -> bool:
    """Whether all of a text is a heading, bold, italic or a link."""
    return unit.heading > 0 or max(unit.bold_chars, unit.italic_chars, unit.link_chars) >= SET_APART * len(unit.text)
