"""The evidence behind a story: a capture with its record and headers, the page as it was fetched, pictures.

What a site sent is shown without believing any of it. A snapshot has no scripts left, and its policy forbids them and
every request; it stands in a frame that may do nothing. A picture is shown where its bytes are one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response
from lxml import etree, html

from ..archive import Archive
from ..archive.records import StoredCapture
from ..captures import page_of, read_capture
from ..captures.reader import exchange_at
from ..exceptions import CorruptCapture, NotInArchive
from ..items import Page as Fetched
from .desk import PLAIN, Desk, Page

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

LONGEST = 8 * 2**20
"""Bytes of a page that is shown as a snapshot: beyond, it can be saved."""
SNAPSHOT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox"
)
"""No scripts, no requests, nothing of this site's: ``sandbox`` makes it a stranger also where it stands by itself."""
UNWANTED = (
    *("script", "link", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "template"),
    *("audio", "video", "source", "track"),
)
"""Elements that could only ask somebody for something. A policy does not cover all of it: not a ``preconnect``."""
PICTURES: dict[bytes, str] = {
    rb"\xff\xd8\xff": "image/jpeg",
    rb"\x89PNG\r\n\x1a\n": "image/png",
    rb"GIF8[79]a": "image/gif",
    rb"RIFF....WEBP": "image/webp",
    rb"....ftypavi[fs]": "image/avif",
}
"""How a picture begins → what it is. SVG is a document, and not among them."""


async def capture_page(desk: Desk, request: Request) -> Response:
    """One capture: where its record is, what was asked and answered, and the page as it was."""
    number = int(request.url_vars["id"])
    return await desk.page(request, "capture", **await desk.library.ask(lambda archive: _told(archive, number)))


def _told(archive: Archive, number: int) -> dict[str, Any]:
    capture = _capture(archive, number)
    told: dict[str, Any] = {"capture": capture, "stories": archive.captures.stories_of(number)}
    try:
        fetched = page_of(exchange_at(archive.captures_folder, capture.ref), where=capture.ref.file)
    except CorruptCapture as error:
        return told | {"problem": str(error)}
    return told | {"fetched": fetched, "markup": _is_markup(fetched)}


async def snapshot_page(desk: Desk, request: Request) -> Response:
    """The page as it was fetched, without anything that acts."""
    fetched = await desk.library.ask(lambda archive: _fetched(archive, int(request.url_vars["id"])))
    if not _is_markup(fetched):
        raise NotInArchive("this capture is no page of HTML: save it instead")
    if len(fetched.body) > LONGEST:
        raise NotInArchive(f"this page has {len(fetched.body):,} bytes, too many to be shown: save it instead")
    policy = {**PLAIN, "Content-Security-Policy": SNAPSHOT_POLICY, "X-DNS-Prefetch-Control": "off"}
    return Response.html(inert(fetched.body, _charset(fetched)), headers=policy)


async def payload_page(desk: Desk, request: Request) -> Response:
    """The bytes of a capture, to be saved: never opened as what they say they are."""
    number = int(request.url_vars["id"])
    fetched = await desk.library.ask(lambda archive: _fetched(archive, number))
    headers = {**PLAIN, "Content-Disposition": f'attachment; filename="capture-{number}.bin"'}
    return Response(fetched.body, headers=headers, content_type="application/octet-stream")


async def picture_page(desk: Desk, request: Request) -> Response:
    """An archived picture."""
    number = int(request.url_vars["id"])
    body = await desk.library.ask(lambda archive: _picture(archive, number))
    kind = next((kind for begins, kind in PICTURES.items() if re.match(begins, body, re.DOTALL)), None)
    if kind is None:
        raise NotInArchive(f"what was fetched as picture {number} is none that a browser should show")
    headers = {
        **PLAIN,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }
    return Response(body, headers=headers, content_type=kind)


def _picture(archive: Archive, number: int) -> bytes:
    capture = archive.connection.value("SELECT capture_id FROM images WHERE id = ?", (number,))
    if capture is None:
        raise NotInArchive(f"picture {number} is not archived")
    return _fetched(archive, capture).body


def _fetched(archive: Archive, number: int) -> Fetched:
    return read_capture(archive.captures_folder, _capture(archive, number).ref)


