"""One place for everybody: what waits, what is done, what others have, each with its number."""

import json

import pytest
from django.urls import reverse

from tests.budgets import budget
from tickets.actions import cancel_task, decide, hand_over_task
from tickets.models import Assignment, Task

INBOX = "/inbox/"
TABS = ("todo", "done", "started", "copied", "delegated")


def tasks(answer) -> list[str]:
    return [row.label for row in answer.context["listing"].rows]


def tab(name: str) -> str:
    return INBOX if name == "todo" else reverse("tickets:inbox-tab", args=[name])


def toast(answer) -> dict:
    return json.loads(answer.headers["HX-Trigger"])["toast"]


def test_what_waits_stands_in_the_inbox_of_whoever_has_it_and_of_nobody_else(at, company, approval, work):
    approval()
    work()
    assert tasks(at(company.mara).get(INBOX)) == ["Manager approves"]
    assert tasks(at(company.tom).get(INBOX)) == ["Prepare the laptop"]
    for stranger in (company.hugo, company.fred, company.erik_zh):
        for name in TABS:
            assert tasks(at(stranger).get(tab(name))) == []


def test_a_row_says_what_is_asked_by_whom_and_since_when(at, company, approval):
    approval()
    text = at(company.mara).get(INBOX).content.decode()
    for told in ("Manager approves", "A laptop for Erin", "Erin Employee", "New", "5\xa0minutes", "Approve"):
        assert told in text


def test_each_part_of_the_inbox_holds_its_own_and_counts_it(at, company, approval, work, now):
    decided, waiting = approval(), approval()
    Task.objects.filter(pk=waiting.pk).update(title={"en": "Second", "zh": "第二"})
    decide(decided, "approve", by=company.mara, now=now)
    hand_over_task(waiting, to=company.fiona, by=company.mara, now=now, note="She knows better")
    copied = work()
    Assignment.objects.create(task=copied, person=company.mara, role="copied", state="waiting", since=now)
    seen = {name: tasks(at(company.mara).get(tab(name))) for name in TABS}
    assert seen == {
        "todo": [],
        "done": ["Manager approves"],
        "started": [],
        "copied": ["Prepare the laptop"],
        "delegated": ["Second"],
    }
    assert at(company.mara).get(INBOX).context["counts"] == {
        name: str(len(found)) for name, found in seen.items()
    }
    assert sorted(tasks(at(company.erin).get(tab("started")))) == [
        "Manager approves",
        "Prepare the laptop",
        "Second",
    ]


def test_a_tab_that_doesnt_exist_is_the_first_one(at, company, approval):
    approval()
    assert tasks(at(company.mara).get("/inbox/anything/")) == ["Manager approves"]


def test_the_number_beside_the_inbox_is_the_readers_own(at, company, approval):
    approval()
    approval()
    assert ">2<" in at(company.mara).get("/inbox/count/").content.decode()
    assert at(company.hugo).get("/inbox/count/").content.decode().strip() == ""
    assert "nav-count" in at(company.mara).get("/").content.decode()
    assert "nav-count" not in at(company.fred).get("/").content.decode()


def test_a_team_finds_what_nobody_has_and_one_takes_it(htmx, at, company, pool):
    task = pool()
    assert tasks(at(company.tina).get(INBOX)) == ["Prepare the laptop"]
    assert tasks(at(company.hugo).get(INBOX)) == []
    answer = htmx(company.tina).post(f"/inbox/{task.pk}/claim/")
    assert answer.status_code == 204
    assert task.assignments.get().person == company.tina
    assert htmx(company.tom).post(f"/inbox/{task.pk}/claim/").status_code in (403, 409)


def test_a_team_of_another_department_sees_what_it_has_to_do_as_long_as_it_is_open(at, company, pool, now):
    task = pool(company.hr_services)
    assert tasks(at(company.hugo).get(INBOX)) == ["Prepare the laptop"]
    assert at(company.hugo).get(f"/inbox/{task.pk}/").status_code == 200
    cancel_task(task, by=company.machine, now=now, why="No longer needed")
    assert tasks(at(company.hugo).get(INBOX)) == []
    assert at(company.hugo).get(f"/inbox/{task.pk}/").status_code == 404


