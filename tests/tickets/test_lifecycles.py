"""Lifecycles are data, and data that would strand a ticket is refused before it runs."""

import copy

import pytest
from django.core.management import call_command
from django.db import connection
from django_fsm import TransitionNotAllowed

from journal.models import Event
from journal.refusals import NotAllowed
from tickets.actions import (
    BrokenLifecycle,
    IllegalMove,
    load_shipped,
    move,
    open_ticket,
    publish_lifecycle,
)
from tickets.apps import publish_shipped_lifecycles
from tickets.lifecycles import Spec, check, current, read, shipped, spec_of, specs_of
from tickets.lifecycles.store import forget
from tickets.models import Lifecycle, LifecycleVersion, Ticket
from tickets.phases import Phase, enter, may_follow, phase_moves

SHIPPED = [
    "change-emergency",
    "change-normal",
    "change-standard",
    "incident",
    "problem",
    "release",
    "request",
]


def both(text):
    return {"en": text, "zh": text}


@pytest.fixture
def drawn():
    """The smallest lifecycle that may run: come in, do, check, end; or never mind."""
    return {
        "slug": "errand",
        "kind": "request",
        "label": both("Errand"),
        "initial": "asked",
        "statuses": {
            "asked": {"phase": "new", "label": both("Asked")},
            "doing": {"phase": "active", "label": both("Doing")},
            "done": {"phase": "resolved", "label": both("Done")},
            "over": {"phase": "closed", "label": both("Over")},
            "off": {"phase": "cancelled", "label": both("Off")},
        },
        "transitions": {
            "start": {"label": both("Start"), "from": "asked", "to": "doing", "who": ["agent"]},
            "finish": {"label": both("Finish"), "from": "doing", "to": "done", "who": ["agent"]},
            "settle": {"label": both("Settle"), "from": "done", "to": "over", "who": ["requester"]},
            "drop": {"label": both("Drop"), "from": "*", "to": "off", "who": ["requester"]},
        },
    }


def faults_of(data):
    return {(fault.code, fault.place) for fault in read(data)[1]}


# ── what is shipped ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_shipped_lifecycle_may_run(slug):
    assert check(shipped()[slug]) == []


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_shipped_lifecycle_tells_the_requester_what_happens_next(slug):
    spec = shipped()[slug]
    assert all(status.hint and status.hint.en and status.hint.zh for status in spec.statuses.values())
    last = spec.expected_from(spec.initial)[-1]
    assert spec.statuses[last].phase == Phase.CLOSED


def test_a_migrated_desk_has_them_all(db):
    assert sorted(Lifecycle.objects.values_list("slug", flat=True)) == SHIPPED
    assert set(LifecycleVersion.objects.values_list("number", flat=True)) == {1}


def test_loading_them_again_changes_nothing(db, now):
    before = list(LifecycleVersion.objects.values_list("pk", "digest"))
    assert load_shipped(now=now) == []
    call_command("load_lifecycles")
    assert list(LifecycleVersion.objects.values_list("pk", "digest")) == before


def test_what_people_have_changed_stays_theirs_when_the_desk_is_upgraded(company, ada, now):
    changed = shipped()["incident"].model_copy(update={"settles_after_days": 30})
    publish_lifecycle("incident", changed, by=ada, now=now)
    assert load_shipped(now=now) == []
    assert spec_of(current("incident").pk).settles_after_days == 30


# ── publishing ────────────────────────────────────────────────────────────────────────────────────


def test_an_administrator_publishes_a_lifecycle_and_tickets_run_on_it(company, drawn, ada, erin, now):
    version = publish_lifecycle("errand", drawn, by=ada, now=now, notes="Our first own one.")
    assert (version.number, version.lifecycle.label) == (1, "Errand")
    ticket = open_ticket(
        kind="request",
        lifecycle="errand",
        subject="Fetch the parcel",
        requester=erin,
        by=erin,
        now=now,
        department=company.finance,
    )
    assert (ticket.status, ticket.phase, ticket.lifecycle_version) == ("asked", Phase.NEW, version)
    event = Event.objects.get(verb="lifecycle.published", subject_id=version.lifecycle_id)
    assert event.sentence == "Ada Admin published version 1"