def _capture(archive: Archive, number: int) -> StoredCapture:
    found = archive.captures.get(number)
    if found is None:
        raise NotInArchive(f"there is no capture {number} in this archive")
    return found


def _header(fetched: Fetched, wanted: str) -> str:
    return next((value for name, value in fetched.headers if name.lower() == wanted), "")


def _is_markup(fetched: Fetched) -> bool:
    """Whether a capture is a page of HTML, by what it says of itself, else by how it begins."""
    told = _header(fetched, "content-type").lower()
    return "html" in told if told else fetched.body[:500].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _charset(fetched: Fetched) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", _header(fetched, "content-type"), re.IGNORECASE)
    return found[1] if found else None


def inert(body: bytes, charset: str | None = None) -> str:
    """A page without what acts or asks: scripts and their handlers, links to files, frames, forms, refreshes.

    >>> print(inert(b'<p onclick="x()">Rain<script>y()</script> <a href="javascript:z()">again</a></p>'))
    <!DOCTYPE html>
    <html><body><p>Rain <a>again</a></p></body></html>
    """
    try:
        tree = html.document_fromstring(body, parser=_parser(charset), ensure_head_body=False)
    except etree.ParserError:  # nothing in it
        return "<!DOCTYPE html>\n<html></html>"
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or _acts(element):
            element.drop_tree()
            continue
        if element.tag == "form":  # some sites put their whole page into one
            element.drop_tag()
            continue
        for name, value in list(element.attrib.items()):
            if (
                name.lower().startswith("on")
                or name.lower() in _ASKING
                or _is_script(name, value)
                or _loads(element, name, value)
            ):
                del element.attrib[name]
        if element.tag == "style":
            element.text = _quiet(element.text or "")
        if "style" in element.attrib:
            element.set("style", _quiet(element.get("style")))
        if element.tag == "img" and "src" not in element.attrib:  # else an empty frame of the picture's size
            for size in ("width", "height"):
                element.attrib.pop(size, None)
    text: str = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return text


_ASKING = frozenset({"srcset", "poster", "ping", "background", "action", "formaction", "manifest", "autofocus"})
"""Attributes that load or send something, or take the focus."""


_LOADED = re.compile(r"@import\b[^;}]*;?|url\(\s*(?![\s\"']*data:)[^)]*\)", re.IGNORECASE)


def _quiet(style: str) -> str:
    """A style sheet that loads nothing; the policy would not let it, but need not even be asked.

    >>> _quiet("@import 'a.css'; p { background: red url(b.png); src: url(data:font/woff;base64,AA) }")
    ' p { background: red none; src: url(data:font/woff;base64,AA) }'
    """
    plain = _CONTROLS.sub("", style)  # which no tree takes back once it is asked to
    return _LOADED.sub(lambda found: "" if found[0].startswith("@") else "none", plain)


_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _parser(charset: str | None) -> html.HTMLParser:
    try:
        return html.HTMLParser(encoding=charset, remove_comments=True, huge_tree=True)
    except LookupError:
        return html.HTMLParser(remove_comments=True, huge_tree=True)


def _acts(element: html.HtmlElement) -> bool:
    return element.tag in UNWANTED or (element.tag == "meta" and "http-equiv" in element.attrib)


def _loads(element: html.HtmlElement, name: str, value: str) -> bool:
    """Whether an address is not to be followed but loaded, as a drawing does with parts that stand in other files.

    >>> _loads(html.fromstring("<use href='/icons.svg#x'>"), "xlink:href", "/icons.svg#x")
    True
    """
    return name.lower().endswith("href") and element.tag not in {"a", "area"} and not value.startswith("#")


def _is_script(name: str, value: str) -> bool:
    """Whether an address is none of the web, nor a picture in itself."""
    if name.lower() == "src":
        return not value.lstrip().lower().startswith("data:image/")
    plain = re.sub(r"[\x00-\x20]", "", value).lower()
    return name.lower().endswith("href") and plain.startswith(("javascript:", "data:", "vbscript:"))


PAGES: dict[str, Page] = {
    r"^/-/capture/(?P<id>[0-9]{1,18})$": capture_page,
    r"^/-/capture/(?P<id>[0-9]{1,18})/snapshot$": snapshot_page,
    r"^/-/capture/(?P<id>[0-9]{1,18})/payload$": payload_page,
    r"^/-/picture/(?P<id>[0-9]{1,18})$": picture_page,
}
