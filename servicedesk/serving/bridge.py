"""The site, which is WSGI, as an ASGI application: read the request, answer it in a thread, send the answer.

A thread is taken only when the whole request is here and is given back as soon as the answer is
made, so neither a slow upload nor a slow reader holds one. What is too large is never kept, and what
breaks off in the middle never reaches the site.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

log = logging.getLogger(__name__)

KEPT_IN_MEMORY = 512 * 1024
SILENCE_SECONDS = 30
BLOCK = 128 * 1024
# A browser shows an answer only after its upload was taken: this many times the limit is taken and dropped.
PATIENCE = 4

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Message], Any]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gone(Exception):
    """The client hung up."""


class Site:
    """The ASGI application around `wsgi`, with that many `threads` to answer in."""

    def __init__(self, wsgi: Wsgi, *, threads: int, request_limit: int) -> None:
        self.wsgi = wsgi
        self.request_limit = request_limit
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="site")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request. A client that goes away before its request is complete is not answered."""
        body = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - closed below
        with suppress(Gone), body:
            length = await read_body(scope, receive, body, self.request_limit)
            body.seek(0)
            exchange = Exchange(self.wsgi, environ_of(scope, body, length), receive, send)
            await exchange.loop.run_in_executor(self.threads, exchange.run)
            await exchange.finish()


async def read_body(scope: Scope, receive: Receive, into: IO[bytes], limit: int) -> int | None:
    """Writes the request's body `into` a file; returns its length, None where none was sent.

    Of a body above the limit nothing is kept, and the length says so: the site refuses it by that.
    Raises `Gone` when the client stops in the middle.
    """
    headers = dict(scope["headers"])
    declared = int(headers[b"content-length"]) if b"content-length" in headers else None
    if declared is None and b"transfer-encoding" not in headers and scope["method"] in ("GET", "HEAD"):
        return None
    received, more = 0, True
    while more and received <= PATIENCE * limit:
        message = await _next(receive)
        chunk = message.get("body", b"")
        received += len(chunk)
        if max(received, declared or 0) <= limit:
            into.write(chunk)
        more = message.get("more_body", False)
    if not more and received < (declared or 0):
        raise Gone
    return max(received, declared or 0)


async def _next(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(SILENCE_SECONDS):
            message = await receive()
    except TimeoutError:
        raise Gone from None
    if message["type"] != "http.request":
        raise Gone
    return message


def environ_of(scope: Scope, body: IO[bytes], length: int | None) -> dict[str, Any]:
    """The WSGI environ of an ASGI scope (PEP 3333).

    A header with an underscore is dropped: as `HTTP_X_FORWARDED_PROTO` it could not be told from the
    one with hyphens that a proxy sets.
    """
    host, port = scope.get("server") or ("localhost", 80)
    client, client_port = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", "").encode().decode("latin-1"),
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBlocks,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        between = "; " if name == "COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


class FileBlocks:
    """A file as an answer, read in blocks; closing it closes the file."""

    streaming = True

    def __init__(self, file: IO[bytes], _block_size: int = BLOCK) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(BLOCK), b"")

    def close(self) -> None:
        self.file.close()


class Exchange:
    """One request and its answer. `run` happens in a thread, all sending in the event loop."""

    def __init__(self, wsgi: Wsgi, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        self.wsgi, self.environ = wsgi, environ
        self.receive, self.send = receive, send
        self.loop = asyncio.get_running_loop()
        self.head: Message = {}
        self.rest = b""
        self.gone: asyncio.Task[None] | None = None

    def start_response(self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
        """What the site calls with the head of its answer."""
        self.head = {
            "type": "http.response.start",
            "status": int(status[:3]),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        }

    def run(self) -> None:
        """Lets the site answer: a page is gathered for `finish` to send, a stream goes out as it comes."""
        try:
            answer = self.wsgi(self.environ, self.start_response)
            try:
                if getattr(answer, "streaming", False):
                    asyncio.run_coroutine_threadsafe(self._stream(), self.loop).result()
                    for chunk in answer:
                        asyncio.run_coroutine_threadsafe(self._push(chunk), self.loop).result()
                else:
                    self.rest = b"".join(answer)
            finally:
                getattr(answer, "close", lambda: None)()
        except Gone:
            raise
        except Exception:
            log.exception("the site broke while answering %s", self.environ["PATH_INFO"])
            if self.gone is not None:  # half an answer must not look like a whole one
                self.loop.call_soon_threadsafe(self.gone.cancel)
                raise
            self.start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            self.rest = b"Something broke.\n"

    async def finish(self) -> None:
        """Sends what `run` left."""
        if self.gone is None:
            await self.send(self.head)
        else:
            self.gone.cancel()
        await self.send({"type": "http.response.body", "body": self.rest})

    async def _stream(self) -> None:
        self.gone = self.loop.create_task(self._hung_up())
        await self.send(self.head)

    async def _push(self, chunk: bytes) -> None:
        if self.gone is not None and self.gone.done():
            raise Gone
        await self.send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def _hung_up(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