def test_what_is_stored_reads_as_it_was_drawn_in_its_own_order(db):
    for spec in shipped().values():
        stored = LifecycleVersion.objects.get(lifecycle__slug=spec.slug)
        forget(stored.pk)
        assert spec_of(stored.pk) == spec
        assert list(spec_of(stored.pk).transitions) == list(spec.transitions)
        assert list(spec_of(stored.pk).statuses) == list(spec.statuses)


def test_publishing_the_same_again_makes_no_new_version(drawn, ada, now):
    first = publish_lifecycle("errand", drawn, by=ada, now=now)
    assert publish_lifecycle("errand", drawn, by=ada, now=now) == first
    drawn["statuses"]["doing"]["label"]["en"] = "Under way"
    second = publish_lifecycle("errand", drawn, by=ada, now=now)
    assert (second.number, current("errand")) == (2, second)


def test_tickets_under_way_stay_on_the_version_they_began_with(company, drawn, ada, erin, now):
    version = publish_lifecycle("errand", drawn, by=ada, now=now)
    ticket = open_ticket(
        kind="request",
        lifecycle="errand",
        subject="Fetch the parcel",
        requester=erin,
        by=erin,
        now=now,
        department=company.finance,
    )
    drawn["label"] = both("Task")
    publish_lifecycle("errand", drawn, by=ada, now=now)
    ticket.refresh_from_db()
    assert ticket.lifecycle_version == version


def test_a_version_never_changes(db):
    version = LifecycleVersion.objects.first()
    with pytest.raises(TypeError):
        version.save()


def test_an_employee_publishes_nothing(drawn, erin, now):
    with pytest.raises(NotAllowed):
        publish_lifecycle("errand", drawn, by=erin, now=now)


def test_a_broken_lifecycle_is_refused_with_every_fault_at_its_place(drawn, ada, now):
    drawn["statuses"]["limbo"] = {"phase": "waiting", "label": both("Limbo")}
    drawn["transitions"]["forget"] = {
        "label": both("Forget"),
        "from": "doing",
        "to": "limbo",
        "who": ["agent"],
    }
    drawn["transitions"]["skip"] = {"label": both("Skip"), "from": "asked", "to": "over", "who": ["agent"]}
    drawn["transitions"]["finish"]["when"] = "priority >"
    drawn["transitions"]["drop"]["from"] = ["asked", "doing"]
    with pytest.raises(BrokenLifecycle) as refusal:
        publish_lifecycle("errand", drawn, by=ada, now=now)
    said = refusal.value.errors
    assert {str(sentence) for sentence in said["statuses.limbo"] + said["transitions.skip"]} == {
        "A ticket in “Limbo” has no way out.",
        "A ticket can't go from the phase New to the phase Closed.",
    }
    assert "transitions.finish.when" in refusal.value.errors
    assert not Lifecycle.objects.filter(slug="errand").exists()


def test_a_lifecycle_keeps_its_name(drawn, ada, now):
    with pytest.raises(BrokenLifecycle) as refusal:
        publish_lifecycle("chore", drawn, by=ada, now=now)
    assert list(refusal.value.errors) == ["slug"]


def test_a_lifecycle_nobody_has_drawn_is_not_found(db):
    with pytest.raises(Lifecycle.DoesNotExist):
        current("nonsense")


# ── the faults ────────────────────────────────────────────────────────────────────────────────────


def test_the_smallest_lifecycle_is_sound(drawn):
    assert faults_of(drawn) == set()


def put(data, path, value):
    *way, last = path.split("/")
    for part in way:
        data = data[part]
    data[last] = value


def step(source, to, **more):
    return {"label": both("Step"), "from": source, "to": to, "who": ["agent"], **more}


def start(**more):
    return step("asked", "doing", **more)


