"""The site behind the event loop: what arrives, what is refused, what a client who hangs up sees."""

import asyncio
import io
import threading

import pytest

from servicedesk.serving import bridge
from servicedesk.serving.bridge import Site

LIMIT = 1000


class Client:
    """One request over ASGI and what came back."""

    def __init__(self, wsgi, *, chunks=(b"",), headers=(), method="POST", path="/", hangs_up=False):
        self.site = Site(wsgi, threads=2, request_limit=LIMIT)
        self.chunks, self.hangs_up = list(chunks), hangs_up
        self.sent: list[dict] = []
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "query_string": b"q=1",
            "headers": list(headers),
            "client": ("10.0.0.9", 1234),
            "server": ("127.0.0.1", 8000),
            "scheme": "http",
        }

    async def receive(self):
        if self.chunks:
            chunk = self.chunks.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(self.chunks) or self.hangs_up}
        if not self.hangs_up:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    def ask(self):
        asyncio.run(self.site(self.scope, self.receive, self.send))
        return self

    @property
    def status(self):
        return self.sent[0]["status"] if self.sent else None

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.sent[1:])


def echo(environ, start_response):
    start_response(
        "200 OK", [("Content-Type", "text/plain"), ("X-Length", environ.get("CONTENT_LENGTH", "-"))]
    )
    return [environ["wsgi.input"].read()]


def seen_by(client):
    """The environ the site saw."""
    seen = {}

    def site(environ, start_response):
        seen.update(environ)
        start_response("204 No Content", [])
        return []

    client.site.wsgi = site
    client.ask()
    return seen


def test_a_body_that_comes_in_pieces_is_whole_for_the_site():
    client = Client(echo, chunks=[b"ab", b"cd", b"e"], headers=[(b"content-length", b"5")]).ask()

    assert (client.status, client.body) == (200, b"abcde")


def test_a_body_without_a_declared_length_gets_one():
    client = Client(echo, chunks=[b"abc"], headers=[(b"transfer-encoding", b"chunked")]).ask()

    assert (b"x-length", b"3") in client.sent[0]["headers"]


def test_an_upload_that_breaks_off_never_reaches_the_site():
    reached = []
    client = Client(
        lambda *_: reached.append(1), chunks=[b"half"], headers=[(b"content-length", b"8")], hangs_up=True
    ).ask()

    assert (client.sent, reached) == ([], [])


def test_an_upload_that_ends_early_never_reaches_the_site():
    reached = []
    client = Client(lambda *_: reached.append(1), chunks=[b"half"], headers=[(b"content-length", b"8")]).ask()

    assert (client.sent, reached) == ([], [])


def test_an_upload_that_falls_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(bridge, "SILENCE_SECONDS", 0.05)
    client = Client(echo, headers=[(b"content-length", b"8")])

    async def silence():
        await asyncio.sleep(60)

    client.receive = silence

    assert client.ask().sent == []


def test_what_is_too_large_is_not_kept_and_its_length_says_so():
    seen = seen_by(
        Client(echo, chunks=[b"x" * 800, b"x" * 800], headers=[(b"transfer-encoding", b"chunked")])
    )

    assert seen["CONTENT_LENGTH"] == "1600"


def test_of_a_body_that_is_declared_too_large_nothing_is_kept():
    kept = []

    def site(environ, start_response):
        kept.append(environ["wsgi.input"].read())
        start_response("413 Content Too Large", [])
        return [b"too large"]

    client = Client(site, chunks=[b"x" * 2000], headers=[(b"content-length", b"2000")]).ask()

    assert (client.status, kept) == (413, [b""])


def test_an_endless_body_is_not_read_to_its_end():
    client = Client(echo, headers=[(b"transfer-encoding", b"chunked")])
    taken = []

    async def endless():
        taken.append(1)
        return {"type": "http.request", "body": b"x" * LIMIT, "more_body": True}

    client.receive = endless
    client.ask()

    assert len(taken) == bridge.PATIENCE + 1


def test_the_site_hears_who_asks_and_how():
    seen = seen_by(
        Client(
            echo,
            method="GET",
            path="/服务/",
            headers=[(b"accept-language", b"zh"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-one", b"1")],
        )
    )

    assert seen["REQUEST_METHOD"] == "GET"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/服务/"
    assert seen["QUERY_STRING"] == "q=1"
    assert seen["REMOTE_ADDR"] == "10.0.0.9"
    assert seen["HTTP_ACCEPT_LANGUAGE"] == "zh"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert "CONTENT_LENGTH" not in seen


def test_a_header_with_an_underscore_cannot_pose_as_the_proxys():
    seen = seen_by(Client(echo, headers=[(b"x_forwarded_proto", b"https"), (b"x-forwarded-for", b"1.2.3.4")]))

    assert "HTTP_X_FORWARDED_PROTO" not in seen
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.2.3.4"


class Stream:
    """An answer that goes out as it is made."""

    streaming = True

    def __init__(self, chunks):
        self.chunks = iter(chunks)
        self.closed_in = None

    def __iter__(self):
        return self.chunks

    def close(self):
        self.closed_in = threading.current_thread().name


def streaming(stream):
    def site(environ, start_response):
        start_response("200 OK", [])
        return stream

    return site


def test_a_stream_goes_out_piece_by_piece_and_is_closed_where_it_was_made():
    stream = Stream([b"one", b"two"])
    client = Client(streaming(stream), method="GET").ask()

    assert [message.get("body") for message in client.sent[1:]] == [b"one", b"two", b""]
    assert stream.closed_in.startswith("site")


def test_a_stream_ends_when_its_reader_hangs_up():
    def endless():
        while True:
            yield b"more"

    stream = Stream(endless())
    client = Client(streaming(stream), chunks=[], method="GET", hangs_up=True)
    client.ask()

    assert stream.closed_in
    assert client.sent[-1].get("more_body") is not False


def test_a_file_is_sent_in_blocks_and_closed():
    file = io.BytesIO(b"x" * (bridge.BLOCK + 1))

    def site(environ, start_response):
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](file, 4096)

    client = Client(site, method="GET").ask()

    assert [len(message.get("body", b"")) for message in client.sent[1:]] == [bridge.BLOCK, 1, 0]
    assert file.closed


def test_a_site_that_breaks_is_answered_for(caplog):
    def site(environ, start_response):
        raise RuntimeError("no")

    client = Client(site, method="GET").ask()

    assert client.status == 500
    assert "the site broke" in caplog.text


def test_a_stream_that_breaks_does_not_look_complete():
    def chunks():
        yield b"half"
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        Client(streaming(Stream(chunks())), method="GET").ask()


def test_requests_are_answered_side_by_side():
    meeting = threading.Barrier(2, timeout=10)

    def site(environ, start_response):
        meeting.wait()
        start_response("200 OK", [])
        return [b"met"]

    async def both():
        site_of = Client(site, method="GET")
        await asyncio.gather(
            site_of.site(site_of.scope, site_of.receive, site_of.send),
            site_of.site(site_of.scope, site_of.receive, site_of.send),
        )
        return site_of

    assert [message["status"] for message in asyncio.run(both()).sent if "status" in message] == [200, 200]
