"""The one gate: who may move a ticket where, what it asks, and what is said to the others."""

from datetime import date, timedelta

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from tickets.actions import IllegalMove, assign, legal_moves, link, move, publish_lifecycle
from tickets.lifecycles import shipped
from tickets.models import Clock
from tickets.moves import drops_of, moves_of
from tickets.phases import Phase


@pytest.fixture
def later(now):
    return now + timedelta(minutes=30)


def names(moves):
    return [move.name for move in moves]


# ── the way through ───────────────────────────────────────────────────────────────────────────────


def test_a_technician_carries_an_incident_from_report_to_close(incident, erin, tom, now):
    ticket = move(incident(), "start", by=tom, now=now)
    assert (ticket.status, ticket.phase) == ("in_progress", Phase.ACTIVE)
    ticket = move(ticket, "resolve", by=tom, now=now, resolution="Cleaned the rollers.")
    assert (ticket.phase, ticket.resolved_at) == (Phase.RESOLVED, now)
    assert ticket.resolution == "Cleaned the rollers."
    ticket = move(ticket, "close", by=erin, now=now)
    assert (ticket.status, ticket.phase, ticket.closed_at) == ("closed", Phase.CLOSED, now)
    assert ticket.is_open is False
    verbs = Event.objects.about(ticket).values_list("verb", flat=True)
    assert sorted(verbs) == ["ticket.moved", "ticket.moved", "ticket.moved", "ticket.opened"]


def test_a_move_is_recorded_once_with_all_that_readers_need(incident, tom, later):
    ticket = move(incident(), "resolve", by=tom, now=later, resolution="Cleaned.", channel="api")
    event = Event.objects.get(verb="ticket.moved")
    assert event.sentence == "Tom Technician: Resolve (Reported → Resolved)"
    assert (event.subject_id, event.actor, event.at, event.channel) == (ticket.pk, tom, later, "api")
    assert event.data["from_status"] == "reported"
    assert event.data["to_phase"] == "resolved"
    assert event.data["revision"] == ticket.revision == 2
    assert event.data["answers"][0]["text"] == "Cleaned."


def test_a_reopened_ticket_has_no_resolution_any_more(incident, tom, erin, now):
    ticket = move(incident(), "resolve", by=tom, now=now, resolution="Cleaned.")
    ticket = move(ticket, "reopen", by=erin, now=now, reason="It jams again")
    assert (ticket.phase, ticket.resolution, ticket.resolved_at) == (Phase.ACTIVE, "", None)


def test_what_a_ticket_goes_through_is_in_its_own_row_too(incident, tom, now, later):
    ticket = move(incident(), "start", by=tom, now=later)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.phase, ticket.status_since, ticket.updated_at) == (
        "in_progress",
        "active",
        later,
        later,
    )
    assert ticket.is_open is True


# ── what it refuses ───────────────────────────────────────────────────────────────────────────────


def test_a_new_incident_cannot_be_closed_at_once(incident, lea, now):
    ticket = incident()
    with pytest.raises(IllegalMove) as refusal:
        move(ticket, "close", by=lea, now=now)
    assert str(refusal.value) == "The lifecycle “Incident” has no step from “Reported” to “Closed”."
    ticket.refresh_from_db()
    assert (ticket.status, ticket.revision) == ("reported", 1)


def test_a_step_nobody_has_drawn_is_refused_and_never_called(incident, lea, now):
    for name in ("explode", "save", "__class__", "x" * 500):
        with pytest.raises(IllegalMove) as refusal:
            move(incident(), name, by=lea, now=now)
        assert str(refusal.value).startswith("The lifecycle “Incident” has no step “")


def test_doing_what_is_done_already_names_who_did_it(incident, tom, tina, now):
    ticket = incident()
    move(ticket, "start", by=tina, now=now)
    with pytest.raises(IllegalMove) as refusal:
        move(ticket, "start", by=tom, now=now)
    assert str(refusal.value) == (
        "It is already in “In progress”. Tina Technician: Start work (Reported → In progress)"
    )


def test_a_step_from_elsewhere_says_where_it_starts(incident, tom, now):
    ticket = move(incident(), "start", by=tom, now=now)
    ticket = move(ticket, "wait_for_supplier", by=tom, now=now, reason="Toner")
    with pytest.raises(IllegalMove) as refusal:
        move(ticket, "start", by=tom, now=now)
    assert str(refusal.value) == (
        "“Start work” starts from “Reported”, “Assigned”, "
        f"but {ticket.reference} is in “Waiting for a supplier”."
    )