START = "transitions/start"
HOW = {"name": "how", "kind": "choice", "label": both("How?")}
HALF = {"value": "x", "label": {"en": "x"}}


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("initial", "doing", ("initial-not-new", "initial")),
        ("initial", "nowhere", ("unknown-status", "initial")),
        (START, step("asked", "nowhere"), ("unknown-status", "transitions.start")),
        (START, step("nowhere", "doing"), ("unknown-status", "transitions.start")),
        ("statuses/extra", {"phase": "active", "label": both("X")}, ("unreachable", "statuses.extra")),
        ("transitions/again", step("over", "doing"), ("end-has-a-way-out", "statuses.over")),
        ("transitions/again", step("over", "doing"), ("illegal-phase-move", "transitions.again")),
        (
            "statuses/doing",
            {"phase": "active", "label": both("Doing"), "awaits": "approval"},
            ("awaits-nothing", "statuses.doing"),
        ),
        ("transitions/undo", step("done", "off"), ("illegal-phase-move", "transitions.undo")),
        ("transitions/none", step("*", "asked"), ("starts-nowhere", "transitions.none")),
        (START, start(who=[]), ("for-nobody", "transitions.start.who")),
        (START, start(who=["ceo"]), ("unreadable", "transitions.start.who.0")),
        (
            START,
            start(when="status"),
            ("broken-condition", "transitions.start.when"),
        ),
        (
            START,
            start(when="budget > 1"),
            ("broken-condition", "transitions.start.when"),
        ),
        ("statuses/doing/label", {"en": "Doing"}, ("missing-language", "statuses.doing.label")),
        ("statuses/doing/hint", {"zh": "做"}, ("missing-language", "statuses.doing.hint")),
        (
            START,
            start(note={"en": "x"}),
            ("missing-language", "transitions.start.note"),
        ),
        (
            START,
            start(ask=["reason", "reason"]),
            ("asked-twice", "transitions.start.ask"),
        ),
        (
            START,
            start(ask=[{"name": "seen", "label": both("Seen?")}]),
            ("reserved-name", "transitions.start.ask"),
        ),
        (
            START,
            start(ask=[HOW]),
            ("no-choices", "transitions.start.ask"),
        ),
        (
            START,
            step(
                "asked",
                "doing",
                ask=[
                    {
                        "name": "how",
                        "kind": "choice",
                        "label": both("How?"),
                        "choices": [{"value": "x", "label": {"en": "x"}}],
                    }
                ],
            ),
            ("missing-language", "transitions.start.ask.how.x"),
        ),
        (
            "transitions/settle",
            step("done", "over", on="silence", who="system"),
            ("no-silence", "transitions.settle"),
        ),
        ("transitions/settle", step("done", "over", on="silence"), ("not-by-system", "transitions.settle")),
        (
            "transitions/finish",
            step("doing", "done", on="requester-reply", who="system", ask=["reason"]),
            ("nobody-to-ask", "transitions.finish"),
        ),
        (
            "transitions/finish",
            step("doing", "done", on="requester-reply", who="system", when="priority > 1"),
            ("unsure", "transitions.finish"),
        ),
        ("statuses/over/phase", "limbo", ("unreadable", "statuses.over.phase")),
        ("statuses/over/colour", "red", ("unreadable", "statuses.over.colour")),
    ],
)
def test_a_fault_is_found_and_named(drawn, path, value, fault):
    put(drawn, path, value)
    assert fault in faults_of(drawn)


def test_a_drawing_that_is_not_finished_can_be_read(drawn):
    drawn["transitions"]["drop"]["to"] = "somewhere"
    assert Spec.model_validate(drawn).sources["drop"] == ()


def test_a_circle_without_an_end_is_found(drawn):
    data = copy.deepcopy(drawn)
    data["statuses"]["waiting"] = {"phase": "waiting", "label": both("Waiting")}
    data["statuses"]["again"] = {"phase": "active", "label": both("Again")}
    data["transitions"]["drop"]["from"] = ["asked"]
    data["transitions"]["circle"] = step("doing", "waiting")
    data["transitions"]["round"] = step("waiting", "again")
    data["transitions"]["about"] = step("again", "waiting")
    assert faults_of(data) == {("endless", "statuses.waiting"), ("endless", "statuses.again")}


def test_a_lifecycle_that_never_ends_is_found(drawn):
    for name in ("over", "off"):
        del drawn["statuses"][name]
    del drawn["transitions"]["settle"], drawn["transitions"]["drop"]
    drawn["transitions"]["reopen"] = step("done", "doing")
    assert ("no-end", "statuses") in faults_of(drawn)


def test_two_steps_for_one_cause_are_found(drawn):
    automatic = {"on": "requester-reply", "who": ["system"]}
    drawn["transitions"]["finish"] |= automatic
    drawn["transitions"]["wait"] = step("doing", "off", **automatic)
    assert ("two-for-one-cause", "transitions.wait") in faults_of(drawn)


