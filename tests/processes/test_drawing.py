"""Processes are drawn in drafts, by those they belong to; what would strand a ticket is never published."""

from datetime import timedelta

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from processes.actions import (
    AlreadyDrawn,
    BrokenProcess,
    change_draft,
    discard_draft,
    publish_draft,
    publish_process,
    start_draft,
    start_process,
)
from processes.complaints import BadDiagram
from processes.models import Definition, Draft, Version
from processes.store import current, decisions_of, drawing_of
from processes.uses import Use
from rules import Facts
from rules.tables import BadCell
from tests.processes.diagrams import xml

NAMES = {"en": "Leave", "zh": "请假"}
SHORT = xml("start s; end e\ns > e")
LONGER = xml('start s; script t "Note" script="noted = true"; end e\ns > t > e')
FORKED = xml(
    "start s; exclusive x default=no; end good; end bad\ns > x\nx > good : amount > 10\nno = x > bad"
)
BROKEN = xml("start s; exclusive x; end a; end b\ns > x > a\nx > b")


@pytest.fixture
def leave(hanna, hr, now):
    return start_process(NAMES, department=hr, by=hanna, now=now)


@pytest.fixture
def published(hanna, hr, now):
    return publish_process("hr-leave", NAMES, SHORT, department=hr, by=hanna, now=now)


def verbs(definition):
    events = Event.objects.filter(subject_kind="processes.definition", subject_id=definition.pk)
    return list(events.order_by("pk").values_list("verb", flat=True))


# ── from an empty canvas to a version ─────────────────────────────────────────────────────────────


def test_hanna_draws_and_publishes_and_it_begins_from_now(leave, hanna, now):
    assert leave.definition.slug == "hr-leave"
    assert current("hr-leave") is None
    change_draft(leave, xml=SHORT, by=hanna, now=now)

    version = publish_draft(leave, by=hanna, now=now, notes="First")

    assert version.number == 1
    assert current("hr-leave") == version
    assert version.notes == "First"
    assert set(drawing_of(version.pk).main.nodes) == {"s", "e"}
    assert not Draft.objects.exists()
    assert verbs(leave.definition) == ["process.draft-started", "process.published"]


def test_a_new_canvas_holds_one_start_event_and_the_name(leave):
    assert 'name="Leave"' in leave.xml
    assert "startEvent" in leave.xml


def test_what_can_not_run_is_refused_with_every_error_at_its_element(leave, hanna, now):
    change_draft(leave, xml=BROKEN, by=hanna, now=now)
    with pytest.raises(BrokenProcess) as refusal:
        publish_draft(leave, by=hanna, now=now)
    assert set(refusal.value.errors) == {"x"}
    assert Draft.objects.filter(pk=leave.pk).exists()
    assert not Version.objects.exists()


def test_a_draft_is_always_a_diagram(leave, hanna, now):
    for bad in ("", "nonsense", "<html/>", '<!DOCTYPE x [<!ENTITY a "b">]><x/>'):
        with pytest.raises(BadDiagram):
            change_draft(leave, xml=bad, by=hanna, now=now)
    with pytest.raises(BadCell):
        change_draft(leave, decisions={"rate": {"rows": "many"}}, by=hanna, now=now)
    leave.refresh_from_db()
    assert leave.revision == 1


def test_a_process_needs_a_name(hanna, hr, now):
    with pytest.raises(Invalid):
        start_process({"en": " ", "zh": ""}, department=hr, by=hanna, now=now)
    assert start_process({"en": "", "zh": "请假"}, department=hr, by=hanna, now=now).definition.name == "请假"


def test_two_processes_of_one_name_get_two_addresses(leave, hanna, hr, now):
    assert start_process(NAMES, department=hr, by=hanna, now=now).definition.slug == "hr-leave-2"


# ── versions ──────────────────────────────────────────────────────────────────────────────────────


def test_the_same_again_is_no_new_version(published, hanna, hr, now):
    again = publish_process("hr-leave", NAMES, SHORT, department=hr, by=hanna, now=now)
    assert again == published
    other = publish_process("hr-leave", NAMES, LONGER, department=hr, by=hanna, now=now)
    assert (other.number, current("hr-leave")) == (2, other)


def test_a_version_never_changes(published):
    published.xml = LONGER
    with pytest.raises(TypeError):
        published.save()


def test_a_version_published_meanwhile_is_replaced_knowingly_only(published, hanna, hr, now):
    draft = start_draft(published.definition, by=hanna, now=now)
    change_draft(draft, xml=LONGER, by=hanna, now=now)
    other = publish_process("hr-leave", NAMES, FORKED, department=hr, by=hanna, now=now)

    with pytest.raises(Stale):
        publish_draft(draft, by=hanna, now=now)

    assert publish_draft(draft, by=hanna, now=now, over=other.number).number == 3


def test_going_back_to_an_older_version_is_a_draft_as_well(published, hanna, hr, now):
    publish_process("hr-leave", NAMES, LONGER, department=hr, by=hanna, now=now)
    draft = start_draft(published.definition, by=hanna, now=now, base=published)
    assert draft.xml == published.xml
    assert publish_draft(draft, by=hanna, now=now).number == 3


def test_a_copy_begins_like_another_process(published, hanna, hr, now):
    draft = start_process({"en": "Special leave"}, department=hr, by=hanna, now=now, like=published)
    assert draft.xml == published.xml
    assert draft.base is None