def test_a_foreign_ticket_is_not_moved(incident, hugo, mara, now):
    for stranger in (hugo, mara):
        with pytest.raises(NotAllowed) as refusal:
            move(incident(), "start", by=stranger, now=now)
        assert str(refusal.value) == "Only the people who work on it or the team lead can do this."


def test_the_requester_confirms_but_does_not_resolve(incident, erin, mara, tom, now):
    ticket = incident()
    with pytest.raises(NotAllowed):
        move(ticket, "resolve", by=erin, now=now, resolution="Went away")
    ticket = move(ticket, "resolve", by=tom, now=now, resolution="Cleaned")
    with pytest.raises(NotAllowed):  # the requester's word, or that of somebody who works on it
        move(ticket, "close", by=mara, now=now)
    assert move(ticket, "close", by=erin, now=now).phase == Phase.CLOSED


def test_who_left_moves_nothing(incident, tom, now):
    tom.is_active = False
    tom.forget_standing()
    with pytest.raises(NotAllowed):
        move(incident(), "start", by=tom, now=now)


def test_the_desk_itself_moves_only_what_is_the_desks(incident, machine, now):
    ticket = incident()
    with pytest.raises(NotAllowed):
        move(ticket, "start", by=machine, now=now, channel="system")
    assert move(ticket, "start", by=machine, now=now, channel="process").phase == Phase.ACTIVE


def test_a_condition_that_does_not_hold_is_explained(company, incident, tom, now):
    problem = incident(kind="problem", lifecycle="problem")
    child = incident()
    link(problem, child, type="parent", by=tom, now=now)
    problem = move(problem, "investigate", by=tom, now=now)
    with pytest.raises(IllegalMove) as refusal:
        move(problem, "resolve", by=tom, now=now, resolution="Replaced")
    assert str(refusal.value).startswith("This isn't possible yet:")
    move(child, "resolve", by=tom, now=now, resolution="Replaced")
    assert move(problem, "resolve", by=tom, now=now, resolution="Replaced").phase == Phase.RESOLVED


def test_a_change_needs_somebody_before_it_is_implemented(company, incident, tom, lea, now):
    change = incident(kind="change", lifecycle="change-normal")
    change = move(change, "assess", by=tom, now=now)
    change = move(change, "request_authorization", by=tom, now=now, risk="low", back_out="Restore")
    change = move(change, "authorize", by=lea, now=now, window="2026-03-09")
    with pytest.raises(IllegalMove):
        move(change, "implement", by=tom, now=now)
    change = assign(change, to=tom, by=lea, now=now)
    assert move(change, "implement", by=tom, now=now).phase == Phase.ACTIVE


# ── what it asks ──────────────────────────────────────────────────────────────────────────────────


def test_a_missing_answer_is_asked_for_beside_its_question(incident, tom, now):
    ticket = incident()
    for answers in ({}, {"resolution": ""}, {"resolution": "  \x00 "}):
        with pytest.raises(Invalid) as refusal:
            move(ticket, "resolve", by=tom, now=now, **answers)
        assert {name: list(map(str, said)) for name, said in refusal.value.errors.items()} == {
            "resolution": ["Please answer this."]
        }
    ticket.refresh_from_db()
    assert ticket.status == "reported"


def test_an_over_long_answer_is_refused(incident, tom, now):
    with pytest.raises(Invalid) as refusal:
        move(incident(), "resolve", by=tom, now=now, resolution="x" * 20_001)
    assert "20001 characters, 20000 at most" in str(refusal.value.errors["resolution"][0])


def test_what_is_not_asked_is_not_taken(incident, tom, now):
    with pytest.raises(Invalid) as refusal:
        move(incident(), "start", by=tom, now=now, priority="1")
    assert list(refusal.value.errors) == ["priority"]
    assert move(incident(), "start", by=tom, now=now, priority="").phase == Phase.ACTIVE


