"""The queue: one list over what a person works with."""

import json

import pytest
from django.urls import reverse

from cmdb import actions as cmdb
from cmdb.models import ItemType
from tests.budgets import budget
from tests.cast import NOW
from tests.catalog.conftest import offer
from tickets.actions import assign, comment, move, watch
from tickets.lifecycles import current
from tickets.models import SavedView, Ticket

__all__ = ["offer"]
QUEUE = "/desk/tickets/"


@pytest.fixture
def morning(incident, company, now):
    """Three incidents: one nobody has, one Tom has, one that is solved."""
    tom = company.tom
    waiting = incident(subject="Headset without sound")
    mine = assign(incident(subject="Slow laptop"), to=tom, by=tom, now=now)
    solved = assign(incident(subject="Broken screen"), to=tom, by=tom, now=now)
    solved = move(solved, "start", by=tom, now=now)
    solved = move(solved, "resolve", by=tom, now=now, resolution="A new screen.")
    return {"waiting": waiting, "mine": mine, "solved": solved}


def subjects(answer) -> set[str]:
    return {row.subject for row in answer.context["listing"].rows}


def test_a_technician_sees_the_tickets_of_the_department(at, company, morning):
    answer = at(company.tom).get(QUEUE)
    assert subjects(answer) == {"Headset without sound", "Slow laptop", "Broken screen"}
    assert "INC-" in answer.content.decode()


def test_an_employee_finds_no_queue_at_all(at, company, morning):
    assert at(company.erin).get(QUEUE).status_code == 404


def test_nobody_gets_in_without_signing_in(client, morning):
    answer = client.get(QUEUE)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_hr_and_it_see_nothing_of_each_other(at, company, morning, hr_case):
    hr_case()
    assert subjects(at(company.hugo).get(QUEUE)) == {"Parental leave from September"}
    assert "Parental leave" not in at(company.tom).get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("assignee=me", {"Slow laptop", "Broken screen"}),
        ("assignee=nobody", {"Headset without sound"}),
        ("assignee=nobody&assignee=me&phase=open", {"Headset without sound", "Slow laptop"}),
        ("phase=resolved", {"Broken screen"}),
        ("team=mine&phase=open", {"Headset without sound", "Slow laptop"}),
        ("team=it-network", set()),
        ("team=none", set()),
        ("department=it&phase=new", {"Headset without sound", "Slow laptop"}),
        ("department=finance", set()),
        ("requester=erin&status=resolved", {"Broken screen"}),
        ("kind=request", set()),
        ("kind=incident&priority=4&phase=open", {"Headset without sound", "Slow laptop"}),
        ("q=headset", {"Headset without sound"}),
        ("q=nonsense", set()),
        ("service=laptop", set()),
        ("item=12", set()),
        (
            "opened_after=2026-03-02&opened_before=2026-03-02&phase=open",
            {"Headset without sound", "Slow laptop"},
        ),
        ("opened_before=2026-03-01", set()),
        ("resolved_after=2026-03-02", {"Broken screen"}),
        ("due=overdue", {"Headset without sound", "Slow laptop"}),
    ],
)
def test_filters_stand_in_the_address(at, company, morning, query, found):
    assert subjects(at(company.tom).get(f"{QUEUE}?{query}")) == found


def test_a_number_finds_its_ticket_with_any_prefix(at, company, morning):
    number = morning["mine"].pk
    for text in (f"INC-{number}", f"inc-{number}", str(number)):
        assert subjects(at(company.tom).get(QUEUE, {"q": text})) == {"Slow laptop"}


def test_a_note_is_found_only_by_those_who_may_read_it(at, company, morning, now):
    comment(morning["mine"], "The fan is full of marmalade.", by=company.tom, now=now, internal=True)
    assert subjects(at(company.tom).get(QUEUE, {"q": "marmalade"})) == {"Slow laptop"}
    assert not Ticket.objects.visible_to(company.erin).filter(comments__is_internal=False).exists()


def test_watched_tickets_are_a_filter(at, company, morning, now):
    watch(morning["waiting"], by=company.tom, now=now)
    assert subjects(at(company.tom).get(QUEUE, {"watched": "me"})) == {"Headset without sound"}


def test_bad_filters_are_left_out_instead_of_breaking_the_page(at, company, morning):
    answer = at(company.tom).get(
        QUEUE, {"priority": "x", "opened_after": "soon", "after": "%%%", "sort": "secret"}
    )
    assert answer.status_code == 200