# ── the phase machine beneath ─────────────────────────────────────────────────────────────────────


def test_the_phases_allow_these_moves_and_no_others():
    assert set(phase_moves()) == {
        ("new", "active"),
        ("new", "waiting"),
        ("new", "resolved"),
        ("new", "cancelled"),
        ("active", "waiting"),
        ("active", "resolved"),
        ("active", "cancelled"),
        ("waiting", "active"),
        ("waiting", "resolved"),
        ("waiting", "cancelled"),
        ("resolved", "active"),
        ("resolved", "closed"),
    }


@pytest.mark.parametrize("phase", Phase.values)
def test_a_ticket_may_stay_in_a_phase_until_it_has_ended(phase):
    assert may_follow(phase, phase) is (phase not in ("closed", "cancelled"))


def test_a_lifecycle_older_than_the_phases_is_stopped_at_the_gate(incident, erin, now):
    """The check at publishing was made by another release; the machine of this one still holds."""
    ticket = incident()
    spec = shipped()["incident"].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    spec["transitions"]["close"]["from"] = ["reported"]
    old = ticket.lifecycle_version
    version = LifecycleVersion.objects.create(
        lifecycle=old.lifecycle,
        number=99,
        spec=spec,
        digest="x",
        published_at=now,
        published_by=old.published_by,
    )
    forget(version.pk)
    Ticket.objects.filter(pk=ticket.pk).update(lifecycle_version=version)
    with pytest.raises(IllegalMove) as refusal:
        move(ticket, "close", by=erin, now=now)
    assert str(refusal.value) == "A ticket can't go from the phase New to the phase Closed."


def test_the_phase_machine_itself_refuses(incident, now):
    ticket = incident()
    with pytest.raises(TransitionNotAllowed):
        enter(ticket, Phase.CLOSED, now=now)
    with pytest.raises(AttributeError):
        ticket.phase = Phase.CLOSED


def test_a_released_improvement_is_published_by_the_next_migration(db, capsys):
    LifecycleVersion.objects.filter(lifecycle__slug="release").delete()
    call_command("load_lifecycles")
    assert capsys.readouterr().out == "release: version 1\n"
    LifecycleVersion.objects.filter(lifecycle__slug="release").delete()
    publish_shipped_lifecycles(using="default")
    assert current("release").number == 1


def test_a_database_that_is_only_half_migrated_is_left_alone(db, monkeypatch):
    LifecycleVersion.objects.all().delete()
    introspection = connection.introspection
    monkeypatch.setattr(introspection, "table_names", lambda: ["people_person"])
    publish_shipped_lifecycles(using="default")
    assert not LifecycleVersion.objects.exists()


def test_many_lifecycles_are_read_at_once(db, django_assert_num_queries):
    versions = set(LifecycleVersion.objects.values_list("pk", flat=True))
    for pk in versions:
        forget(pk)
    with django_assert_num_queries(1):
        assert {spec.slug for spec in specs_of(versions).values()} == set(SHIPPED)
    with django_assert_num_queries(0):
        specs_of(versions)


# ── processes inside statuses ─────────────────────────────────────────────────────────────────────


def test_a_process_waits_in_one_place_for_each_thing(drawn):
    waiting = {"phase": "waiting", "label": both("Wait"), "runs": "$service.process", "awaits": "approval"}
    drawn["statuses"] |= {"here": waiting, "there": waiting}
    drawn["transitions"] |= {
        "to_here": step("doing", "here"),
        "to_there": step("doing", "there"),
        "back": step(["here", "there"], "doing"),
    }
    assert faults_of(drawn) == {("two-to-wait", "statuses.there")}


def test_a_request_whose_process_waits_knows_where():
    spec = shipped()["request"]
    assert spec.awaiting("fulfilling", "approval") == "approval"
    assert spec.awaiting("approval", "requester") == "on_hold"
    assert spec.awaiting("submitted", "approval") is None
    assert shipped()["change-normal"].awaiting("authorization", "approval") is None


def test_the_desk_finds_the_way_to_where_a_process_runs():
    assert shipped()["request"].way_into_process("submitted") == "accept"
    assert shipped()["request"].way_into_process("fulfilling") is None
    assert shipped()["incident"].way_into_process("reported") is None
