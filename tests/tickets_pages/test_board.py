"""The board: cards go only where their lifecycle lets them, and everybody is told why not."""

import json

import pytest
from django.urls import reverse

from journal.models import Event
from tests.budgets import budget
from tickets.actions import assign, move, open_ticket
from tickets.models import BoardLimit, Ticket

BOARD = "/desk/board/"
LEGAL = "/desk/board/legal/"
DROP = "/desk/board/drop/"


@pytest.fixture
def jam(incident):
    return incident()


@pytest.fixture
def order(company, now):
    """A service request of Erin's at the service desk."""
    return open_ticket(
        kind="request",
        lifecycle="request",
        subject="A second screen",
        requester=company.erin,
        by=company.erin,
        now=now,
        department=company.it,
        team=company.it_service_desk,
    )


def columns(answer) -> dict[str, list[str]]:
    """The cards' titles by column."""
    board = answer.context["board"]
    return {
        column.key: [card.title for card in board.cards if card.column == column.key]
        for column in board.columns
    }


def card(ticket: Ticket, column: str, **more) -> dict:
    return {"card": ticket.pk, "column": column, "lane": "", "seen": ticket.revision, **more}


def now_is(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


# ── what it shows ────────────────────────────────────────────────────────────────────────────────


def test_columns_are_the_statuses_and_those_that_read_the_same_are_one(at, company, jam, order, now):
    move(jam, "start", by=company.tom, now=now)
    move(order, "accept", by=company.tom, now=now)
    shown = columns(at(company.tom).get(BOARD))
    assert set(shown["active-in-progress"]) == {jam.subject, order.subject}
    assert list(shown)[:3] == ["new-reported", "new-submitted", "active-assigned"]
    assert list(shown)[-1] == "cancelled"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("columns=phase", {"new": ["The printer on the second floor jams", "A second screen"]}),
        ("columns=priority", {"4": ["The printer on the second floor jams", "A second screen"]}),
        ("columns=assignee", {"nobody": ["The printer on the second floor jams", "A second screen"]}),
        ("kind=request", {"new-submitted": ["A second screen"]}),
        ("q=screen", {"new-submitted": ["A second screen"]}),
        ("assignee=me", {}),
    ],
)
def test_the_board_shows_what_the_address_asks(at, company, jam, order, query, expected):
    shown = columns(at(company.tom).get(f"{BOARD}?{query}"))
    assert {key: cards for key, cards in shown.items() if cards} == expected


def test_lanes_divide_the_cards(at, company, jam, order, now):
    assign(jam, to=company.tina, by=company.tom, now=now)
    board = at(company.tom).get(f"{BOARD}?lanes=assignee").context["board"]
    assert [str(lane.label) for lane in board.lanes] == ["Nobody", "Tina Technician"]
    assert {card.title: card.lane for card in board.cards} == {
        jam.subject: str(company.tina.pk),
        order.subject: "nobody",
    }


def test_the_board_says_how_much_everybody_has(at, company, jam, now):
    assign(jam, to=company.tina, by=company.tom, now=now)
    page = at(company.tom).get(BOARD).context["page"]
    assert {load.person.username: load.count for load in page.loads} == {"tina": 1, "tom": 0, "lea": 0}


def test_a_full_column_leads_to_the_rest_in_the_queue(at, company, incident, monkeypatch):
    monkeypatch.setattr("tickets.board.page.SHOWN", 2)
    for number in range(4):
        incident(subject=f"Number {number}")
    column = next(
        one for one in at(company.tom).get(BOARD).context["board"].columns if one.key == "new-reported"
    )
    assert column.count == 4
    answer = at(company.tom).get(column.more_url)
    assert len(answer.context["listing"].rows) == 4


def test_many_open_tickets_are_read_column_by_column(at, company, incident, order, now, monkeypatch):
    monkeypatch.setattr("tickets.board.page.AT_ONCE", 2)
    for number in range(3):
        incident(subject=f"Number {number}")
    shown = columns(at(company.tom).get(BOARD))
    assert len(shown["new-reported"]) == 3
    assert shown["new-submitted"] == [order.subject]


