"""Addresses as identities: which spellings name one page, which canonical links to believe, and the site's own story
id.

Pure functions over strings; nothing here fetches. The *key* of an address (``normalise``) is what the archive compares
and never what is fetched: it always says ``https``, and it has lost the ``www.`` that some sites need.

When in doubt two addresses stay two: an article stored twice can be joined later, two stories merged into one cannot be
told apart."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

from .exceptions import UsageError

# fmt: off
TRACKING_PARAMETERS = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "twclid", "ttclid",
        "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "_hsenc",
        "_hsmi", "hsctatracking", "__twitter_impression", "_ga", "_gl", "ref", "ref_src", "ref_url", "referrer",
        "referer", "source", "src", "cmp", "cmpid", "campaign", "campaign_id", "icid", "ito", "ftag", "smid",
        "smtyp", "smprod", "partner", "ocid", "ncid", "sr_share", "soc_src", "soc_trk", "guccounter",
        "guce_referrer", "guce_referrer_sig", "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname",
        "ns_fee", "at_medium", "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4", "xtor",
        "share", "shared", "sharetype", "_r", "rss", "rssfeed", "feed", "feedtype", "ftcamp", "wt_mc", "wtmc",
        "mbid", "mtr", "taid", "spm", "scid", "trk", "trkid", "wprov", "amp_js_v", "amp_gsa", "usqp",
        "outputtype", "output", "amp", "s_cid", "s_kwcid", "yptr", "tpcc", "via", "gift",
        "unlocked_article_code", "sharetoken", "print",
        "phpsessid", "jsessionid", "sessionid", "session_id", "sess_id", "cfid", "cftoken", "oscsid", "zenid",
    }
)
# fmt: on
"""Query parameters that say how a reader came, or in which dress the page is shown; compared in lower case.

