"""Opening, listing, moving and talking, by programs."""

import pytest

from people.models import Team
from tests.api.conftest import make_ticket
from tests.budgets import budget


def test_a_ticket_is_read_by_any_prefix(program, broken, erin):
    for name in (broken.reference, broken.reference.lower(), f"REQ-{broken.pk}", str(broken.pk)):
        assert program(erin).get(f"tickets/{name}").json()["reference"] == broken.reference


def test_the_list_pages_by_cursor_without_losing_or_repeating(program, company, erin):
    made = [make_ticket(company, erin, f"Fault {number}").reference for number in range(7)]
    desk, seen, cursor = program(erin), [], None
    while True:
        page = desk.get("tickets", limit=3, sort="-id", **({"cursor": cursor} if cursor else {})).json()
        seen += [one["reference"] for one in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_the_list_takes_the_filters_of_the_page(program, company, erin, tom, broken):
    make_ticket(company, erin, "Loud fan", impact=1, urgency=1)
    worker = program(tom)
    assert [one["subject"] for one in worker.get("tickets", priority="1").json()["results"]] == ["Loud fan"]
    assert worker.get("tickets", assignee="me").json()["results"] == []
    found = worker.get("tickets", team="it-service-desk", q="black").json()["results"]
    assert [one["reference"] for one in found] == [broken.reference]


def test_a_misspelt_filter_is_refused_instead_of_ignored(program, tom, broken):
    answer = program(tom).get("tickets", asignee="me")
    assert answer.status_code == 422
    assert "asignee" in answer.json()["errors"]


@pytest.mark.parametrize("query", [{"sort": "subject"}, {"priority": "urgent"}, {"due": "someday"}])
def test_a_filter_that_does_not_fit_says_so(program, tom, query):
    answer = program(tom).get("tickets", **query)
    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == query.keys()


def test_a_tampered_cursor_starts_anew(program, erin, broken):
    found = program(erin).get("tickets", cursor="WyJ4Il0").json()["results"]
    assert [one["reference"] for one in found] == [broken.reference]


def test_anybody_reports_an_incident_to_the_service_desk(program, company, erin):
    Team.objects.filter(slug="it-service-desk").update(is_service_desk=True)
    answer = program(erin).post("tickets", {"subject": "No network", "description": "Since nine."})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["requester"]["username"], said["team"]["slug"], said["channel"]) == (
        "erin",
        "it-service-desk",
        "api",
    )


def test_without_a_service_desk_the_team_must_be_named(program, erin):
    answer = program(erin).post("tickets", {"subject": "No network"})
    assert answer.status_code == 422
    assert "team" in answer.json()["errors"]
    named = program(erin).post("tickets", {"subject": "No network", "team": "it-network"})
    assert named.json()["team"]["slug"] == "it-network"


def test_only_agents_report_for_somebody_else(program, erin, tom):
    wanted = {"subject": "No network", "team": "it-network", "requester": "mara"}
    assert program(erin).post("tickets", wanted).status_code == 403
    assert program(tom).post("tickets", wanted).json()["requester"]["username"] == "mara"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"description": "x" * 100_001}, "description"),
        ({"impact": 7}, "impact"),
        ({"impact": "very"}, "impact"),
        ({"team": "nobody"}, "team"),
        ({"items": ["NB-404"]}, "items"),
        ({"subject": ["a", "list"]}, "subject"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(program, tom, wrong, place):
    answer = program(tom).post("tickets", {"subject": "No network", "team": "it-network", **wrong})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert place in answer.json()["errors"]
    assert program(tom).get("tickets", q="network").json()["results"] == []


def test_broken_json_is_refused_in_words(program, tom):
    answer = program(tom).client.post("/api/v1/tickets", "{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/problems/malformed")


def test_steps_are_listed_with_reasons_and_taken(program, broken, erin, tom):
    steps = {one["name"]: one for one in program(erin).get(f"tickets/{broken.reference}/transitions").json()}
    assert steps["start"]["refused"]
    assert steps["withdraw"]["refused"] is None
    moved = program(tom).post(f"tickets/{broken.reference}/transitions/start").json()
    assert (moved["status"]["name"], moved["status"]["phase"]) == ("in_progress", "active")


def test_a_step_asks_its_questions(program, broken, tom):
    worker = program(tom)
    refused = worker.post(f"tickets/{broken.reference}/transitions/resolve")
    assert refused.status_code == 422
    assert "resolution" in refused.json()["errors"]
    done = worker.post(
        f"tickets/{broken.reference}/transitions/resolve", {"answers": {"resolution": "New battery."}}
    )
    assert done.json()["resolution"] == "New battery."


@pytest.mark.parametrize("name", ["close", "fly", "__class__", "delete"])
def test_an_illegal_step_is_refused_and_changes_nothing(program, broken, lea, name):
    answer = program(lea).post(f"tickets/{broken.reference}/transitions/{name}")
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/problems/illegal-move")
    broken.refresh_from_db()
    assert broken.status == "reported"


def test_the_requester_may_not_take_a_workers_step(program, broken, erin):
    answer = program(erin).post(f"tickets/{broken.reference}/transitions/start")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (403, "not-allowed")


def test_a_step_decided_on_an_old_revision_is_stale(program, broken, tom, tina):
    old = program(tina).get(f"tickets/{broken.reference}").json()["revision"]
    program(tom).post(f"tickets/{broken.reference}/transitions/start")
    answer = program(tina).post(
        f"tickets/{broken.reference}/transitions/resolve",
        {"answers": {"resolution": "Me too"}, "seen": old},
    )
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "stale")
    assert "Tom Technician" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["by", "now", "seen", "channel", "ticket"])
def test_answers_cannot_pose_as_the_deeds_own_arguments(program, broken, tom, name):
    answer = program(tom).post(f"tickets/{broken.reference}/transitions/start", {"answers": {name: "x"}})
    assert answer.status_code == 422
    broken.refresh_from_db()
    assert broken.status == "reported"


def test_an_empty_reply_is_refused(program, broken, erin):
    answer = program(erin).post(f"tickets/{broken.reference}/comments", {"text": "  "})
    assert answer.status_code == 422


def test_replies_are_shown_safely(program, broken, erin):
    said = (
        program(erin)
        .post(f"tickets/{broken.reference}/comments", {"text": "**Hello** <script>alert(1)</script>"})
        .json()
    )
    assert "<strong>Hello</strong>" in said["html"]
    assert "<script" not in said["html"]


def test_the_timeline_tells_what_was_done_and_said(program, broken, tom, erin):
    program(tom).post(f"tickets/{broken.reference}/transitions/start")
    program(erin).post(f"tickets/{broken.reference}/comments", {"text": "Thank you!"})
    verbs = [
        one["verb"] for one in program(erin).get(f"tickets/{broken.reference}/timeline").json()["results"]
    ]
    assert verbs == ["ticket.opened", "ticket.moved", "ticket.commented"]


def test_statements_stay_within_their_budgets(program, company, erin, tom):
    for number in range(60):
        make_ticket(company, erin, f"Fault {number}")
    worker = program(tom)
    worker.get("tickets")
    with budget("api:tickets"):
        assert len(worker.get("tickets", limit=50).json()["results"]) == 50
    with budget("api:open-ticket"):
        assert worker.post("tickets", {"subject": "No network", "team": "it-network"}).status_code == 201