@pytest.fixture
def questionnaire(incident, ada, now):
    """An incident whose first step asks one question of every kind."""
    spec = shipped()["incident"].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    kinds = ["text", "longtext", "choice", "person", "team", "yesno", "date"]
    label = {"en": "Well?", "zh": "如何？"}
    asked = [{"name": f"a_{kind}", "kind": kind, "label": label, "required": False} for kind in kinds]
    asked[2]["choices"] = [{"value": "low", "label": {"en": "Low", "zh": "低"}}]
    spec["transitions"]["start"]["ask"] = asked
    publish_lifecycle("incident", spec, by=ada, now=now)
    return incident()


def test_answers_are_typed_and_kept_readably(company, questionnaire, tom, now):
    move(
        questionnaire,
        "start",
        by=tom,
        now=now,
        a_text=" short ",
        a_longtext="long",
        a_choice="low",
        a_person=tom,
        a_team=str(company.it_network.pk),
        a_yesno="yes",
        a_date=date(2026, 3, 9),
    )
    sheet = Event.objects.get(verb="ticket.moved").data["answers"]
    assert [row["text"] for row in sheet] == [
        "short",
        "long",
        {"en": "Low", "zh": "低"},
        "Tom Technician",
        {"en": "IT network", "zh": "IT 网络组"},
        sheet[5]["text"],
        "2026-03-09",
    ]
    assert sheet[5]["text"]["en"] == "yes"
    assert sheet[0]["label"] == {"en": "Well?", "zh": "如何？"}


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("a_text", "x" * 201, "This is too long: 201 characters, 200 at most."),
        ("a_text", 7, "This must be a text."),
        ("a_choice", "high", "This is not one of the choices."),
        ("a_person", "999999", "This person can't be found."),
        ("a_person", "tom", "This person can't be found."),
        ("a_person", "9" * 40, "This person can't be found."),
        ("a_team", "-1", "This team can't be found."),
        ("a_yesno", "maybe", "Please answer yes or no."),
        ("a_date", "9.3.2026", "Please enter a date such as 2026-03-31."),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(questionnaire, tom, now, name, answer, sentence):
    with pytest.raises(Invalid) as refusal:
        move(questionnaire, "start", by=tom, now=now, **{name: answer})
    assert [str(said) for said in refusal.value.errors[name]] == [sentence]


def test_no_is_an_answer(questionnaire, tom, now):
    move(questionnaire, "start", by=tom, now=now, a_yesno=False)
    assert Event.objects.get(verb="ticket.moved").data["answers"][0]["text"]["en"] == "no"


def test_a_person_who_left_is_no_answer(questionnaire, tom, tina, now):
    tina.is_active = False
    tina.save()
    with pytest.raises(Invalid):
        move(questionnaire, "start", by=tom, now=now, a_person=tina)


def test_assigning_asks_whom_and_hands_it_over(incident, tom, tina, now):
    ticket = move(incident(), "assign", by=tom, now=now, assignee=str(tina.pk))
    assert (ticket.status, ticket.assignee) == ("assigned", tina)
    assigned = Event.objects.get(verb="ticket.assigned")
    assert assigned.cause.verb == "ticket.moved"


def test_asking_the_requester_says_so_in_public(incident, tom, now):
    ticket = move(incident(), "start", by=tom, now=now)
    ticket = move(ticket, "ask_requester", by=tom, now=now, message="Which tray?")
    said = ticket.comments.get()
    assert (said.text, said.is_internal, said.author) == ("Which tray?", False, tom)
    assert Event.objects.get(verb="ticket.commented").cause.verb == "ticket.moved"


# ── somebody was quicker ──────────────────────────────────────────────────────────────────────────


def test_a_stale_page_is_told_who_moved_it(incident, tom, tina, now):
    ticket = incident()
    move(ticket, "start", by=tina, now=now, seen=1)
    for seen in (1, "reported"):
        with pytest.raises(Stale) as refusal:
            move(ticket, "resolve", by=tom, now=now, seen=seen, resolution="Cleaned")
        assert str(refusal.value) == (
            "Meanwhile: Tina Technician: Start work (Reported → In progress). Look again, then decide."
        )
        assert refusal.value.details == {"revision": 2, "status_now": "in_progress"}


def test_what_is_as_it_was_seen_is_moved(incident, tom, now):
    assert move(incident(), "start", by=tom, now=now, seen="reported").revision == 2
    assert move(incident(), "start", by=tom, now=now, seen=1).revision == 2


