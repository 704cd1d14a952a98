"""Dialogs that ask for leave to track a reader: longer than many a story, and on the page whether shown or not.

Where class names tell ("cookie-banner"), the body model knows them. Where none does, their words do: a text that speaks
to the reader of cookies and what is done with them is a request, and a box that holds hardly anything else is the
dialog, whatever else stands in it. A story about cookies names them in its headline, and hardly speaks to its reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from ..blocks import Box, Unit, Walk
from ..patterns import caseless_names, grouped

if TYPE_CHECKING:
    from ..headline import Heading

_NAMES = ("ookie", "COOKIE", "クッキー", "쿠키", "iasteczk", "الارتباط", "куки")
"""Parts of what cookies are called; looked for before anything costlier is."""
_NAMED = re.compile("cookie|クッキー|쿠키|ciasteczk|تعريف الارتباط|куки")
_TOPIC = re.compile(
    _NAMED.pattern
    + "|privacy|datenschutz|gdpr|dsgvo|rgpd|confidentialité|privacidad|prywatnoś|rodo|tracking|隐私|プライバシー"
)
_USES = re.compile(
    grouped(
        r"consent|preference|settings|partner|advertis|personal data|personali[sz]|device|privacy|legitimate|experience"
        r"|einwillig|zustimm|einstellung|werbung|personenbezogen|personalis|gerät|datenschutz|berechtigte|erlebnis"
        r"|vos choix|paramètr|publicit|données|appareil|confidentialité|partenaire|expérience"
        r"|consentimiento|configuraci|publicidad|datos personales|personaliza|dispositivo|privacidad|socios|experiencia"
        r"|consenso|preferenze|dati personali|esperienza|parceiros|dados pessoais|experiência"
        r"|toestemming|voorkeur|instelling|advertentie|persoonsgegevens|apparaat|ervaring"
        r"|zgod|zgadz|ustawieni|reklam|dane osobowe|danych osobowych|urządzeni|prywatności|partnerzy|wrażenia"
        r"|samtyk|annons|annonc|personopplysning|persondata|personuppgift|souhlas|nastavení|osobní"
        r"|соглас|персональн|реклам|настройк|同意|広告|個人データ|設定|端末|パートナー|体験|个人数据|广告|设备|隐私|设置|伙伴|体验"
        r"|광고|개인정보|동의|설정|موافق|للإعلانات|البيانات الشخصية|تجربة|جهازك"
    )
)
"""Words, or beginnings of words, for what is done with cookies, and for a reader's say in it."""
_ADDRESS = re.compile(
    r"\b(?:we|our|you|your|wir|unser\w*|sie|ihr\w*|nous|nos|notre|vous|vos|votre|nosotros|nuestr\w+|usted|ofrecerle|sus?"
    r"|noi|nostr\w+|tuoi?|vostr\w+|nós|nossos?|você|wij|onze|uw|jouw|my|nasi|nasz\w*|tw[oó]j\w*|zgadzasz|vi|vår\w*|vores|dine?"
    r"|ditt|my|naši|váš\w*|мы|наш\w*|ваш\w*)\b|[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
"""Words by which a page speaks to its reader; scripts that seldom need any count as they are."""
_SHORTEST = 25
"""Characters of a text that is read; buttons have fewer."""
_MOSTLY = 0.5
"""Share of a box's text that is requests, from which all of it is the dialog."""
_ALONE, _UNNAMED = 2, 3
"""Words of use that make a request of a text that stands in no dialog, or names no cookies: some are baked."""
_REST = 200
"""Characters that the other likely texts of a page must have: one that is all about cookies is a page about them."""
_REACH = 7
"""Boxes outwards in which a dialog is looked for."""
_REQUEST = caseless_names("consent|cookie|gdpr")
"""Names of a box that asks for leave to show what others have made."""
_LARGEST_REQUEST, _REQUEST_REACH = 12, 5
"""Units of such a box, for larger ones hold the page itself, and boxes outwards in which it is looked for."""


def dialog_units(walk: Walk, heading: Heading, likely: Sequence[Unit]) -> set[int]:
    """Units of consent dialogs; none where no likely text of a story speaks of cookies."""
    whole = "\n".join(unit.text for unit in likely)  # in one text, names are looked for far faster than in each
    if not any(name in whole for name in _NAMES):
        return set()
    if heading.headline and _TOPIC.search(heading.headline.lower()):
        return set()
    asking = {unit.index: uses for unit in walk.units if (uses := _uses(unit))}
    found = {index for index, uses in asking.items() if uses >= _ALONE}
    for box in _dialogs(walk, set(asking), heading.start):
        found.update(range(box.start, box.end))
    return found if sum(len(unit.text) for unit in likely if unit.index not in found) >= _REST else set()


def _uses(unit: Unit) -> int:
    """Number of different uses that a text names where it is a request, else 0."""
    text = unit.text.lower()
    if len(text) < _SHORTEST or not _ADDRESS.search(text):
        return 0
    uses = len(set(_USES.findall(text)))
    return uses if uses >= _UNNAMED or _NAMED.search(text) else 0


def _dialogs(walk: Walk, asking: set[int], start: int | None) -> list[Box]:
    """Boxes around several requests that hold hardly anything else, nor the headline, which begins at `start`."""
    lengths = list(accumulate([len(unit.text) for unit in walk.units], initial=0))
    counts = list(accumulate([u.index in asking for u in walk.units], initial=0))
    asked = list(accumulate([len(u.text) if u.index in asking else 0 for u in walk.units], initial=0))
    found: dict[int, Box] = {}
    for index in asking:
        for box in islice(walk.units[index].box.ancestors(), _REACH):
            if box.tag in ("body", "main", "html") or (start is not None and box.start <= start < box.end):
                break
            several = counts[box.end] - counts[box.start] > 1
            if several and asked[box.end] - asked[box.start] >= _MOSTLY * (lengths[box.end] - lengths[box.start]):
                found[box.index] = box
    return list(found.values())


def asks_consent(unit: Unit) -> bool:
    """Whether a unit stands where a page asks for leave to show what others have made."""
    for box in islice(unit.box.ancestors(), _REQUEST_REACH):
        if box.end - box.start > _LARGEST_REQUEST:
            return False
        if box.cls and _REQUEST(box.cls):
            return True
    return False