def test_whoever_stands_in_reads_in_whose_place(at, company, approval, now):
    from tickets.performing import Appointed

    approval(Appointed(company.fiona, on_behalf_of=company.mara))
    assert "for Mara Manager" in at(company.fiona).get(INBOX).content.decode()
    assert tasks(at(company.mara).get(tab("delegated"))) == ["Manager approves"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=approval", ["Manager approves"]),
        ("kind=work", ["Prepare the laptop"]),
        ("q=laptop", ["Manager approves", "Prepare the laptop"]),
        ("q=prepare", ["Prepare the laptop"]),
        ("q=审批", ["Manager approves"]),
        ("q=nonsense", []),
        ("service=vpn", []),
        ("age=day", []),
        ("due=overdue", []),
        ("state=open", ["Manager approves", "Prepare the laptop"]),
        ("state=ended", []),
        ("age=nonsense", ["Manager approves", "Prepare the laptop"]),
        ("sort=-since", ["Prepare the laptop", "Manager approves"]),
    ],
)
def test_it_is_filtered_and_sorted(at, company, approval, work, now, query, found):
    from datetime import timedelta

    approval(company.mara, now=now - timedelta(minutes=1))
    work(company.mara)
    assert tasks(at(company.mara).get(f"{INBOX}?{query}")) == found


def test_a_long_inbox_comes_in_pages_and_costs_the_same(at, company, approval, request_of_erin):
    for _number in range(60):
        approval(ticket=request_of_erin())
    mara = at(company.mara)
    with budget("tickets:inbox"):
        first = mara.get(INBOX)
    listing = first.context["listing"]
    assert len(listing.rows) == 50
    second = mara.get(f"{INBOX}?{listing.after_query}").context["listing"]
    assert len(second.rows) == 10
    assert not {row.pk for row in listing.rows} & {row.pk for row in second.rows}


def test_one_click_on_the_row_approves_and_the_way_back_is_offered(htmx, company, approval):
    task = approval()
    answer = htmx(company.mara).post(f"/inbox/{task.pk}/approve/", {"seen": task.revision})
    assert (answer.status_code, toast(answer)["text"]) == (204, "Approved: Manager approves")
    task.refresh_from_db()
    assert task.outcome == "approved"


def test_two_people_who_decide_the_same_are_told_what_the_other_did(htmx, company, approval):
    task = approval(company.mara, company.fiona, rule="any")
    seen = task.revision
    htmx(company.fiona).post(f"/inbox/{task.pk}/approve/", {"seen": seen})
    late = htmx(company.mara).post(f"/inbox/{task.pk}/approve/", {"seen": seen})
    assert late.status_code == 422
    assert "Meanwhile" in late.content.decode()


def test_several_are_approved_with_one_comment_and_the_refused_are_named(
    htmx, company, approval, work, request_of_erin
):
    one, two = approval(), approval(ticket=request_of_erin())
    other = work(company.mara)
    mara = htmx(company.mara)
    ids = [one.pk, two.pk, other.pk]
    dialog = mara.post("/inbox/bulk/approve/", {"ids": ids})
    assert "3 tasks" in dialog.content.decode()
    told = mara.post("/inbox/bulk/approve/", {"ids": ids, "asked": "1", "comment": "Fine"})
    text = told.content.decode()
    assert "2 done, 1 refused" in text
    assert "Prepare the laptop" in text
    assert {part.comment for part in Assignment.objects.filter(task__in=[one, two])} == {"Fine"}
    assert Task.objects.get(pk=other.pk).state == "open"


def test_what_was_decided_on_many_is_undone_at_once(htmx, company, approval, request_of_erin):
    both = [approval(), approval(ticket=request_of_erin())]
    mara = htmx(company.mara)
    sent = {"ids": [one.pk for one in both], "asked": "1", "comment": ""}
    undo = toast(mara.post("/inbox/bulk/approve/", sent))["undo"]
    assert toast(mara.post(undo))["text"] == "Undone: 2 done"
    assert Task.objects.filter(state="open").count() == 2


