"""What a browser may load for pages of Datasette's own, which have scripts inside them: nothing from elsewhere.

The archive's pages bring a stricter policy of their own (desk.py), and keep it.
"""

from __future__ import annotations

from .compression import App, Message, Receive, Send

NAME = b"content-security-policy"
POLICY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def guarded(app: App) -> App:
    """An ASGI application whose every answer has a policy."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers") or [])
                if all(name.lower() != NAME for name, _ in headers):
                    message = {**message, "headers": [*headers, (NAME, POLICY)]}
            await send(message)

        await app(scope, receive, told)

    return answer
