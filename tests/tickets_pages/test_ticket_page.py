"""One ticket at the desk: what it shows, what may be done to it, and what happens when two do it at once."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from cmdb.actions import add_item as add_to_cmdb
from cmdb.models import ItemType
from journal.models import Event
from tests.budgets import budget
from tickets.actions import (
    add_item,
    add_participant,
    assign,
    change_priority,
    comment,
    link,
    move,
    open_ticket,
    watch,
)
from tickets.models import Ticket


@pytest.fixture
def jam(incident):
    return incident()


def page(name: str, ticket: Ticket, *more) -> str:
    return reverse(f"tickets:{name}", args=[ticket.reference, *more])


def now_is(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


def test_the_page_tells_everything_about_the_ticket(at, company, jam, now):
    comment(jam, "Which *floor*?", by=company.tom, now=now)
    comment(jam, "He always forgets the paper.", by=company.tom, now=now, internal=True)
    answer = at(company.tom).get(page("detail", jam))
    text = answer.content.decode()
    for words in (
        jam.reference,
        jam.subject,
        "It pulls in two sheets at once.",
        "Erin Employee",
        "IT service desk",
        "Reported",
        "Which <em>floor</em>?",
        "He always forgets the paper.",
        "Erin Employee opened it",
        "Impact Low × urgency Low",
    ):
        assert words in text
    assert {move.name for move in answer.context["moves"]} >= {"assign", "start", "resolve"}


def test_the_answers_are_a_table_in_the_readers_language(at, company, incident):
    sheet = [
        {
            "name": "lines",
            "kind": "table",
            "label": {"en": "Line items", "zh": "明细"},
            "text": {"en": "1 line", "zh": "1 行"},
            "section": {"en": "Costs", "zh": "费用"},
            "columns": [{"label": {"en": "Amount", "zh": "金额"}}],
            "rows": [{"cells": [{"text": "€1,200.00", "number": True}]}],
            "totals": [],
        },
        {"name": "why", "kind": "text", "label": {"en": "Why", "zh": "理由"}, "text": "<b>broken</b>"},
    ]
    ticket = incident(sheet=sheet)
    text = at(company.tom).get(page("detail", ticket)).content.decode()
    for words in ("Line items", "Costs", "Amount", "€1,200.00", "&lt;b&gt;broken&lt;/b&gt;"):
        assert words in text
    company.tom.language = "zh-hans"
    company.tom.save()
    chinese = at(company.tom).get(page("detail", ticket)).content.decode()
    for words in ("明细", "费用", "金额", "理由", "已上报"):
        assert words in chinese


def test_the_page_costs_a_fixed_number_of_statements(at, company, jam, now):
    for number in range(15):
        comment(jam, f"Number {number}", by=company.tom, now=now, internal=bool(number % 2))
    watch(jam, by=company.tina, now=now)
    add_participant(jam, company.mara, by=company.tom, now=now)
    browser = at(company.tom)
    browser.get(page("detail", jam))
    with budget("tickets:detail"):
        browser.get(page("detail", jam))


@pytest.mark.parametrize("name", ["INC-{}", "inc-{}", "REQ-{}", "{}"])
def test_any_prefix_leads_to_the_ticket(at, company, jam, name):
    answer = at(company.tom).get(f"/desk/tickets/{name.format(jam.pk)}/", follow=True)
    assert answer.request["PATH_INFO"] == f"/desk/tickets/INC-{jam.pk}/"
    assert answer.status_code == 200


def test_the_requester_is_led_to_the_page_for_requesters(at, company, jam):
    answer = at(company.erin).get(page("detail", jam))
    assert answer.status_code == 302
    assert answer["Location"] == f"/requests/{jam.reference}/"


def test_an_administrators_look_into_hr_is_recorded_and_said(at, company, hr_case):
    case = hr_case()
    text = at(company.ada).get(page("detail", case)).content.decode()
    assert "was recorded" in text
    assert Event.objects.about(case).filter(verb="ticket.inspected", actor=company.ada).count() == 1
    assert "was recorded" not in at(company.hugo).get(page("detail", case)).content.decode()


PARTS = ["detail", "facts", "timeline", "peek", "similar", "changes", "mentions", "assign", "priority"]
PARTS += ["facts_form", "participants", "items", "links"]
DEEDS = ["comment", "take", "assign", "priority", "facts_form", "watch", "participants", "items", "links"]


@pytest.mark.parametrize("name", PARTS)
def test_a_foreign_ticket_is_no_ticket_in_any_part(at, company, hr_case, name):
    case = hr_case()
    foreign = at(company.tom).get(page(name, case))
    none = at(company.tom).get(page(name, case).replace(str(case.pk), "999999"))
    assert (foreign.status_code, none.status_code) == (404, 404)
    strip = lambda answer: answer.content.decode().replace(str(case.pk), "").replace("999999", "")  # noqa: E731
    assert len(strip(foreign)) == pytest.approx(len(strip(none)), abs=40)
    assert at(company.hugo).get(page(name, case)).status_code == 200


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_can_be_done_to_a_foreign_ticket(at, company, hr_case, name):
    case = hr_case()
    given = {"text": "Hello", "watch": "yes", "subject": "Mine", "impact": 1, "urgency": 1}
    assert at(company.tom).post(page(name, case), given).status_code == 404
    assert at(company.tom).post(page("step", case, "accept")).status_code == 404
    assert now_is(case).revision == case.revision
    assert not case.comments.exists()


@pytest.mark.parametrize("name", DEEDS)
def test_the_requester_does_nothing_at_the_desk(at, company, jam, name):
    given = {"text": "Hello", "watch": "yes", "subject": "Mine", "impact": 1, "urgency": 1}
    assert at(company.erin).post(page(name, jam), given).status_code == 404
    assert now_is(jam).revision == jam.revision


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_without_questions_is_taken_at_once(htmx, company, jam):
    answer = htmx(company.tom).post(page("step", jam, "start"), {"seen": jam.revision})
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["live:change"]["topic"] == f"ticket:{jam.pk}"
    assert now_is(jam).status == "in_progress"


def test_a_step_asks_its_questions_and_keeps_what_was_typed(htmx, company, jam):
    asked = htmx(company.tom).get(page("step", jam, "ask_requester"))
    assert "What do you want to say to the requester?" in asked.content.decode()
    started = move(jam, "start", by=company.tom, now=jam.updated_at)
    empty = htmx(company.tom).post(page("step", started, "ask_requester"), {"message": ""})
    assert empty.status_code == 422
    assert "Please answer this." in empty.content.decode()
    done = htmx(company.tom).post(page("step", started, "ask_requester"), {"message": "Which floor?"})
    assert done.status_code == 204
    assert started.comments.get().text == "Which floor?"


def test_without_scripts_a_step_is_a_page_and_leads_back(at, company, jam):
    asked = at(company.tom).get(page("step", jam, "resolve"))
    assert "<html" in asked.content.decode()
    answer = at(company.tom).post(page("step", jam, "resolve"), {"resolution": "Cleaned."})
    assert answer["Location"] == jam.desk_url
    assert now_is(jam).status == "resolved"


def test_a_stale_step_tells_who_did_what_and_may_be_sent_again(htmx, company, jam, now):
    seen = {"seen": jam.revision, "since": Event.objects.about(jam).last().pk}
    assign(jam, to=company.tina, by=company.tina, now=now)
    change_priority(jam, impact=1, urgency=1, reason="The CEO prints.", by=company.tina, now=now)
    refused = htmx(company.tom).post(page("step", jam, "resolve"), seen | {"resolution": "Cleaned it."})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Tina Technician assigned it to Tina Technician" in text
    assert "The CEO prints." in text
    assert "Cleaned it." in text
    assert now_is(jam).status == "reported"
    fresh = refused.context["form"]
    again = {name: fresh[name].value() for name in ("seen", "since")}
    sent = htmx(company.tom).post(page("step", jam, "resolve"), again | {"resolution": "Cleaned it."})
    assert sent.status_code == 204
    assert now_is(jam).status == "resolved"


def test_an_impossible_step_is_refused_in_words(htmx, company, jam):
    answer = htmx(company.tom).post(page("step", jam, "close"), {"seen": jam.revision})
    assert answer.status_code == 422
    assert now_is(jam).status == "reported"
    assert htmx(company.tom).post(page("step", jam, "explode")).status_code == 404


# ── who, how urgent, what ────────────────────────────────────────────────────────────────────────


def test_taking_it_is_one_press_and_never_steals(htmx, company, jam):
    seen = {"seen": jam.revision}
    assert htmx(company.tina).post(page("take", jam), seen).status_code == 204
    late = htmx(company.tom).post(page("take", jam), seen)
    assert late.status_code == 422
    assert "Tina Technician" in late.content.decode()
    assert now_is(jam).assignee == company.tina


def test_assigning_offers_those_who_do_this_work(htmx, company, jam):
    form = htmx(company.tom).get(page("assign", jam)).context["form"]
    offered = set(form.fields["assignee"].queryset.values_list("username", flat=True))
    assert {"tom", "tina", "lea"} <= offered
    assert not offered & {"erin", "hugo", "fred"}
    given = {"assignee": company.tina.pk, "team": company.it_network.pk, "seen": jam.revision}
    assert htmx(company.tom).post(page("assign", jam), given).status_code == 204
    assert (now_is(jam).assignee, now_is(jam).team) == (company.tina, company.it_network)
    back = {"assignee": "", "team": company.it_network.pk, "seen": now_is(jam).revision}
    assert htmx(company.tina).post(page("assign", jam), back).status_code == 204
    assert now_is(jam).assignee is None


def test_impact_and_urgency_make_the_priority(htmx, company, jam):
    given = {"impact": 1, "urgency": 1, "seen": jam.revision}
    without = htmx(company.tom).post(page("priority", jam), given | {"reason": ""})
    assert without.status_code == 422
    assert htmx(company.tom).post(page("priority", jam), given | {"reason": "All wait."}).status_code == 204
    assert now_is(jam).priority == 1


def test_facts_are_corrected_and_conflicts_told(htmx, company, jam):
    seen = {"seen": jam.revision, "since": 0}
    mine = seen | {"subject": "Printer jams", "description": jam.description}
    assert htmx(company.tina).post(page("facts_form", jam), mine).status_code == 204
    late = htmx(company.tom).post(
        page("facts_form", jam), seen | {"subject": "The big printer jams", "description": jam.description}
    )
    assert late.status_code == 422
    assert "Tina Technician has changed" in late.content.decode()
    assert "The big printer jams" in late.content.decode()
    assert now_is(jam).subject == "Printer jams"


def test_the_facts_come_anew_only_when_something_happened(htmx, company, jam):
    last = Event.objects.about(jam).last().pk
    address = page("facts", jam)
    assert htmx(company.tom).get(address, {"since": last}).status_code == 204
    assert htmx(company.tom).get(address, {"since": last - 1}).status_code == 200


# ── relations ────────────────────────────────────────────────────────────────────────────────────


def test_watching_is_a_switch(htmx, company, jam):
    on = htmx(company.tom).post(page("watch", jam), {"watch": "yes"})
    assert 'aria-pressed="true"' in on.content.decode()
    off = htmx(company.tom).post(page("watch", jam), {"watch": "no"})
    assert 'aria-pressed="false"' in off.content.decode()
    assert not jam.participants.exists()


def test_a_colleague_is_added_and_removed(htmx, company, jam):
    assert htmx(company.tom).post(page("participants", jam), {"person": company.mara.pk}).status_code == 204
    assert jam.participants.get().person == company.mara
    unknown = htmx(company.tom).post(page("participants", jam), {"person": "999999"})
    assert unknown.status_code == 422
    assert htmx(company.tom).post(page("participants", jam), {"remove": company.mara.pk}).status_code == 204
    assert not jam.participants.exists()
    assert htmx(company.tom).post(page("participants", jam), {"remove": "x"}).status_code == 404


def test_tickets_are_linked_by_number_and_read_from_either_end(htmx, at, company, jam, incident, hr_case):
    other, hidden = incident(subject="Toner is empty"), hr_case()
    given = {"type": "causes", "other": other.reference.lower()}
    assert htmx(company.tom).post(page("links", jam), given).status_code == 204
    assert "is caused by" in at(company.tom).get(page("facts", other)).content.decode()
    foreign = htmx(company.tom).post(page("links", jam), {"type": "relates", "other": hidden.reference})
    assert foreign.status_code == 422
    assert "No ticket you may see has this number." in foreign.content.decode()
    drawn = jam.outgoing_links.get()
    assert htmx(company.tom).post(page("links", hidden), {"remove": drawn.pk}).status_code == 404
    assert htmx(company.tom).post(page("links", jam), {"remove": drawn.pk}).status_code == 204
    assert not jam.outgoing_links.exists()


def test_a_link_to_a_foreign_ticket_is_not_shown(at, company, jam, hr_case, now):
    hidden = hr_case()
    link(jam, hidden, type="relates", by=company.ada, now=now)
    assert hidden.reference not in at(company.tom).get(page("facts", jam)).content.decode()


# ── conversation ─────────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_sent_and_the_composer_comes_back_empty(htmx, company, jam):
    answer = htmx(company.tom).post(page("comment", jam), {"text": "On my way.", "internal": ""})
    assert answer.status_code == 200
    assert "live:change" in answer["HX-Trigger"]
    assert "On my way." not in answer.content.decode()
    said = jam.comments.get()
    assert (said.text, said.is_internal) == ("On my way.", False)


def test_a_note_stays_among_those_who_work_on_it(htmx, at, company, jam):
    htmx(company.tom).post(page("comment", jam), {"text": "Old toner.", "internal": "1"})
    assert jam.comments.get().is_internal
    assert "Old toner." not in at(company.erin).get(f"/requests/{jam.reference}/").content.decode()


def test_a_refused_reply_keeps_every_word(htmx, company, jam):
    answer = htmx(company.tom).post(page("comment", jam), {"text": "Ask @hugo about it.", "internal": "1"})
    assert answer.status_code == 422
    assert "Ask @hugo about it." in answer.content.decode()
    assert "Hugo Helper may not read this" in answer.content.decode()
    assert not jam.comments.exists()


def test_mentions_offer_those_who_may_read_it(htmx, company, jam):
    found = htmx(company.tom).get(page("mentions", jam), {"q": "t"}).json()["people"]
    assert {one["username"] for one in found} >= {"tom", "tina"}
    everybody = htmx(company.tom).get(page("mentions", jam), {"q": ""}).json()["people"]
    assert "hugo" not in {one["username"] for one in everybody}


def test_the_timeline_is_read_in_pages_and_grows_at_its_end(htmx, company, jam, now, monkeypatch):
    monkeypatch.setattr("tickets.timeline.PAGE", 3)
    for number in range(5):
        comment(jam, f"Word {number}", by=company.tom, now=now)
    browser = htmx(company.tom)
    last = browser.get(page("timeline", jam)).context["stream"]
    assert [entry.comment.text for entry in last.entries] == ["Word 2", "Word 3", "Word 4"]
    earlier = browser.get(page("timeline", jam), {"before": last.earlier}).context["stream"]
    texts = [entry.comment.text if entry.comment else entry.event.verb for entry in earlier.entries]
    assert texts == ["ticket.opened", "Word 0", "Word 1"]
    assert earlier.earlier == ""
    assert browser.get(page("timeline", jam), {"after": last.latest}).status_code == 204
    comment(jam, "Word 5", by=company.tina, now=now)
    fresh = browser.get(page("timeline", jam), {"after": last.latest}).context["stream"]
    assert [entry.comment.text for entry in fresh.entries] == ["Word 5"]


@pytest.mark.parametrize(
    ("only", "shown"), [("talk", ["said"]), ("changes", ["ticket.opened", "ticket.moved"])]
)
def test_the_timeline_is_filtered(htmx, company, jam, now, only, shown):
    move(jam, "start", by=company.tom, now=now)
    comment(jam, "said", by=company.tom, now=now)
    entries = htmx(company.tom).get(page("timeline", jam), {"only": only}).context["stream"].entries
    assert [entry.comment.text if entry.comment else entry.event.verb for entry in entries] == shown


@pytest.mark.parametrize("cursor", ["x", "1", "1.x", "-1.2", "1.2.3", "9" * 30 + ".1"])
def test_a_broken_cursor_starts_from_the_end(htmx, company, jam, cursor):
    assert htmx(company.tom).get(page("timeline", jam), {"before": cursor}).status_code == 200


# ── what helps ───────────────────────────────────────────────────────────────────────────────────


def test_similar_tickets_come_with_what_solved_them(htmx, company, jam, incident, now):
    old = incident(subject="Printer on the first floor jams")
    move(old, "resolve", by=company.tom, now=now, resolution="New rollers.")
    text = htmx(company.tom).get(page("similar", jam)).content.decode()
    assert old.reference in text
    assert "New rollers." in text


def test_recent_changes_of_the_items_are_named(htmx, company, jam, incident, now):
    today = timezone.now()
    kind = ItemType.objects.create(slug="printer", name="Printer", name_zh="打印机")
    facts = {"type": kind, "department": company.it, "by": company.ada}
    printer = add_to_cmdb(name="Big printer", tag="PR-1", now=today, **facts)
    add_to_cmdb(name="Small printer", tag="PR-2", now=today, **facts)
    change = open_ticket(
        kind="change",
        lifecycle="change-standard",
        subject="New drivers",
        requester=company.tom,
        by=company.tom,
        now=today,
        department=company.it,
        items=[printer],
    )
    add_item(jam, printer, by=company.tom, now=now)
    add_item(incident(subject="Also jams"), printer, by=company.tom, now=now)
    found = htmx(company.tom).get(page("changes", jam)).context["changes"]
    assert {(entry.item, entry.ticket, entry.event and entry.event.verb) for entry in found} == {
        (printer, change, None),
        (printer, None, "item.added"),
    }


def test_the_glance_shows_the_last_words_and_the_next_steps(htmx, company, jam, now):
    comment(jam, "Try the other tray.", by=company.tom, now=now)
    text = htmx(company.tom).get(page("peek", jam)).content.decode()
    assert "Try the other tray." in text
    assert "Start work" in text


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────


def test_an_incident_is_opened_for_somebody_who_calls(at, company, standard):
    company.it_service_desk.is_service_desk = True
    company.it_service_desk.save()
    given = {
        "requester": company.erin.pk,
        "subject": "No sound",
        "description": "In every call.",
        "impact": 2,
        "urgency": 2,
        "team": "",
        "items": "",
    }
    answer = at(company.tom).post(reverse("tickets:new"), given)
    ticket = Ticket.objects.get()
    assert answer["Location"] == ticket.desk_url
    assert (ticket.requester, ticket.opened_by, ticket.priority) == (company.erin, company.tom, 3)
    assert ticket.team == company.it_service_desk


def test_a_refused_opening_keeps_what_was_typed(at, company):
    company.it_service_desk.is_service_desk = True
    company.it_service_desk.save()
    given = {
        "requester": company.erin.pk,
        "subject": "No sound",
        "impact": 2,
        "urgency": 2,
        "items": "NO-SUCH-TAG",
    }
    answer = at(company.tom).post(reverse("tickets:new"), given)
    assert answer.status_code == 422
    assert "NO-SUCH-TAG" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_an_employee_opens_nothing_at_the_desk(at, company):
    assert at(company.erin).get(reverse("tickets:new")).status_code == 404
    assert at(company.erin).post(reverse("tickets:new"), {"subject": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/requests/{}/", "/desk/tickets/{}/peek/", "/desk/tickets/{}/timeline/"])
def test_an_administrators_look_is_recorded_whichever_page_is_opened(at, company, hr_case, path):
    case = hr_case()
    assert at(company.ada).get(path.format(case.reference)).status_code == 200
    assert Event.objects.about(case).filter(verb="ticket.inspected", actor=company.ada).count() == 1