def test_decision_tables_travel_with_the_version(leave, hanna, now):
    table = {
        "label": "Rate",
        "inputs": [{"reads": "amount", "label": ""}],
        "outputs": [{"name": "rate", "label": ""}],
        "rows": [{"tests": ["> 10"], "values": ["2"]}],
    }
    drawn = xml("start s; rule r asks=rate; end e\ns > r > e")
    change_draft(leave, xml=drawn, decisions={"rate": table}, by=hanna, now=now)
    version = publish_draft(leave, by=hanna, now=now)
    assert decisions_of(version.pk)["rate"].rows[0].tests == ("> 10",)


# ── several people, one draft ─────────────────────────────────────────────────────────────────────


def test_there_is_one_draft_and_somebody_elses_change_is_told(published, hanna, machine, now):
    draft = start_draft(published.definition, by=hanna, now=now)
    with pytest.raises(AlreadyDrawn):
        start_draft(published.definition, by=hanna, now=now)
    changed = change_draft(draft, xml=LONGER, by=hanna, now=now, seen=draft.revision)
    assert changed.revision == 2
    with pytest.raises(Stale):
        change_draft(draft, xml=FORKED, by=hanna, now=now, seen=1)
    draft.refresh_from_db()
    assert draft.xml == LONGER


def test_what_one_person_draws_at_a_stretch_is_one_entry_of_the_history(leave, hanna, ada, now):
    change_draft(leave, xml=SHORT, by=hanna, now=now)
    change_draft(leave, xml=LONGER, by=ada, now=now)
    change_draft(leave, xml=FORKED, by=ada, now=now + timedelta(minutes=2))
    change_draft(leave, xml=SHORT, by=ada, now=now + timedelta(minutes=30))
    assert verbs(leave.definition) == ["process.draft-started", "process.drawn", "process.drawn"]


def test_who_throws_away_what_was_never_published_leaves_nothing(leave, hanna, now):
    discard_draft(leave, by=hanna, now=now)
    assert not Definition.objects.exists()
    with pytest.raises(Stale):
        change_draft(leave, xml=SHORT, by=hanna, now=now)


def test_a_draft_thrown_away_leaves_the_process_as_it_is(published, hanna, now):
    discard_draft(start_draft(published.definition, by=hanna, now=now), by=hanna, now=now)
    assert current("hr-leave") == published


# ── who may ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["erin", "tom", "lea", "hugo", "fiona"])
def test_strangers_draw_nothing(who, company, published, hr, now):
    person = getattr(company, who)
    draft = start_draft(published.definition, by=company.hanna, now=now)
    for deed in (
        lambda: start_process(NAMES, department=hr, by=person, now=now),
        lambda: start_draft(published.definition, by=person, now=now),
        lambda: change_draft(draft, xml=LONGER, by=person, now=now),
        lambda: publish_draft(draft, by=person, now=now),
        lambda: discard_draft(draft, by=person, now=now),
        lambda: publish_process("hr-leave", NAMES, LONGER, department=hr, by=person, now=now),
        lambda: publish_process("new", NAMES, LONGER, department=hr, by=person, now=now),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert Version.objects.count() == 1


def test_a_department_named_in_the_call_opens_nobody_elses_process(published, fiona, finance, now):
    with pytest.raises(NotAllowed):
        publish_process("hr-leave", NAMES, LONGER, department=finance, by=fiona, now=now)


def test_the_companys_processes_are_its_administrators_affair(hanna, ada, machine, now):
    with pytest.raises(NotAllowed):
        start_process(NAMES, department=None, by=hanna, now=now)
    assert start_process(NAMES, department=None, by=ada, now=now).definition.slug == "leave"
    assert publish_process("purchase", NAMES, SHORT, department=None, by=machine, now=now).number == 1


def test_who_draws_for_others_sees_what_runs_and_not_what_is_drawn(published, company, now):
    start_process({"en": "Secret"}, department=company.hr, by=company.hanna, now=now)
    start_process({"en": "Company"}, department=None, by=company.ada, now=now)
    assert [one.slug for one in Definition.objects.visible_to(company.fiona)] == []
    assert {one.slug for one in Definition.objects.visible_to(company.hanna)} == {"hr-leave", "hr-secret"}
    assert Definition.objects.visible_to(company.ada).count() == 3
    assert not Definition.objects.visible_to(company.erin).exists()


# ── services that use it ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def used(monkeypatch):
    """A service that asks for a number, which only its own department may see."""

    def tell(slugs, person):
        seen = person is None or person.username == "hanna"
        use = Use("Expense", "/x/", facts=Facts(sum="number"), key="expense")
        return {slug: [use] for slug in slugs if seen}

    monkeypatch.setattr("processes.uses._tellers", [tell])


def test_a_version_that_reads_what_a_service_does_not_ask_is_refused(used, hanna, ada, hr, now):
    with pytest.raises(BrokenProcess) as refusal:
        publish_process("hr-leave", NAMES, FORKED, department=hr, by=hanna, now=now)
    assert "Expense" in str(refusal.value.complaints[0].text)
    with pytest.raises(BrokenProcess) as refusal:
        publish_process("hr-leave", NAMES, FORKED, department=hr, by=ada, now=now)
    assert "Expense" not in str(refusal.value.complaints[0].text)
    assert "one service that you may not see" in refusal.value.complaints[0].text


def test_one_that_reads_only_what_is_asked_is_published(used, hanna, hr, now):
    fits = FORKED.replace("amount", "sum")
    assert publish_process("hr-leave", NAMES, fits, department=hr, by=hanna, now=now).number == 1
