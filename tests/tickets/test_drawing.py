"""Lifecycles are drawn in drafts, by those they belong to; what would strand a ticket is never published."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from tickets.actions import (
    AlreadyDrawn,
    BrokenLifecycle,
    change_draft,
    discard_draft,
    open_ticket,
    place_boxes,
    publish_draft,
    publish_lifecycle,
    start_draft,
    start_lifecycle,
)
from tickets.lifecycles import Spec, Status, Text, Transition, check, current, shipped, spec_of
from tickets.lifecycles.comparing import differences
from tickets.lifecycles.editing import (
    name_for,
    with_about,
    with_status,
    with_transition,
    without_status,
    without_transition,
)
from tickets.models import Lifecycle, LifecycleDraft
from tickets.phases import Phase, may_follow


def both(text):
    return Text(en=text, zh=text)


def status(phase, text):
    return Status(phase=phase, label=both(text))


def step(text, source, to, *who, **more):
    return Transition(label=both(text), source=source, to=to, who=who or ("agent",), **more)


CUSTOMS = ("customs", status(Phase.WAITING, "Waiting for customs"))


def with_customs(spec):
    spec = with_status(spec, *CUSTOMS)
    spec = with_transition(spec, "to_customs", step("To customs", "fulfilling", "customs"))
    return with_transition(spec, "cleared", step("Cleared", "customs", "fulfilling"))


@pytest.fixture
def request_draft(ada, now):
    return start_draft(Lifecycle.objects.get(slug="request"), by=ada, now=now)


def read(draft):
    return Spec.model_validate(LifecycleDraft.objects.get(pk=draft.pk).spec)


# ── from a draft to a version ─────────────────────────────────────────────────────────────────────


def test_ada_adds_a_status_publishes_and_new_tickets_run_on_it(ada, erin, it, now, request_draft):
    before = current("request").number
    change_draft(request_draft, with_customs(read(request_draft)), by=ada, now=now)

    version = publish_draft(request_draft, by=ada, now=now, notes="Customs")

    assert version.number == before + 1
    assert "customs" in spec_of(current("request").pk).statuses
    assert not LifecycleDraft.objects.exists()
    ticket = open_ticket(kind="request", subject="x", requester=erin, by=erin, now=now, department=it)
    assert ticket.lifecycle_version_id == version.pk


def test_a_new_lifecycle_runs_only_when_it_is_published(hanna, hr, now):
    draft = start_lifecycle(
        both("Parental leave"),
        kind="request",
        department=hr,
        by=hanna,
        now=now,
        like=current("request"),
    )
    assert draft.lifecycle.slug == "hr-parental-leave"
    with pytest.raises(Lifecycle.DoesNotExist):
        current("hr-parental-leave")

    publish_draft(draft, by=hanna, now=now)

    assert spec_of(current("hr-parental-leave").pk).label == both("Parental leave")


def test_what_is_begun_from_nothing_names_every_fault_at_its_place(hanna, hr, now):
    draft = start_lifecycle(both("Leave"), kind="request", department=hr, by=hanna, now=now)
    with pytest.raises(BrokenLifecycle) as refusal:
        publish_draft(draft, by=hanna, now=now)
    assert set(refusal.value.errors) == {"statuses", "statuses.submitted"}
    assert LifecycleDraft.objects.filter(pk=draft.pk).exists()


def test_there_is_one_draft_and_somebody_elses_change_is_told(ada, machine, now, request_draft):
    with pytest.raises(AlreadyDrawn):
        start_draft(request_draft.lifecycle, by=ada, now=now)
    seen = request_draft.revision
    change_draft(request_draft, with_customs(read(request_draft)), by=machine, now=now, seen=seen)
    with pytest.raises(Stale):
        change_draft(request_draft, read(request_draft), by=ada, now=now, seen=seen)


def test_a_version_published_meanwhile_is_replaced_knowingly_only(ada, now, request_draft):
    change_draft(request_draft, with_customs(read(request_draft)), by=ada, now=now)
    theirs = with_about(shipped()["request"], settles_after_days=9)
    other = publish_lifecycle("request", theirs, by=ada, now=now)

    with pytest.raises(Stale):
        publish_draft(request_draft, by=ada, now=now)

    assert publish_draft(request_draft, by=ada, now=now, over=other.number).number == other.number + 1


def test_going_back_to_an_older_version_is_a_draft_as_well(ada, now):
    first = current("request")
    publish_lifecycle("request", with_customs(shipped()["request"]), by=ada, now=now)
    draft = start_draft(first.lifecycle, by=ada, now=now, base=first)
    assert read(draft) == spec_of(first.pk)
    assert publish_draft(draft, by=ada, now=now).number == 3


def test_who_throws_away_what_was_never_published_leaves_nothing(hanna, hr, now):
    draft = start_lifecycle(both("Leave"), kind="request", department=hr, by=hanna, now=now)
    discard_draft(draft, by=hanna, now=now)
    assert not Lifecycle.objects.filter(slug="hr-leave").exists()


def test_a_draft_thrown_away_leaves_the_lifecycle_as_it_is(ada, now, request_draft):
    was = current("request").pk
    discard_draft(request_draft, by=ada, now=now)
    assert current("request").pk == was
    with pytest.raises(Stale):
        change_draft(request_draft, shipped()["request"], by=ada, now=now)


def test_the_history_says_what_was_drawn_in_both_languages(ada, now, request_draft):
    change_draft(request_draft, with_customs(read(request_draft)), by=ada, now=now)
    changes = Event.objects.get(verb="lifecycle.drawn").data["changes"]
    assert changes["en"].startswith("Status “Waiting for customs” added.")
    assert changes["zh"] != changes["en"]


def test_what_changes_nothing_is_not_recorded(ada, now, request_draft):
    change_draft(request_draft, read(request_draft), by=ada, now=now)
    assert not Event.objects.filter(verb="lifecycle.drawn").exists()


def test_a_box_keeps_its_place_and_strangers_to_the_lifecycle_have_none(ada, now, request_draft):
    held = place_boxes(request_draft, {"closed": 120, "nowhere": 5, "declined": -3}, by=ada, now=now)
    assert held.heights == {"closed": 120, "declined": 0}
    assert held.revision == request_draft.revision


@pytest.mark.parametrize("data", [{}, {"slug": "request"}, [], "request", None, {"statuses": []}])
def test_what_cannot_be_read_never_becomes_a_draft(ada, now, request_draft, data):
    with pytest.raises(Invalid):
        change_draft(request_draft, data, by=ada, now=now)


def test_a_draft_never_becomes_another_lifecycle(ada, now, request_draft):
    with pytest.raises(Invalid):
        change_draft(request_draft, shipped()["incident"], by=ada, now=now)


# ── whose they are ────────────────────────────────────────────────────────────────────────────────


def test_publishers_draw_for_their_own_department_only(hanna, fiona, hr, finance, now):
    draft = start_lifecycle(both("Leave"), kind="request", department=hr, by=hanna, now=now)
    for deed in (
        lambda: start_lifecycle(both("x"), kind="request", department=finance, by=hanna, now=now),
        lambda: start_lifecycle(both("x"), kind="request", department=None, by=hanna, now=now),
        lambda: start_draft(Lifecycle.objects.get(slug="request"), by=hanna, now=now),
        lambda: change_draft(draft, draft.spec, by=fiona, now=now),
        lambda: place_boxes(draft, {}, by=fiona, now=now),
        lambda: publish_draft(draft, by=fiona, now=now),
        lambda: discard_draft(draft, by=fiona, now=now),
        lambda: publish_lifecycle("hr-leave", draft.spec, by=fiona, now=now),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_nobody_sees_what_another_department_draws(company, now):
    mine = start_lifecycle(both("Leave"), kind="request", department=company.hr, by=company.hanna, now=now)
    companys = start_lifecycle(both("New"), kind="request", department=None, by=company.ada, now=now)

    def seen(person):
        return set(Lifecycle.objects.visible_to(person).values_list("slug", flat=True))

    assert mine.lifecycle.slug in seen(company.hanna)
    assert mine.lifecycle.slug not in seen(company.fiona)
    assert companys.lifecycle.slug not in seen(company.hanna)  # not published yet
    assert "request" in seen(company.fiona)
    assert {mine.lifecycle.slug, companys.lifecycle.slug} <= seen(company.ada)
    for stranger in (company.erin, company.tom, company.lea, company.hugo):
        assert seen(stranger) == set()


def test_services_choose_among_what_is_the_companys_or_their_own(company, now):
    draft = start_lifecycle(
        both("Leave"),
        kind="request",
        department=company.hr,
        by=company.hanna,
        now=now,
        like=current("request"),
    )
    assert "hr-leave" not in slugs(Lifecycle.objects.usable_in(company.hr))
    publish_draft(draft, by=company.hanna, now=now)
    assert "hr-leave" in slugs(Lifecycle.objects.usable_in(company.hr))
    assert "hr-leave" not in slugs(Lifecycle.objects.usable_in(company.finance))
    assert "request" in slugs(Lifecycle.objects.usable_in(company.finance))


def test_agents_are_offered_the_statuses_of_lifecycles_they_meet(company, now):
    start_lifecycle(both("Leave"), kind="request", department=company.hr, by=company.hanna, now=now)
    assert "hr-leave" in slugs(Lifecycle.objects.met_by(company.hugo))
    assert "hr-leave" not in slugs(Lifecycle.objects.met_by(company.tom))


def slugs(lifecycles):
    return set(lifecycles.values_list("slug", flat=True))


# ── changes and their sentences ───────────────────────────────────────────────────────────────────


def said(old, new):
    return [str(one) for one in differences(old, new)]


def test_differences_are_sentences():
    old = shipped()["request"]
    new = with_customs(old)
    new = with_transition(new, "fulfil", old.transitions["fulfil"].model_copy(update={"who": ("lead",)}))
    new = without_transition(new, "withdraw")
    assert said(old, new) == [
        "Status “Waiting for customs” added.",
        "“Withdraw” can no longer be taken.",
        "“Fulfil” may now be taken by: the team lead.",
        "“To customs” added: from In progress to “Waiting for customs”.",
        "“Cleared” added: from Waiting for customs to “In progress”.",
    ]
    assert said(old, old) == []


def test_a_removed_status_takes_its_transitions_along():
    old = shipped()["request"]
    new = without_status(old, "on_hold")
    assert "ask_requester" not in new.transitions
    assert new.transitions["resume"].source == ("waiting_supplier",)
    assert "on_hold" not in new.sources["fulfil"]


@pytest.mark.parametrize(
    ("label", "taken", "name"),
    [
        ("Waiting for customs", [], "waiting_for_customs"),
        ("Done", ["done"], "done_2"),
        ("等待", [], "status"),
        ("3rd line", ["status"], "status_2"),
    ],
)
def test_names_come_from_the_english_label(label, taken, name):
    assert name_for(label, taken, "status") == name


# ── whatever is drawn ─────────────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(["submitted", "a", "b", "c", "d", "e"])
EDITS = st.one_of(
    st.tuples(st.just("status"), NAMES, st.sampled_from(list(Phase))),
    st.tuples(st.just("drop-status"), NAMES),
    st.tuples(
        st.just("step"),
        st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
        st.lists(NAMES, min_size=1, max_size=3, unique=True) | st.just(["*"]),
        NAMES,
        st.sampled_from([("agent",), ("system",), ()]),
        st.sampled_from(["", "silence", "requester-reply"]),
    ),
    st.tuples(st.just("drop-step"), st.sampled_from(["s1", "s2", "s3"])),
    st.tuples(st.just("first"), NAMES),
)


def drawn(spec, edit):
    match edit:
        case ("status", name, phase):
            return with_status(spec, name, status(phase, name))
        case ("drop-status", name):
            return without_status(spec, name)
        case ("step", name, source, to, who, on):
            made = Transition(label=both(name), source=tuple(source), to=to, who=who, on=on)
            return with_transition(spec, name, made)
        case ("drop-step", name):
            return without_transition(spec, name)
        case ("first", name):
            return with_about(spec, initial=name)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, max_size=14), base=st.sampled_from(["nothing", "problem"]))
def test_whatever_is_drawn_only_what_obeys_the_phases_is_published(ada, now, edits, base):
    like = current("problem") if base == "problem" else None
    draft = start_lifecycle(both("Generated"), kind="problem", department=None, by=ada, now=now, like=like)
    spec = Spec.model_validate(draft.spec)
    for edit in edits:
        spec = drawn(spec, edit)
        draft = change_draft(draft, spec, by=ada, now=now)
        assert read(draft) == spec
    try:
        version = publish_draft(draft, by=ada, now=now)
    except BrokenLifecycle as refused:
        assert {fault.place for fault in check(spec)} == refused.errors.keys()  # noqa: PT017
        discard_draft(draft, by=ada, now=now)
        return
    ran = spec_of(version.pk)
    assert ran.statuses[ran.initial].phase == Phase.NEW
    for name, one in ran.transitions.items():
        for source in ran.sources[name]:
            assert may_follow(ran.statuses[source].phase, ran.statuses[one.to].phase)
    assert all(ran.is_ended(name) or ran.leaving(name) for name in ran.statuses)