def test_a_stale_page_without_history_is_refused_all_the_same(incident, tom, now):
    ticket = incident()
    ticket.pk = None  # as if it had come from an import, without a past
    ticket.save(force_insert=True)
    with pytest.raises(Stale) as refusal:
        move(ticket, "start", by=tom, now=now, seen=7)
    assert str(refusal.value) == "Somebody changed it in the meantime. Look again, then decide."


# ── buttons and boards ────────────────────────────────────────────────────────────────────────────


def test_everybody_is_offered_only_what_he_may_do(incident, erin, tom, mara, now):
    ticket = incident()
    assert names(legal_moves(ticket, tom, now=now)) == ["assign", "start", "resolve", "withdraw"]
    assert names(legal_moves(ticket, erin, now=now)) == ["withdraw"]
    assert names(legal_moves(ticket, mara, now=now)) == []


def test_a_step_knows_what_buttons_and_dialogs_show(incident, tom, now):
    ticket = move(incident(), "start", by=tom, now=now)
    asking = next(one for one in legal_moves(ticket, tom, now=now) if one.name == "ask_requester")
    assert (asking.label, asking.to, asking.phase) == ("Ask the requester", "waiting_requester", "waiting")
    assert (asking.tone, asking.note) == ("", "The clock stands until the requester replies.")
    assert [question.kind for question in asking.ask] == ["longtext"]
    waiting = next(one for one in legal_moves(ticket, tom, now=now) if one.name == "wait_for_supplier")
    assert waiting.note == ""


def test_refused_steps_say_why_when_asked(incident, erin, now):
    moves = legal_moves(incident(), erin, now=now, include_refused=True)
    refused = {move.name: str(move.refused) for move in moves if move.refused}
    assert refused["resolve"] == "Only the people who work on it or the team lead can do this."


def test_ending_a_parent_names_its_open_children(incident, tom, lea, now):
    parent, child = incident(), incident()
    link(parent, child, type="parent", by=tom, now=now)
    hints = {one.name: one.hint and str(one.hint) for one in legal_moves(parent, tom, now=now)}
    assert hints["start"] is None
    assert hints["resolve"] == f"Still open below it: {child.reference}."
    move(child, "resolve", by=tom, now=now, resolution="Cleaned")
    assert all(one.hint is None for one in legal_moves(parent, tom, now=now))


def test_a_board_knows_for_every_column_what_a_drop_would_do(incident, tom, now):
    ticket = incident()
    drops = drops_of([ticket], tom, now=now)[ticket.pk]
    assert names(drops["in_progress"].moves) == ["start"]
    assert str(drops["closed"].refused) == "The lifecycle “Incident” has no step from “Reported” to “Closed”."
    assert "reported" not in drops


def test_a_board_says_to_whom_a_column_is_closed(incident, erin, now):
    ticket = incident()
    drops = drops_of([ticket], erin, now=now)[ticket.pk]
    assert str(drops["resolved"].refused) == "Only the people who work on it or the team lead can do this."


def test_a_step_of_the_desk_alone_says_so(incident, tom, now):
    ticket = move(incident(), "start", by=tom, now=now)
    ticket = move(ticket, "ask_requester", by=tom, now=now, message="Which tray?")
    moves = {one.name: one for one in moves_of([ticket], tom, now=now)[ticket.pk]}
    assert str(moves["answered"].refused) == "Only the desk itself can do this."


def test_a_board_of_many_tickets_asks_the_database_no_more_than_one_of_few(
    incident, tom, now, django_assert_num_queries
):
    few = [incident(kind="problem", lifecycle="problem") for _number in range(2)]
    many = [incident(kind="problem", lifecycle="problem") for _number in range(6)]
    moves_of(few, tom, now=now)  # the lifecycle is read, the person's rights are known
    few = [move(ticket, "investigate", by=tom, now=now) for ticket in few]
    many = [move(ticket, "investigate", by=tom, now=now) for ticket in many]
    for tickets in (few, many):
        with django_assert_num_queries(1):  # open children, which a condition asks for
            drops_of(tickets, tom, now=now)


def test_a_move_costs_few_statements(incident, tom, now, django_assert_max_num_queries):
    ticket = incident()
    move(incident(), "start", by=tom, now=now)
    with django_assert_max_num_queries(12):
        move(ticket, "start", by=tom, now=now)
    assert Clock.objects.get(ticket=ticket, kind="response").stopped_at == now