def test_the_board_shows_nothing_of_other_departments(at, company, hr_case):
    hr_case()
    for query in ("", "?team=", "?team=hr-services", "?columns=phase&team="):
        assert "Parental leave" not in at(company.tom).get(BOARD + query).content.decode()


def test_the_board_costs_a_fixed_number_of_statements(at, company, incident, order, now):
    for number in range(40):
        assign(incident(subject=f"Number {number}"), to=company.tom, by=company.tom, now=now)
    browser = at(company.tom)
    browser.get(BOARD)
    with budget("tickets:board"):
        browser.get(BOARD)


def test_a_refresh_brings_the_board_alone(htmx, company, jam):
    answer = htmx(company.tom, target="tickets-board").get(BOARD)
    assert answer["HX-Reselect"] == "#tickets-board"
    assert "<html" not in answer.content.decode()


def test_who_has_just_moved_a_card_is_named_on_it(at, company, jam):
    at(company.tina).post(DROP, card(jam, "active-in-progress"))
    (shown,) = at(company.tom).get(BOARD).context["board"].cards
    assert shown.moved_by == "Tina Technician"


def test_the_board_reads_in_chinese(at, company, jam):
    company.tom.language = "zh-hans"
    company.tom.save()
    assert "已上报" in at(company.tom).get(BOARD).content.decode()


# ── where a card may go ──────────────────────────────────────────────────────────────────────────


def legal(browser, ticket: Ticket, query: str = "") -> dict:
    return browser.get(f"{LEGAL}{query}", {"card": ticket.pk} if not query else None).json()["columns"]


def test_legal_columns_name_their_step_and_the_others_their_reason(at, company, jam):
    found = legal(at(company.tom), jam)
    assert found["active-in-progress"] == {"ok": True, "label": "Start work"}
    assert found["active-assigned"] == {"ok": True, "label": "Assign…"}
    assert found["closed-closed"]["ok"] is False
    assert "“Reported” to “Closed”" in found["closed-closed"]["reason"]
    assert found["new-submitted"]["reason"] == "Tickets of this kind never get there."
    assert "new-reported" not in found  # it lies there


def test_colleagues_who_do_not_do_this_work_are_no_columns_to_drop_on(at, company, incident):
    ticket = incident(team=company.it_network)
    answer = at(company.tom).get(LEGAL, {"card": ticket.pk, "columns": "assignee", "team": "it-service-desk"})
    found = answer.json()["columns"]
    assert found[str(company.tina.pk)]["ok"] is True


# ── the drop ─────────────────────────────────────────────────────────────────────────────────────


def test_a_drop_is_the_step_that_leads_there(htmx, company, jam):
    answer = htmx(company.tom).post(DROP, card(jam, "active-in-progress"))
    assert answer.status_code == 204
    assert now_is(jam).status == "in_progress"
    assert Event.objects.about(jam).filter(verb="ticket.moved", actor=company.tom).exists()


def test_a_drop_that_asks_something_opens_its_questions_first(htmx, company, jam):
    asked = htmx(company.tom).post(DROP, card(jam, "resolved-resolved"))
    assert asked.status_code == 200
    assert "How was it solved?" in asked.content.decode()
    assert now_is(jam).status == "reported"
    empty = htmx(company.tom).post(DROP, card(jam, "resolved-resolved", asked="1", resolution=" "))
    assert empty.status_code == 422
    assert "Please answer this." in empty.content.decode()
    done = htmx(company.tom).post(DROP, card(jam, "resolved-resolved", asked="1", resolution="Cleaned."))
    assert done.status_code == 204
    assert now_is(jam).resolution == "Cleaned."
    assert "dialog:close" in json.loads(done["HX-Trigger"])


def test_an_illegal_drop_is_refused_with_the_rule(htmx, company, jam):
    answer = htmx(company.tom).post(DROP, card(jam, "closed-closed"))
    assert answer.status_code == 409
    assert "no step from" in answer.headers["HX-Trigger"] + answer.content.decode()
    assert now_is(jam).status == "reported"