A parameter that any known site uses to choose the story must not stand here: ``id``, ``p``, ``article``, ``page``,
``s``, ``q``, ``cid`` never will.
"""
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "wt.", "stm_", "itm_", "int_cmp", "ns_", "at_", "aspsessionid")
"""Beginnings of parameter names that mark campaigns (Google, Matomo, HubSpot, Webtrends …)."""
VARIANT_HOSTS = frozenset({"www", "m", "mobile", "amp", "wap", "touch"})
"""First labels of host names that show the same page in another dress."""
DEFAULT_PAGES = re.compile(r"/(?:index|default|home)\.(?:html?|php\d?|aspx?|jsp|cfm)$", re.I)
AMP_PATH = re.compile(r"(?:/amp|/amp\.html?|[._]amp(?=\.html?$)|\.amp)$|[._]amp(?=\.html?$)", re.I)
AMP_CACHE = re.compile(r"^/(?:amp|[civ])/(?:s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_SESSION = re.compile(r";jsessionid=[^/]*|/\(S\([a-z0-9]+\)\)(?=/)", re.I)
UNRESERVED = "-._~!$&'()*+,;=:@/"
"""What stays unescaped in a path (RFC 3986, pchar and the slash)."""


@lru_cache(maxsize=20_000)  # the same hundred links stand beside every story of a site
def normalise(url: str) -> str:
    """The key of an address: every spelling of one page gives the same text.

    >>> normalise("HTTP://www.Example.com:80/News/Story-1234.html?utm_source=x&b=2&a=1#top")
    'https://example.com/News/Story-1234.html?a=1&b=2'
    >>> normalise("https://amp.example.com/world/index.html")
    'https://example.com/world'
    >>> normalise("https://example.com/a/%7euser/./b/../caf%C3%A9/amp/")
    'https://example.com/a/~user/caf%C3%A9'
    >>> normalise("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/x.html")
    'https://example.com/x.html'
    >>> normalise("https://example.com/(S(lit3py55t21z5v55vlm25s55))/a.aspx?PHPSESSID=0123456789abcdef&id=7")
    'https://example.com/a.aspx?id=7'
    >>> normalise("http://127.0.0.1:8899/")
    'https://127.0.0.1:8899/'

    Raises UsageError for what is no http or https address.
    """
    parts = _split(url)
    if (inner := _inside_amp_cache(parts)) is not None:
        return normalise(inner)
    path = _plain_path(parts.path)
    query = _plain_query(parts.query)
    return f"https://{_authority(parts)}{path}{'?' + query if query else ''}"


def is_address(url: str) -> bool:
    """Whether ``normalise`` takes it.

    >>> is_address("https://example.com/a"), is_address("mailto:desk@example.com"), is_address("http://")
    (True, False, False)
    """
    try:
        normalise(url)
    except UsageError:
        return False
    return True


def host(url: str) -> str:
    """Host and port of the key: what politeness, story ids and sites are counted by.

    >>> host("http://www.example.com/a")
    'example.com'
    """
    return urlsplit(normalise(url)).netloc


def site(url: str) -> str:
    """The registrable domain, by the shape of the name: good enough to tell a site's own hosts from strangers.

    >>> site("https://news.example.co.uk/a"), site("https://edition.example.com/b"), site("http://127.0.0.1:80/")
    ('example.co.uk', 'example.com', '127.0.0.1')
    """
    name = urlsplit(normalise(url)).hostname or ""
    if _is_ip(name):
        return name
    labels = name.split(".")
    # com.kh, co.uk, org.au: a country behind a short generic label. Public suffix lists are fetched and dated; this is
    # neither.
    generic = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in {"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go"}
    )
    return ".".join(labels[-3:] if generic else labels[-2:])


def is_variant(url: str) -> bool:
    """Whether the address shows a page in another dress (AMP, mobile host, printing) than its main one.

    >>> is_variant("https://m.example.com/a"), is_variant("https://example.com/a/amp/")
    (True, True)
    >>> is_variant("https://www.example.com/a")
    False
    """
    parts = _split(url)
    if _inside_amp_cache(parts) is not None:
        return True
    first, _, rest = (parts.hostname or "").partition(".")
    dressed_host = first in VARIANT_HOSTS - {"www"} and "." in rest
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)} if parts.query else set()
    return (
        dressed_host
        or bool(AMP_PATH.search(parts.path.rstrip("/")))
        or bool(names & {"amp", "output", "outputtype", "print"})
    )


STORY_NUMBER = re.compile(r"(?<![0-9])[0-9]{5,18}(?![0-9])")
STORY_CODE = re.compile(
    r"""
      [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}                        # a UUID
    | (?<![0-9a-z])(?=[a-f]*[0-9])[0-9a-f]{24,40}(?![0-9a-z])                             # a digest
    | (?<![0-9A-Z])(?=[0-9]*[A-Z])(?=[A-Z]*[0-9])[0-9A-Z]{9,24}(?![0-9A-Za-z])            # idUSKBN1XT00W, AST1F4445T1F
    """,
    re.VERBOSE,
)
"""Codes that no word of a slug can be."""
STORY_PARAMETERS = ("id", "article", "articleid", "article_id", "aid", "p", "storyid", "story_id", "newsid")
DAY_NUMBER = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{2}){0,3}$")
"""20260502, with or without a time of day: a date, not an id."""


def story_id(url: str) -> str | None:
    """The site's own number (or code) of the story, where the address carries exactly one; None where it does not or
    one cannot tell.

    >>> story_id("https://example.com/politics/old-slug-50123456.html")
    '50123456'
    >>> story_id("https://example.com/2026/05/02/20260502-a-story") is None
    True
    >>> story_id("https://example.com/view.php?id=88123")
    '88123'
    >>> story_id("https://example.com/66210-from-77310-to") is None
    True
    """
    parts = urlsplit(normalise(url))
    for segment in reversed([piece for piece in parts.path.split("/") if piece]):
        if code := STORY_CODE.search(segment):
            return code.group()
        numbers = [number for number in STORY_NUMBER.findall(segment) if not DAY_NUMBER.match(number)]
        if numbers:
            return numbers[0] if len(numbers) == 1 else None
    chosen = [value for name, value in parse_qsl(parts.query) if name.lower() in STORY_PARAMETERS]
    return chosen[0] if len(chosen) == 1 and len(chosen[0]) > 2 else None


def believable_canonical(url: str, canonical: str | None) -> str | None:
    """The canonical address a page declares, made absolute, where it can be believed; else None.

    Not believed: another site's, the home page's or a section's (a template that forgot the story), one whose story id
    differs.

    >>> believable_canonical("https://m.example.com/news/rain-at-last-81234", "/news/rain-81234")
    'https://m.example.com/news/rain-81234'
    >>> believable_canonical("https://example.com/news/rain-at-last", "https://example.com/") is None
    True
    >>> believable_canonical("https://example.com/news/rain-at-last", "https://example.com/news") is None
    True
    >>> believable_canonical("https://example.com/a-story-81234", "https://example.com/other-99999") is None
    True
    >>> believable_canonical("https://example.com/a-story", "https://other.org/a-story") is None
    True
    """
    if not canonical or not canonical.strip():
        return None
    try:
        absolute = urljoin(url, canonical.strip())
        return absolute if _believable(url, absolute) else None
    except (UsageError, ValueError):
        return None


def _believable(url: str, canonical: str) -> bool:
    ours, theirs = urlsplit(normalise(url)), urlsplit(normalise(canonical))
    if ours == theirs:
        return True
    if site(url) != site(canonical) or ours.port != theirs.port:
        return False
    if theirs.path in {"", "/"} and not theirs.query:
        return False
    if ours.path.startswith(theirs.path.rstrip("/") + "/") and not _extends_story(ours.path, theirs.path):
        return False
    mine, declared = story_id(url), story_id(canonical)
    return mine is None or declared is None or mine == declared


def _extends_story(path: str, shorter: str) -> bool:
    """Whether ``shorter`` is itself a story's path (it has a long slug or a number) that ``path`` only adds to:
    /slug-123/comments."""
    last = shorter.rstrip("/").rsplit("/", 1)[-1]
    return path != shorter and (bool(STORY_NUMBER.search(last)) or last.count("-") >= 3)


@lru_cache(maxsize=1000)  # each question about an address begins here
def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
        parts.port  # noqa: B018 - raises ValueError for a port that is no number
    except ValueError as error:
        raise UsageError(f"expected an http or https address, got {url!r}: {error}") from error
    if not usable:
        raise UsageError(f"expected an http or https address (https://www.example.com/…), got {url!r}")
    return parts


def _inside_amp_cache(parts: SplitResult) -> str | None:
    """The publisher's address inside one of Google's AMP caches."""
    name = parts.hostname or ""
    if name.endswith(".cdn.ampproject.org") or (name.endswith("google.com") and parts.path.startswith("/amp/")):
        found = AMP_CACHE.match(parts.path)
        if found:
            return f"https://{found['rest']}{'?' + parts.query if parts.query else ''}"
    return None


def _is_ip(name: str) -> bool:
    if name[-1:].isalpha() and ":" not in name:
        return False
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _authority(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".").lower()
    bare = _without_dress(_ascii_host(name)) if not _is_ip(name) else f"[{name}]" if ":" in name else name
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    return bare + port


def _ascii_host(name: str) -> str:
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(name)


def _without_dress(name: str) -> str:
    """``www.m.example.com`` → ``example.com``; a name of two labels stays."""
    while True:
        first, _, rest = name.partition(".")
        if first not in VARIANT_HOSTS or "." not in rest:
            return name
        name = rest


def _plain_path(path: str) -> str:
    path = _without_dots(_requoted(_SESSION.sub("", path)))
    path = DEFAULT_PAGES.sub("/", re.sub(r"/{2,}", "/", path)).rstrip("/")
    path = AMP_PATH.sub("", path)
    if path.lower().startswith("/amp/"):
        path = path[4:]
    return path.rstrip("/") or "/"


_PLAIN_PATH = re.compile(f"[A-Za-z0-9{re.escape(UNRESERVED)}]*")


def _requoted(path: str) -> str:
    """Percent-encoding undone where it was not needed, done where it was: one spelling for each path."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    pieces = [quote(unquote_to_bytes(piece), safe=UNRESERVED.replace("/", "")) for piece in path.split("/")]
    return "/".join(pieces)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for piece in path.split("/"):
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    return "/".join(kept)


def _plain_query(query: str) -> str:
    pairs = [
        (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _is_tracking(name.lower())
    ]
    return urlencode(sorted(pairs))


def _is_tracking(name: str) -> bool:
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)
