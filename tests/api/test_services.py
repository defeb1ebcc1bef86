"""Services and items, by programs."""

from tests.budgets import budget


def test_services_are_listed_and_found_by_their_words(program, laptop, erin):
    listed = program(erin).get("services").json()
    assert [(one["slug"], one["version"]) for one in listed["results"]] == [("laptop", 1)]
    assert [one["slug"] for one in program(erin).get("services", q="notebook").json()["results"]] == [
        "laptop"
    ]
    assert program(erin).get("services", q="giraffe").json()["results"] == []


def test_the_questions_come_as_json_schema(program, laptop, erin):
    asked = program(erin).get("services/laptop").json()["questions"]
    assert asked["required"] == ["model"]
    assert asked["additionalProperties"] is False
    assert {"model", "why", "quantity"} == set(asked["properties"])


def test_an_order_opens_a_ticket_on_the_newest_version(program, laptop, erin):
    answer = program(erin).post("services/laptop/orders", {"answers": {"model": "light", "quantity": 2}})
    assert answer.status_code == 201
    said = answer.json()
    assert said["service"] == {"slug": "laptop", "name": "Laptop", "version": 1}
    assert said["answers"]["model"] == "light"
    assert said["status"]["phase"] == "new"
    assert said["team"]["slug"] == "it-service-desk"


def test_wrong_answers_are_refused_beside_their_questions(program, laptop, erin):
    for wrong, place in (
        ({}, "model"),
        ({"model": "flying"}, "model"),
        ({"model": "heavy"}, "why"),
        ({"model": "light", "quantity": "many"}, "quantity"),
        ({"model": "light", "quantity": 0}, "quantity"),
        ({"model": "light", "colour": "red"}, "colour"),
        ({"model": "light", "why": "a hidden question"}, "why"),
    ):
        answer = program(erin).post("services/laptop/orders", {"answers": wrong})
        assert answer.status_code == 422, wrong
        assert place in answer.json()["errors"], wrong
    assert program(erin).get("tickets").json()["results"] == []


def test_a_manager_orders_for_her_people_and_nobody_elses(program, laptop, mara, erin):
    order = {"answers": {"model": "light"}, "on_behalf_of": "erin"}
    said = program(mara).post("services/laptop/orders", order).json()
    assert said["requester"]["username"] == "erin"
    refused = program(erin).post("services/laptop/orders", {**order, "on_behalf_of": "mara"})
    assert refused.status_code == 403


def test_a_service_for_hr_exists_for_hr_only(program, hr_only, erin, hugo):
    assert [one["slug"] for one in program(hugo).get("services").json()["results"]] == ["salary"]
    stranger = program(erin)
    assert stranger.get("services").json()["results"] == []
    assert stranger.get("services", q="salary").json()["results"] == []
    assert stranger.get("services/salary").status_code == 404
    assert stranger.post("services/salary/orders").status_code == 404
    assert stranger.get("suggestions", q="salary").json()["services"] == []
    assert [one["slug"] for one in program(hugo).get("suggestions", q="salary").json()["services"]] == [
        "salary"
    ]


def test_people_see_their_own_devices_only(program, notebook, erin, fred, tom):
    assert [one["tag"] for one in program(erin).get("items", owner="me").json()["results"]] == ["NB-1"]
    assert program(erin).get(f"items/{notebook.pk}").json()["name"] == "Light 13"
    assert program(fred).get("items", q="Light").json()["results"] == [] or fred.is_agent
    assert program(tom).get("items", q="Light").json()["results"][0]["tag"] == "NB-1"
    assert program(tom).get("items", state="broken").status_code == 422


def test_an_item_of_others_is_missing(program, notebook, erik_zh):
    missing = program(erik_zh).get(f"items/{notebook.pk}")
    assert missing.status_code == 404
    assert program(erik_zh).get("items").json()["results"] == []


def test_an_order_stays_within_its_budget(program, laptop, erin):
    buyer = program(erin)
    buyer.post("services/laptop/orders", {"answers": {"model": "light"}})
    with budget("api:order"):
        answer = buyer.post("services/laptop/orders", {"answers": {"model": "light"}})
    assert answer.status_code == 201
