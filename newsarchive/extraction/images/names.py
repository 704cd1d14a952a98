"""What class names and addresses say around pictures: caption, credit, a picture's box, or nothing of the story's."""

from __future__ import annotations

from ..blocks import Element
from ..patterns import caseless_names

__all__ = ["ALONE", "CAPTION", "CREDIT", "CREDIT_INSIDE", "NOISE", "OTHER_BOX", "PICTURE_BOX", "Names", "names_of"]


class Names:
    """A set of name patterns, in lower case.

    >>> names = Names("caption", "legend")
    >>> names.found("article__photoCaption"), names.found("headline")
    (True, False)
    """

    def __init__(self, *patterns: str, hint: str = "") -> None:
        self.found = caseless_names(*patterns, hint=hint)
        """Whether any pattern occurs in some names."""


def names_of(element: Element) -> str:
    """What attributes say that an element is."""
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''}"


def _parts(words: str) -> str:
    """Pattern for whole words of a class name, however it joins them."""
    return rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])"


CAPTION = Names(
    r"caption|legend|bildunterschrift|bildtext|bildetekst|billedtekst|kuvateksti|didascalia|leyenda|legenda",
    r"pie-?(?:de-?)?foto|descripci[oó]n-?foto|article-?media-?lead|\bbu\b|lightbox\w*__?description",
    r"(?:img|image|photo)-?(?:desc|info|text|txt|meta|details)|(?:media|picture|image|foto)[\w-]*(?:description|lead\b|__cap\b)",
)
"""The caption."""

CREDIT = Names(
    r"credit|cr[eé]dito|copyright|copyrigth|photograph|photog\b|fotograf|fotoautor|captionauthor|bildquelle|bildnachweis",
    r"image-?(?:author|by|rights)|photo-?by|img-?rights|(?:image|media|photo|img|picture)[\w-]*source",
    r"(?:media|image|photo)-?licen[cs]e|(?:image|photo|img|picture|foto|figure)[\w-]*__?aut(?:h)?or",
)
"""The credit."""

CREDIT_INSIDE = Names(
    r"credit|copy|photograph|photog|fotograf|author|autor|byline|source|quelle|fuente|fonte|rights|distributor|licen[cs]e",
    r"agenc|provider|owner|attribution|artist|firma|urheber|provenance|signature|legal",
)
"""The credit, once one knows that the element is part of a caption."""

ALONE = Names(
    r"(?:image|photo|picture|img|foto|bild|media|wp|figure)[\w-]*(?:caption|credit|copyright|legend|photographer)",
    r"figcaption|bildunterschrift",
    hint="caption|credit|copyright|legend|photographer|bildunterschrift",
)
"""A caption or credit beyond doubt, even where no picture stands beside it."""

PICTURE_BOX = Names(
    r"image|photo|picture|figure|\bimg|media|foto|bild\b|thumb|gallery|opener|lead-?art|slide|hero|illustration|visuel",
    r"imagen|immagine|afbeelding",
)
"""A box made for a picture and its lines."""

OTHER_BOX = Names(
    _parts(
        r"related|recommend\w*|most-?(?:read|viewed|popular)|newsletter|promo\w*|advert\w*|sponsor\w*|taboola|outbrain|author\w*"
        r"|autor\w*|byline\w*|avatar|comments?|logo|breadcrumbs?|popular|trending|latest\w*|footer|menu|navigation"
    )
)
"""A box whose pictures are not the story's."""

NOISE = Names(
    r"logo|icon|avatar|sprite|emoji|gravatar|badge|pixel|beacon|spacer|captcha|\bad[sv]?[_/-]|doubleclick|scorecardresearch",
    r"/tr\?|share[_-]|button|author|byline|profile|smiley|favicon|loader|spinner|app-?store|google-?play|qr-?code|paywall",
    r"signature|arrow|\bflag[_-]|(?:^|[\s/])counter\.|play[_-]?overlay",
)
"""Names and files of pictures that show nothing of the news."""
