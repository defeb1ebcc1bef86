"""Live updates: who may see a thing hears that it changed, soon; nobody else hears anything."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from journal.actions import record
from journal.live import application, changes, hub, stream, topics
from journal.live.topics import Wish, topic, wish_from
from journal.models import Event
from people.actions import take_role
from people.models import Person, Site
from tests.cast import NOW, build_company, sign_in

SECRET = "secret-site"


@pytest.fixture(autouse=True)
def _topics(monkeypatch, _own_registries):
    """Sites can be watched; those called secret only by Ada, and what is internal only by Tom."""
    for registry in ("_topics", "_plurals", "_kinds"):
        monkeypatch.setattr(topics, registry, {})

    def may_see(person, ids):
        sites = Site.objects.filter(pk__in=ids)
        sites = sites if person.username == "ada" else sites.exclude(slug=SECRET)
        return set(sites.values_list("pk", flat=True))

    def insiders(person, ids):
        return set(ids) if person.username == "tom" else set()

    topic("site", kind="people.site", may_see=may_see, may_see_internal=insiders)


def happen(site: Site, by: Person, verb: str = "lamp.lit") -> Event:
    with transaction.atomic():
        return record(verb, site, by=by, now=NOW)


# ── who hears what: one function decides ─────────────────────────────────────────────────────────


@pytest.fixture
def secret(company) -> Site:
    return Site.objects.create(slug=SECRET, name="Secret")


@pytest.fixture
def heard(secret):
    """What a person heard since the story began."""
    start = changes.newest()

    def heard(person: Person, *asked: str) -> list[tuple[str, str]]:
        told = changes.since(person, wish_from(asked), start)
        return [(change["topic"], change["verb"]) for change in told["changes"]]

    return heard


@pytest.mark.django_db
def test_a_watcher_hears_of_the_thing_and_of_its_kind(company):
    site = company.berlin
    after = happen(site, company.ada).pk
    event = happen(site, company.ada)
    told = changes.since(company.tom, wish_from([f"site:{site.pk}", "sites"]), after)
    ping = {"id": site.pk, "verb": "lamp.lit", "by": company.ada.pk, "label": "Berlin"}
    assert told["changes"] == [{"topic": f"site:{site.pk}", **ping}, {"topic": "sites", **ping}]
    assert told["last"] == event.pk


@pytest.mark.django_db
def test_one_who_must_not_see_a_thing_hears_nothing_of_it(company, secret, heard):
    happen(secret, company.ada)
    happen(company.berlin, company.ada)
    watching = (f"site:{secret.pk}", "sites")
    assert ("sites", "lamp.lit") in heard(company.erin, *watching)
    assert len(heard(company.erin, *watching)) == 1
    assert "Secret" not in json.dumps(changes.since(company.erin, wish_from(watching), 0))
    assert len(heard(company.ada, *watching)) == 3


@pytest.mark.django_db
def test_what_is_internal_is_heard_by_insiders_only(company, heard):
    happen(company.berlin, company.ada, "lamp.noted")
    assert heard(company.tom, "sites") == [("sites", "lamp.noted")]
    assert heard(company.erin, "sites") == []


@pytest.mark.django_db
def test_without_a_word_about_insiders_an_internal_deed_keeps_its_name_to_itself(company, heard):
    topic("site", kind="people.site", may_see=lambda person, ids: set(ids))
    happen(company.berlin, company.ada, "lamp.noted")
    assert heard(company.erin, "sites") == [("sites", "")]


@pytest.mark.django_db
@pytest.mark.parametrize("loses", ["role", "account"])
def test_one_who_listens_and_loses_the_right_hears_nothing_from_then_on(company, loses):
    def may_see(person, ids):
        return set(ids) if company.it.pk in person.reach("agent") else set()

    topic("site", kind="people.site", may_see=may_see)
    listener = Person.objects.get(pk=company.tom.pk)
    wish, after = wish_from(["sites"]), changes.newest()
    happen(company.berlin, company.ada)
    happened = changes.happenings(Q(id__gt=after))
    assert len(changes.pings_now(listener, wish, happened)) == 1
    assert listener.reach("agent")  # known to this connection from now on

    if loses == "role":
        take_role(company.tom, "agent", company.it, by=company.ada, now=NOW)
    else:
        Person.objects.filter(pk=company.tom.pk).update(is_active=False)

    assert changes.pings_now(listener, wish, happened) == []


@pytest.mark.django_db
def test_what_a_wish_is_not_about_is_not_heard(company, heard):
    other = Site.objects.create(slug="paris", name="Paris")
    happen(other, company.ada)
    assert heard(company.tom, f"site:{company.berlin.pk}") == []


@pytest.mark.django_db
def test_one_who_was_away_too_long_is_told_to_load_anew(company, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 3)
    for _ in range(5):
        event = happen(company.berlin, company.ada)
    told = changes.since(company.tom, wish_from(["sites"]), 0)
    assert told == {"last": event.pk, "more": True, "changes": []}


@pytest.mark.parametrize(
    "asked",
    [[], ["site:"], ["site:x"], ["sites:1"], ["site"], ["ghost:1"], ["site:-1"], ["site:" + "9" * 30]],
)
def test_a_wish_for_what_does_not_exist_is_none(asked):
    assert wish_from(asked) is None


def test_a_topic_knows_its_kind_by_the_app_that_registers_it():
    def may_see(person, ids): ...

    may_see.__module__ = "tickets.reactions"
    assert topic("ticket", may_see=may_see).kind == "tickets.ticket"
    assert topics.wish_from(["tickets", "ticket:4"]) == Wish(
        frozenset({("ticket", 4)}), frozenset({"ticket"})
    )


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_those_who_can_only_ask_get_the_same_answer(client, company):
    event = happen(company.berlin, company.ada)
    asked = {"topic": ["sites"], "after": event.pk - 1}
    assert client.get("/live/since/", asked).status_code == 401
    answer = sign_in(client, company.tom).get("/live/since/", asked)
    assert answer.json()["last"] == event.pk
    assert [change["topic"] for change in answer.json()["changes"]] == ["sites"]
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/live/since/", {"topic": "ghosts"}).status_code == 400


@pytest.mark.django_db
def test_asking_costs_few_statements(client, company, django_assert_max_num_queries):
    sign_in(client, company.tom)
    with django_assert_max_num_queries(6):
        client.get("/live/since/", {"topic": [f"site:{company.berlin.pk}", "sites"]})


# ── the hub's eye ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_an_event_that_becomes_visible_after_a_later_one_is_not_missed(company):
    reader = hub.Reader()
    late, early = happen(company.berlin, company.ada), happen(company.berlin, company.ada)
    Event.objects.filter(pk=late.pk)._raw_delete("default")  # its transaction has not committed yet
    assert [one.id for one in reader.look()] == [early.pk]
    Event(**{**_columns(late), "actor_id": company.ada.pk}).save(force_insert=True)
    assert [one.id for one in reader.look()] == [late.pk]
    assert reader.look() == []


@pytest.mark.django_db
def test_an_id_that_never_turns_up_is_not_waited_for_for_ever(company, monkeypatch):
    reader = hub.Reader()
    gone, _there = happen(company.berlin, company.ada), happen(company.berlin, company.ada)
    Event.objects.filter(pk=gone.pk)._raw_delete("default")
    reader.look()
    assert gone.pk in reader.gaps
    monkeypatch.setattr(hub, "PATIENCE", -1.0)
    reader.look()
    assert not reader.gaps


def _columns(event: Event) -> dict:
    return {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}


# ── listening ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def town(transactional_db, monkeypatch):
    """A company, really committed, and quick clocks."""
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(stream, "HEARTBEAT", 0.1)
    return build_company()


def run(story) -> None:
    """Runs the story in an event loop of its own, and leaves no connection open."""

    async def whole():
        try:
            await asyncio.wait_for(story(), 20)
        finally:
            await sync_to_async(connections.close_all)()

    asyncio.run(whole())
    connection.close()


def cookie_of(person: Person) -> bytes:
    client = Client()
    client.force_login(person)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()).encode()


class Browser(ApplicationCommunicator):
    """An open connection, read as events."""

    def __init__(self, query: str, cookie: bytes = b"", path: str = "/live/", **headers: str) -> None:
        more = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
        super().__init__(application, {**scope, "headers": [(b"cookie", cookie), *more]})
        self.text = ""

    async def status(self) -> int:
        await self.send_input({"type": "http.request"})
        return (await self.receive_output(5))["status"]

    async def read(self, until: str) -> str:
        """Everything up to and with `until`; what follows is kept for the next time."""
        while until not in self.text:
            message = await self.receive_output(5)
            self.text += message["body"].decode()
            if not message.get("more_body"):
                self.text += "[end]"
        before, found, self.text = self.text.partition(until)
        return before + found

    async def change(self) -> dict:
        await self.read("event: change\ndata: ")
        return json.loads(await self.read("\n\n"))


@asynccontextmanager
async def browser(query: str, person: Person, **more: str):
    cookie = await sync_to_async(cookie_of)(person)
    one = Browser(query, cookie, **more)
    try:
        yield one
    finally:
        await one.send_input({"type": "http.disconnect"})
        with suppress(asyncio.CancelledError, AssertionError, TimeoutError):
            await one.wait(2)


def test_a_deed_in_one_browser_shows_in_another_soon(town):
    async def story():
        async with browser(f"topic=site:{town.berlin.pk}&topic=sites", town.tom) as page:
            assert await page.status() == 200
            assert "retry: 3000" in await page.read("id: ")
            event = await sync_to_async(happen)(town.berlin, town.ada)
            assert await page.change() == {
                "topic": f"site:{town.berlin.pk}",
                "id": town.berlin.pk,
                "verb": "lamp.lit",
                "by": town.ada.pk,
                "label": "Berlin",
            }
            assert (await page.change())["topic"] == "sites"
            assert await stream.in_thread(changes.newest) == event.pk

    run(story)


def test_a_listener_hears_nothing_of_what_the_person_must_not_see(town):
    secret = Site.objects.create(slug=SECRET, name="Secret")

    async def story():
        async with browser(f"topic=sites&topic=site:{secret.pk}", town.erin) as page:
            assert await page.status() == 200
            await page.read("id: ")
            await sync_to_async(happen)(secret, town.ada)
            await sync_to_async(happen)(town.berlin, town.ada)
            heard = await page.read("Berlin")
            assert "Secret" not in heard
            assert heard.count("event: change") == 1
        async with browser(f"topic=site:{secret.pk}", town.erin) as page:
            assert await page.status() == 403
        async with browser("topic=site:999999", town.erin) as page:
            assert await page.status() == 403, "the same as for what does not exist"

    run(story)


def test_one_who_comes_back_hears_what_was_missed(town):
    first = happen(town.berlin, town.ada)
    happen(town.berlin, town.tom)

    async def story():
        async with browser("topic=sites", town.erin, last_event_id=str(first.pk)) as page:
            await page.status()
            assert (await page.change())["by"] == town.tom.pk

    run(story)


def test_visitors_and_strangers_are_turned_away(town):
    async def story():
        for page, status in (
            (Browser("topic=sites"), 401),
            (Browser("topic=sites", b"servicedesk_session=made-up"), 401),
            (Browser("topic=sites", b"\xff;;=garbage"), 401),
            (Browser("topic=sites", path="/live/elsewhere/"), 404),
        ):
            assert await page.status() == status
            await page.wait()
        async with browser("topic=ghosts", town.tom) as page:
            assert await page.status() == 400
        async with browser("topic=sites&after=0", town.tom, path="/live/since/") as page:
            assert await page.status() == 200
            assert json.loads((await page.receive_output())["body"])["more"] is False

    run(story)


def test_a_silent_line_gives_signs_of_life(town):
    async def story():
        async with browser("topic=sites", town.tom) as page:
            await page.status()
            await page.read(": here")
            await page.read(": here")

    run(story)


@pytest.mark.parametrize("end", ["signed out", "expired", "locked"])
def test_when_the_session_ends_so_does_the_line(town, end):
    def finish():
        if end == "locked":
            Person.objects.filter(pk=town.tom.pk).update(is_active=False)
        elif end == "expired":
            Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        else:
            Session.objects.all().delete()

    async def story():
        async with browser("topic=sites", town.tom) as page:
            await page.status()
            await page.read(": here")
            await sync_to_async(finish)()
            await page.read("[end]")

    run(story)


def test_nobody_holds_more_lines_than_a_browser_needs(town, monkeypatch):
    monkeypatch.setattr(stream, "MOST_CONNECTIONS", 1)

    async def story():
        async with browser("topic=sites", town.tom) as page:
            assert await page.status() == 200
            await page.read("id: ")
            async with browser("topic=sites", town.tom) as second:
                assert await second.status() == 429
            async with browser("topic=sites", town.tina) as other:
                assert await other.status() == 200

    run(story)


def test_the_hub_looks_only_while_somebody_listens(town):
    async def story():
        async with browser("topic=sites", town.tom) as page:
            await page.status()
            await page.read("id: ")
            here = stream.hub()
            assert here._task is not None
        await asyncio.sleep(0.05)
        assert here._task is None
        assert not here.listeners

    run(story)


def test_a_listener_who_is_too_far_behind_is_cut_off():
    async def story():
        listener = hub.Listener(person=None, wish=Wish())
        for number in range(hub.WAITING + 1):
            listener.tell(topics.Ping(number, "sites", 1, "", 1))
        assert listener.queue.get_nowait() is None

    asyncio.run(story())


def test_live_updates_survive_a_database_that_is_away_for_a_moment(town, monkeypatch):
    looked = []
    look = hub.Reader.look

    def unlucky(reader):
        looked.append(1)
        if len(looked) == 2:
            raise ConnectionError("gone")
        return look(reader)

    monkeypatch.setattr(hub.Reader, "look", unlucky)
    monkeypatch.setattr(hub, "PAUSE", 0.05)

    async def story():
        async with browser("topic=sites", town.tom) as page:
            await page.status()
            await page.read("id: ")
            while len(looked) < 3:
                await asyncio.sleep(0.01)
            await sync_to_async(happen)(town.berlin, town.ada)
            assert (await page.change())["topic"] == "sites"

    run(story)