def test_the_export_holds_what_the_filter_holds_and_nothing_more(at, company, morning, hr_case):
    hr_case()
    answer = at(company.tom).get(QUEUE, {"phase": "open", "export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Slow laptop" in text
    assert "Broken screen" not in text
    assert "Parental leave" not in text


def test_the_export_speaks_the_readers_language_and_goes_by_their_clock(at, company, morning):
    """It is written after the request, when the page's language is no longer the thread's."""
    company.tom.language, company.tom.time_zone = "zh-hans", "Asia/Shanghai"
    company.tom.save()
    answer = at(company.tom).get(QUEUE, {"phase": "open", "export": "csv"})
    head, first, *_rest = b"".join(answer.streaming_content).decode().splitlines()
    assert head == "\ufeff编号,主题,状态,优先级,截止时间,处理人,创建时间"
    assert "已上报" in first
    assert first.endswith("+08:00")


def test_the_export_is_closed_to_an_employee(at, company, morning):
    assert at(company.erin).get(QUEUE, {"export": "csv"}).status_code == 404


def test_the_queue_costs_the_same_however_many_tickets(at, company, incident):
    for number in range(60):
        incident(subject=f"Number {number}")
    browser = at(company.tom)
    browser.get(QUEUE)
    with budget("tickets:queue"):
        answer = browser.get(QUEUE)
    assert len(answer.context["listing"].rows) == 50
    assert len(answer.content) < 100_000


def test_the_queue_reads_in_chinese(at, company, morning):
    company.tom.language = "zh-hans"
    company.tom.save()
    page = at(company.tom).get(QUEUE).content.decode()
    assert "已上报" in page
    assert 'lang="zh-Hans"' in page


# ── saved views ──────────────────────────────────────────────────────────────────────────────────


def test_the_rail_counts_what_each_view_holds(htmx, company, morning):
    page = htmx(company.tom).get(reverse("tickets:counts"))
    counts = {view.key: view.count for view in page.context["views"]}
    assert counts["mine"] == 1
    assert counts["unassigned"] == 1
    assert counts["open"] == 2
    assert counts["ended"] == 1


def test_counts_cost_one_statement_a_view(at, company, morning):
    browser = at(company.tom)
    browser.get(reverse("tickets:counts"))
    with budget("tickets:counts"):
        browser.get(reverse("tickets:counts"))


def test_an_employee_is_counted_nothing(at, company, morning):
    assert at(company.erin).get(reverse("tickets:counts")).status_code == 404


def test_a_view_is_kept_with_its_filters_and_without_its_page(at, company, morning):
    answer = at(company.tom).post(
        reverse("tickets:keep_view"),
        {"name": "Late ones", "team": "", "query": "due=overdue&sort=due&after=abc&export=csv"},
    )
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (company.tom, "Late ones", "due=overdue&sort=due")
    assert answer["Location"].endswith("?due=overdue&sort=due")
    assert "Late ones" in at(company.tom).get(QUEUE, {"due": "overdue"}).content.decode()


def test_a_view_of_a_name_one_has_is_renewed_only_after_asking(at, company, morning):
    keep = reverse("tickets:keep_view")
    at(company.tom).post(keep, {"name": "Late ones", "team": "", "query": "due=overdue"})
    again = {"name": "Late ones", "team": "", "query": "due=4h"}

    asked = at(company.tom).post(keep, again)
    assert asked.status_code == 422
    assert "You have a view of this name already." in asked.content.decode()
    assert "Let the view I have show this from now on" in asked.content.decode()
    assert SavedView.objects.get().query == "due=overdue"

    at(company.tom).post(keep, again | {"replace": "on"})
    assert SavedView.objects.get().query == "due=4h"
    # Others may have one of the same name.
    at(company.tina).post(keep, again)
    assert SavedView.objects.count() == 2


def test_a_view_is_not_renamed_to_another_of_ones_own(at, company, morning):
    SavedView.objects.create(owner=company.tom, name="Late ones", query="due=overdue")
    view = SavedView.objects.create(owner=company.tom, name="Ours", query="phase=open")
    change = reverse("tickets:change_view", args=[view.pk])
    assert at(company.tom).post(change, {"name": "Late ones", "replace": "on"}).status_code == 422
    assert at(company.tom).post(change, {"name": "Ours", "team": ""}).status_code == 302
    assert SavedView.objects.get(pk=view.pk).name == "Ours"


def test_only_who_may_change_a_shared_view_is_offered_it(at, company, morning):
    SavedView.objects.create(
        owner=company.tom, name="Ours", query="phase=waiting&kind=incident", team=company.it_service_desk
    )
    offer = "Change the view “Ours”"
    asked = {"phase": "waiting", "kind": "incident"}
    assert offer in at(company.tom).get(QUEUE, asked).content.decode()
    assert offer in at(company.lea).get(QUEUE, asked).content.decode()
    tinas = at(company.tina).get(QUEUE, asked).content.decode()
    assert "Ours" in tinas
    assert offer not in tinas


def test_a_shared_view_is_seen_by_the_team_and_changed_by_its_lead(at, company, morning):
    team = company.it_service_desk
    SavedView.objects.create(owner=company.tom, name="Ours", query="phase=open", team=team)
    view = SavedView.objects.get()
    address = reverse("tickets:change_view", args=[view.pk])
    assert "Ours" in at(company.tina).get(QUEUE).content.decode()
    assert at(company.hugo).get(address).status_code == 404
    refused = at(company.tina).post(address, {"name": "Mine now", "team": team.pk})
    assert refused.status_code == 403
    assert at(company.lea).post(address, {"name": "All of ours", "team": team.pk}).status_code == 302
    view.refresh_from_db()
    assert view.name == "All of ours"


def test_a_view_is_shared_only_with_ones_own_teams(at, company, morning):
    answer = at(company.tom).post(
        reverse("tickets:keep_view"), {"name": "Peek", "team": company.hr_services.pk, "query": ""}
    )
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_people_services_and_items_are_found_by_name_and_stay_named(at, company, offer):
    offer("laptop", title={"en": "A new laptop", "zh": "新电脑"})
    offer("salary", department="hr", audience={"departments": ["hr"]})
    kind = ItemType.objects.create(slug="phone", name="Phone", is_device=True)
    item = cmdb.add_item(type=kind, name="Pocket phone", tag="P-1", by=company.machine, now=NOW)
    tom = at(company.tom)
    panel = tom.get(QUEUE, {"part": "filters"}).content.decode()
    for name in ("tickets:choose_service", "people:choose-person", "cmdb:choose"):
        assert f'data-url="{reverse(name)}"' in panel
    choose = reverse("tickets:choose_service")
    assert [one["id"] for one in tom.get(choose, {"q": "lap"}).json()] == ["laptop"]
    assert [one["id"] for one in tom.get(choose).json()] == ["laptop"]  # none of HR's
    assert [one["id"] for one in at(company.hugo).get(choose, {"q": "sal"}).json()] == ["salary"]
    assert at(company.erin).get(choose).status_code == 404
    asked = {"requester": [company.erin.pk, "mara"], "service": ["laptop", "salary"], "item": item.pk}
    listing = at(company.tom).get(QUEUE, asked).context["listing"]
    assert {one.name: one.values for one in listing.chips} == {
        "requester": ["Erin Employee", "Mara Manager"],
        "service": ["A new laptop", "salary"],  # what Tom may not see has no name
        "item": ["Pocket phone"],
    }
    panel = at(company.tom).get(QUEUE, {**asked, "part": "filters"}).content.decode()
    assert f'<data value="{company.erin.pk}">Erin Employee</data>' in panel
    assert 'value="laptop salary"' in panel  # without scripts


def test_a_dropped_view_is_gone(at, company, morning):
    view = SavedView.objects.create(owner=company.tom, name="Old", query="phase=open")
    drop = reverse("tickets:drop_view", args=[view.pk])
    assert at(company.tina).post(drop).status_code == 404
    assert at(company.tom).post(drop).status_code == 302
    assert not SavedView.objects.exists()


# ── many at once ─────────────────────────────────────────────────────────────────────────────────


def ids(*tickets: Ticket) -> list[int]:
    return [ticket.pk for ticket in tickets]


def test_bulk_moves_tell_which_were_done_and_which_refused(htmx, company, morning):
    chosen = ids(*morning.values())
    answer = htmx(company.tom).post(
        reverse("tickets:bulk_move"), {"ids": chosen, "transition": "start", "asked": "1"}
    )
    outcome = answer.context["outcome"]
    assert {ticket.subject for ticket in outcome.done} == {"Headset without sound", "Slow laptop"}
    ((refused, sentence),) = outcome.refused
    assert refused.subject == "Broken screen"
    assert "Resolved" in sentence
    assert "2 done, 1 refused" in answer.content.decode()
    assert Ticket.objects.get(pk=morning["waiting"].pk).status == "in_progress"


def test_bulk_moves_ask_what_the_step_asks(htmx, company, morning):
    chosen = ids(morning["waiting"], morning["mine"])
    asked = htmx(company.tom).post(reverse("tickets:bulk_move"), {"ids": chosen, "transition": "resolve"})
    assert asked.status_code == 200
    assert "How was it solved?" in asked.content.decode()
    empty = htmx(company.tom).post(
        reverse("tickets:bulk_move"), {"ids": chosen, "transition": "resolve", "asked": "1", "resolution": ""}
    )
    assert len(empty.context["outcome"].refused) == 2
    done = htmx(company.tom).post(
        reverse("tickets:bulk_move"),
        {"ids": chosen, "transition": "resolve", "asked": "1", "resolution": "Restarted."},
    )
    assert done.status_code == 204
    assert json.loads(done["HX-Trigger"])["toast"]["text"] == "2 done"


def test_a_step_some_lifecycles_do_not_know_is_refused_by_the_name_people_chose(htmx, company, morning, now):
    mine = move(morning["mine"], "start", by=company.tom, now=now)
    change = Ticket.objects.get(pk=morning["waiting"].pk)
    change.lifecycle_version = current("change-normal")
    change.status = "draft"
    change.save()
    sent = {
        "ids": ids(change, mine),
        "transition": "ask_requester",
        "asked": "1",
        "message": "Which?",
    }
    outcome = htmx(company.tom).post(reverse("tickets:bulk_move"), sent).context["outcome"]
    [(refused, sentence)] = outcome.refused
    assert refused == change
    assert sentence == "The lifecycle “Normal change” has no step “Ask the requester”."


def test_bulk_assigning_reaches_only_what_the_person_works(htmx, company, morning, hr_case):
    hidden = hr_case()
    answer = htmx(company.tom).post(
        reverse("tickets:bulk_assign"),
        {"ids": ids(morning["waiting"], hidden), "assignee": company.tina.pk, "team": "", "asked": "1"},
    )
    assert answer.status_code == 204
    assert Ticket.objects.get(pk=morning["waiting"].pk).assignee == company.tina
    assert Ticket.objects.get(pk=hidden.pk).assignee is None


def test_bulk_assigning_leaves_as_it_is_what_nobody_chose(htmx, company, morning):
    chosen, browser = ids(morning["mine"], morning["waiting"]), htmx(company.tom)
    asked = browser.post(reverse("tickets:bulk_assign"), {"ids": chosen})
    assert asked.content.decode().count("As it is") == 2

    nothing = {"ids": chosen, "assignee": "", "team": "", "asked": "1"}
    refused = browser.post(reverse("tickets:bulk_assign"), nothing)
    assert refused.status_code == 422
    assert "Choose who gets them, or which team." in refused.content.decode()
    assert Ticket.objects.get(pk=morning["mine"].pk).assignee == company.tom

    both = nothing | {"assignee": company.tina.pk, "release": "on"}
    assert browser.post(reverse("tickets:bulk_assign"), both).status_code == 422
    assert browser.post(reverse("tickets:bulk_assign"), nothing | {"release": "on"}).status_code == 204
    assert Ticket.objects.get(pk=morning["mine"].pk).assignee is None


def test_bulk_priority_needs_its_reason(htmx, company, morning):
    chosen = ids(morning["waiting"], morning["mine"])
    given = {"ids": chosen, "impact": 1, "urgency": 1, "asked": "1"}
    assert htmx(company.tom).post(reverse("tickets:bulk_priority"), given).status_code == 422
    done = htmx(company.tom).post(reverse("tickets:bulk_priority"), given | {"reason": "The board meets."})
    assert done.status_code == 204
    assert set(Ticket.objects.filter(pk__in=chosen).values_list("priority", flat=True)) == {1}


def test_bulk_comments_and_watching(htmx, company, morning):
    chosen = ids(morning["waiting"], morning["mine"])
    said = htmx(company.tom).post(
        reverse("tickets:bulk_comment"), {"ids": chosen, "text": "A fix is on its way.", "asked": "1"}
    )
    assert said.status_code == 204
    assert morning["waiting"].comments.get().text == "A fix is on its way."
    htmx(company.tom).post(reverse("tickets:bulk_watch"), {"ids": chosen})
    assert set(company.tom.participations.values_list("ticket", flat=True)) == set(chosen)


@pytest.mark.parametrize("deed", ["assign", "priority", "move", "comment", "watch"])
def test_bulk_deeds_are_closed_to_an_employee(htmx, company, morning, deed):
    answer = htmx(company.erin).post(reverse(f"tickets:bulk_{deed}"), {"ids": ids(morning["mine"])})
    assert answer.status_code == 404


def test_nothing_chosen_is_said_in_words(htmx, company, morning, hr_case):
    answer = htmx(company.tom).post(reverse("tickets:bulk_comment"), {"ids": ids(hr_case())})
    assert answer.status_code == 422


def test_the_filter_panel_offers_statuses_teams_and_colleagues(htmx, company, morning):
    text = htmx(company.tom).get(QUEUE, {"part": "filters", "status": "in_progress"}).content.decode()
    for words in ("Waiting for requester", "My teams", "IT network", "Tina Technician", "Nobody"):
        assert words in text
    assert 'value="in_progress" checked' in text


def test_words_typed_into_a_filter_are_words_of_the_address(at, company, morning):
    assert subjects(at(company.tom).get(QUEUE, {"requester": "erin mara"})) == {
        "Headset without sound",
        "Slow laptop",
        "Broken screen",
    }
    chips = at(company.tom).get(QUEUE, {"requester": "erin"}).context["listing"].chips
    assert [(chip.label, chip.values) for chip in chips] == [("Requester", ["Erin Employee"])]