def test_of_two_drops_at_once_the_second_is_told(htmx, company, jam):
    assert htmx(company.tina).post(DROP, card(jam, "active-in-progress")).status_code == 204
    answer = htmx(company.tom).post(DROP, card(jam, "resolved-resolved", asked="1", resolution="Cleaned."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tina Technician: Start work" in page
    assert "Cleaned." in page
    again = htmx(company.tom).post(
        DROP, card(now_is(jam), "resolved-resolved", asked="1", resolution="Cleaned.")
    )
    assert again.status_code == 204


def test_a_card_dropped_where_it_lies_stays(htmx, company, jam):
    assert htmx(company.tom).post(DROP, card(jam, "new-reported")).status_code == 204
    assert now_is(jam).revision == jam.revision


def test_cancelling_asks_which_way_is_meant(htmx, company, order):
    asked = htmx(company.tom).post(DROP, card(order, "cancelled"))
    assert "Decline" in asked.content.decode()
    done = htmx(company.tom).post(
        DROP, card(order, "cancelled", transition="decline", asked="1", reason="Out of stock for good.")
    )
    assert done.status_code == 204
    assert now_is(order).status == "declined"


def test_a_drop_on_a_colleague_assigns(htmx, company, jam):
    answer = htmx(company.tom).post(f"{DROP}?columns=assignee", card(jam, str(company.tina.pk)))
    assert answer.status_code == 204
    assert now_is(jam).assignee == company.tina
    back = htmx(company.tom).post(f"{DROP}?columns=assignee", card(now_is(jam), "nobody"))
    assert back.status_code == 204
    assert now_is(jam).assignee is None


def test_a_drop_on_a_priority_asks_why(htmx, company, jam):
    asked = htmx(company.tom).post(f"{DROP}?columns=priority", card(jam, "1"))
    assert "Why is it more or less urgent?" in asked.content.decode()
    given = card(jam, "1", asked="1", reason="The whole floor waits.")
    assert htmx(company.tom).post(f"{DROP}?columns=priority", given).status_code == 204
    assert now_is(jam).priority == 1


@pytest.mark.parametrize("column", ["", "nowhere", "active-in-progress' OR 1=1"])
def test_an_unknown_column_is_no_column(htmx, company, jam, column):
    assert htmx(company.tom).post(DROP, card(jam, column)).status_code == 404


# ── limits ───────────────────────────────────────────────────────────────────────────────────────

IN_PROGRESS = "active-in-progress"


@pytest.fixture
def full(company, incident, now):
    """The service desk wants one ticket in progress at a time, and has one."""
    BoardLimit.objects.create(team=company.it_service_desk, column=IN_PROGRESS, limit=1)
    return move(incident(subject="The first"), "start", by=company.tina, now=now)


def test_over_the_limit_nothing_is_dropped(htmx, company, jam, full):
    answer = htmx(company.tom).post(DROP, card(jam, IN_PROGRESS))
    assert answer.status_code == 409
    assert "holds its one card already" in answer.headers["HX-Trigger"] + answer.content.decode()
    assert now_is(jam).status == "reported"
    forced = htmx(company.tom).post(DROP, card(jam, IN_PROGRESS, asked="1", confirmed="1"))
    assert forced.status_code == 422
    assert now_is(jam).status == "reported"


def test_the_lead_is_asked_and_may_go_over_it(htmx, company, jam, full):
    asked = htmx(company.lea).post(DROP, card(jam, IN_PROGRESS))
    assert asked.status_code == 200
    assert "Go over the limit all the same" in asked.content.decode()
    assert now_is(jam).status == "reported"
    done = htmx(company.lea).post(DROP, card(jam, IN_PROGRESS, asked="1", confirmed="True"))
    assert done.status_code == 204
    assert now_is(jam).status == "in_progress"


def test_a_full_column_is_shaded_for_who_may_not_go_over_it(at, company, jam, full):
    """The lead is asked at the drop instead."""
    seen = at(company.tom).get(LEGAL, {"card": jam.pk}).json()["columns"][IN_PROGRESS]
    assert seen["ok"] is False
    assert "holds its one card already" in seen["reason"]
    assert at(company.lea).get(LEGAL, {"card": jam.pk}).json()["columns"][IN_PROGRESS]["ok"] is True
    BoardLimit.objects.update(limit=2)
    assert at(company.tom).get(LEGAL, {"card": jam.pk}).json()["columns"][IN_PROGRESS]["ok"] is True


def test_another_teams_tickets_fill_no_column_of_ours(htmx, company, incident, full):
    theirs = incident(subject="A dead switch", team=company.it_network)
    assert htmx(company.tina).post(DROP, card(theirs, IN_PROGRESS)).status_code == 204


def test_a_full_column_says_so_on_the_teams_board(at, company, full):
    page = at(company.tom).get(f"{BOARD}?team=it-service-desk")
    head = next(one for one in page.context["board"].heads if one.column.key == IN_PROGRESS)
    assert (head.count, head.column.limit, head.is_full) == (1, 1, True)


def test_only_who_leads_the_team_sets_its_limits(htmx, company):
    address = "/desk/board/limits/?team=it-service-desk"
    assert htmx(company.tom).get(address).status_code == 404
    assert htmx(company.tom).post(address, {IN_PROGRESS: "3"}).status_code == 404
    assert htmx(company.lea).get(address).status_code == 200
    assert htmx(company.lea).post(address, {IN_PROGRESS: "0"}).status_code == 422
    assert htmx(company.lea).post(address, {IN_PROGRESS: "3"}).status_code == 204
    assert BoardLimit.objects.get().limit == 3
    assert Event.objects.filter(verb="board.limited", actor=company.lea).count() == 1
    assert htmx(company.lea).post(address, {IN_PROGRESS: ""}).status_code == 204
    assert not BoardLimit.objects.exists()


def test_a_lead_of_several_teams_is_offered_the_limits_of_each(at, htmx, company):
    boards = at(company.lea)
    page = boards.get(f"{BOARD}?team=")
    assert {team.slug for team in page.context["limitable"]} >= {"it-service-desk", "it-network"}
    assert "limited=it-network" in page.content.decode()
    assert boards.get(f"{BOARD}?team=&columns=assignee").context["limitable"] == []
    assert at(company.tom).get(f"{BOARD}?team=").context["limitable"] == []

    saved = htmx(company.lea).post("/desk/board/limits/?team=mine&limited=it-network", {IN_PROGRESS: "4"})
    assert saved.status_code == 204
    assert BoardLimit.objects.get().team == company.it_network
    foreign = "/desk/board/limits/?team=mine&limited=it-network"
    assert htmx(company.tom).get(foreign).status_code == 404


def test_the_open_work_of_colleagues_counts_what_one_may_see(at, company, jam, hr_case, now):
    assign(jam, to=company.tina, by=company.tom, now=now)
    Ticket.objects.filter(pk=hr_case().pk).update(assignee=company.tina)
    page = at(company.tom).get(BOARD)
    assert {load.person: load.count for load in page.context["page"].loads}[company.tina] == 1


# ── strangers ────────────────────────────────────────────────────────────────────────────────────


def test_an_employee_finds_no_board(at, company, jam):
    browser = at(company.erin)
    assert browser.get(BOARD).status_code == 404
    assert browser.get(LEGAL, {"card": jam.pk}).status_code == 404
    assert browser.post(DROP, card(jam, IN_PROGRESS)).status_code == 404
    assert browser.get(reverse("tickets:board_limits")).status_code == 404


def test_a_foreign_card_is_no_card(at, company, hr_case):
    hidden = hr_case()
    browser = at(company.tom)
    assert browser.get(LEGAL, {"card": hidden.pk}).status_code == 404
    assert browser.post(DROP, card(hidden, IN_PROGRESS)).status_code == 404
    assert browser.get(LEGAL, {"card": "x"}).status_code == 404
    assert now_is(hidden).status == "submitted"