def test_no_search_filter_or_file_shows_anothers(at, company, approval):
    approval()
    for query in ("q=laptop", "kind=approval", "state=open", "service=laptop"):
        assert tasks(at(company.hugo).get(f"{INBOX}?{query}")) == []
    exported = b"".join(at(company.hugo).get(f"{INBOX}?export=csv")).decode("utf-8-sig")
    assert "Manager approves" not in exported
    panel = at(company.hugo).get(f"{INBOX}?part=filters").content.decode()
    assert "Laptop" not in panel


def test_what_it_costs_stands_on_the_row_as_far_as_it_may_be_read(at, company, approval, request_of_erin):
    money = {"name": "cost", "kind": "money", "label": {"en": "Cost", "zh": "费用"}, "text": "1,800.00 EUR"}
    table = {
        "name": "articles",
        "kind": "table",
        "label": {"en": "Articles", "zh": "物品"},
        "text": "",
        "columns": [],
        "rows": [],
        "totals": [{"text": "20"}, {"text": "1,780.00 EUR"}],
    }
    approval(ticket=request_of_erin(sheet=[money], answers={"cost": "1800.00"}))
    approval(ticket=request_of_erin(sheet=[table], answers={}))
    hidden = [{"who": ["participant"], "questions": ["cost"], "may": "hidden"}]
    approval(ticket=request_of_erin(sheet=[money], answers={"cost": "1800.00"}, terms={"masks": hidden}))
    rows = at(company.mara).get(f"{INBOX}?sort=since").context["listing"].rows
    assert [row.cost for row in rows] == ["1,800.00 EUR", "1,780.00 EUR", ""]


def test_the_price_of_what_was_ordered_is_the_cost(at, company, offer, approval, now):
    from catalog.actions import order

    version = offer(price={"amount": "1390.00", "currency": "EUR"})
    ordered = order(version, by=company.erin, on_behalf_of=None, answers={}, now=now, channel="portal")
    approval(ticket=ordered)
    assert [row.cost for row in at(company.mara).get(INBOX).context["listing"].rows] == ["€1,390.00"]


def test_nobody_decides_anothers_by_choosing_it(htmx, company, approval):
    task = approval()
    for stranger in (company.hugo, company.fiona, company.tom):
        answer = htmx(stranger).post("/inbox/bulk/approve/", {"ids": [task.pk], "asked": "1", "comment": ""})
        assert answer.status_code == 422
    task.refresh_from_db()
    assert task.is_open


def test_to_reject_several_they_are_told_why(htmx, company, approval):
    task = approval()
    mara = htmx(company.mara)
    assert mara.post("/inbox/bulk/reject/", {"ids": [task.pk], "asked": "1"}).status_code == 422
    mara.post("/inbox/bulk/reject/", {"ids": [task.pk], "asked": "1", "comment": "Too dear"})
    task.refresh_from_db()
    assert task.outcome == "rejected"


def test_several_are_taken_and_handed_over(htmx, company, pool):
    ids = [pool().pk, pool().pk]
    tina = htmx(company.tina)
    assert toast(tina.post("/inbox/bulk/claim/", {"ids": ids}))["text"] == "2 done"
    sent = {"ids": ids, "asked": "1", "person": company.tom.pk, "comment": "On leave"}
    assert toast(tina.post("/inbox/bulk/hand-over/", sent))["text"] == "2 done"
    assert Assignment.objects.filter(person=company.tom, state="waiting").count() == 2


def test_what_is_finished_without_questions_is_done_on_the_row(htmx, company, work):
    task = work()
    assert htmx(company.tom).post(f"/inbox/{task.pk}/finish/", {"seen": task.revision}).status_code == 204
    task.refresh_from_db()
    assert task.outcome == "done"


def test_it_goes_into_a_file(at, company, approval):
    approval()
    answer = at(company.mara).get(f"{INBOX}?export=csv")
    assert "Manager approves" in b"".join(answer).decode("utf-8-sig")


def test_an_empty_inbox_says_what_will_stand_there(at, company):
    for name in TABS:
        assert "empty" in at(company.erin).get(tab(name)).content.decode()
