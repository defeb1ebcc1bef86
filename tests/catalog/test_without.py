"""A service does without parts of its lifecycle: never offered, refused at the gate, checked before publishing."""

import pytest

from catalog import checks, package
from catalog.actions import order
from catalog.comparing import differences
from tests.cast import sign_in
from tests.catalog.conftest import question, written
from tickets.actions import (
    BrokenLifecycle,
    IllegalMove,
    assign,
    change_draft,
    legal_moves,
    load_shipped,
    move,
    publish_draft,
    publish_lifecycle,
    publishing,
    start_draft,
)
from tickets.lifecycles import Spec, current, spec_of
from tickets.lifecycles.editing import with_transition, without_transition
from tickets.lifecycles.uses import misfits_of, uses_of
from tickets.models import Lifecycle, Terms
from tickets.moves import drops_of

pytestmark = pytest.mark.django_db

WITHOUT = {"steps": ["ask_requester"], "statuses": ["approval"]}


@pytest.fixture
def ticket(offer, company, now):
    version = offer("quick", questions=[question("text", "what")], without=WITHOUT)
    opened = order(version, by=company.erin, answers={}, now=now, channel="portal")
    return assign(opened, to=company.tom, by=company.tom, now=now)


def faults(standard, **more):
    return checks.check(package.read(written("quick", **more)))


def sentences(found, *, blocks=True) -> list[str]:
    return [str(one.sentence) for one in found if one.blocks is blocks and one.place.startswith("without")]


def test_what_is_switched_off_is_offered_nowhere(client, ticket, tom, now):
    offered = {one.name for one in legal_moves(ticket, tom, now=now, include_refused=True)}
    assert "accept" in offered
    assert not offered & {"ask_requester", "seek_approval"}
    drops = drops_of([ticket], tom, now=now)[ticket.pk]
    assert str(drops["approval"].refused) == "“Waiting for approval” isn't used for this service."
    html = sign_in(client, tom).get(ticket.desk_url).content.decode()
    assert "/moves/accept/" in html
    assert "/moves/seek_approval/" not in html


@pytest.mark.parametrize("step", ["ask_requester", "seek_approval"])
def test_the_gate_refuses_it_however_it_is_asked(client, ticket, tom, now, step):
    with pytest.raises(IllegalMove, match="isn't used for this service"):
        move(ticket, step, by=tom, now=now, message="?")
    address = f"{ticket.desk_url}moves/{step}/"
    answer = sign_in(client, tom).post(address, {"seen": ticket.revision, "message": "?", "reason": "?"})
    assert answer.status_code in (409, 422)
    ticket.refresh_from_db()
    assert ticket.status == "submitted"


def test_other_services_keep_the_whole_lifecycle(offer, company, ticket, now):
    other = order(offer("slow"), by=company.erin, answers={}, now=now, channel="portal")
    assert other.terms_id is None
    assert Terms.objects.count() == 1
    offered = {one.name for one in legal_moves(other, company.tom, now=now, include_refused=True)}
    assert offered >= {"ask_requester", "seek_approval"}


def test_the_lifecycle_says_who_uses_it_without_what(client, ticket, lea, ada):
    (use,) = [one for one in uses_of(["request"], ada)["request"] if one.label == "Quick"]
    assert "Ask the requester" in str(use.note)
    assert "Waiting for approval" in str(use.note)


@pytest.fixture
def redrawn(ticket, ada, now):
    """A draft of the lifecycle in which nothing leads on but what "quick" does without."""
    draft = start_draft(Lifecycle.objects.get(slug="request"), by=ada, now=now)
    spec = without_transition(Spec.model_validate(draft.spec), "accept")
    for name in ("withdraw", "decline"):
        step = spec.transitions[name]
        left = tuple(one for one in step.source if one != "submitted")
        spec = with_transition(spec, name, step.model_copy(update={"source": left}))
    return change_draft(draft, spec, by=ada, now=now)


def test_a_new_version_that_strands_a_service_is_refused_with_its_name(client, redrawn, company, now):
    sign_in(client, company.ada)
    address = "/desk/lifecycles/request/draft/publish/"
    html = client.get(address).content.decode()
    assert "Quick" in html
    assert "A ticket in “Submitted” has no way out." in html
    sent = {"seen": redrawn.revision, "notes": ""}
    assert client.post(address, sent).status_code == 422
    with pytest.raises(BrokenLifecycle) as refused:
        publish_draft(redrawn, by=company.ada, now=now)
    assert "Quick" in str(refused.value.errors["uses"])
    assert current("request").number == 1


def test_a_status_that_masks_rest_on_does_not_go_unnoticed(offer, company, now):
    asked, masks = (
        [question("text", "iban")],
        [{"questions": ["iban"], "who": ["agent"], "at": ["fulfilled"]}],
    )
    offer("pay", department="hr", questions=asked, masks=masks, audience={"departments": ["hr"]})
    offer("plain", questions=asked)
    spec = spec_of(current("request").pk)
    renamed = spec.model_dump(mode="json")
    renamed["statuses"]["done"] = renamed["statuses"].pop("fulfilled")
    for step in renamed["transitions"].values():
        step["source"] = ["done" if one == "fulfilled" else one for one in step["source"]]
        step["to"] = "done" if step["to"] == "fulfilled" else step["to"]
    with pytest.raises(BrokenLifecycle) as refused:
        publish_lifecycle("request", renamed, by=company.ada, now=now)
    assert [str(one) for one in refused.value.errors["uses"]] == [
        "Pay: A rule about who may see answers: there is no status “fulfilled”."
    ]
    [unseen] = misfits_of(Spec.model_validate(renamed), company.fiona)
    assert (unseen.label, unseen.url) == ("one service that you may not see", "")
    offer("pay", department="hr", questions=asked)
    assert publish_lifecycle("request", renamed, by=company.ada, now=now).number == 2


def test_an_update_of_the_desk_leaves_a_lifecycle_alone_that_a_service_would_not_fit(
    offer, company, now, monkeypatch
):
    asked, masks = (
        [question("text", "iban")],
        [{"questions": ["iban"], "who": ["agent"], "at": ["fulfilled"]}],
    )
    offer("pay", questions=asked, masks=masks)
    shipped = spec_of(current("request").pk).model_dump(mode="json")
    shipped["label"]["en"] = "A request"
    monkeypatch.setattr(publishing, "shipped", lambda: {"request": Spec.model_validate(shipped)})
    assert [one.number for one in load_shipped(now=now)] == [2]
    del shipped["statuses"]["fulfilled"]
    shipped["transitions"] = {
        name: step
        for name, step in shipped["transitions"].items()
        if step["to"] != "fulfilled" and step["source"] != ["fulfilled"]
    }
    for step in shipped["transitions"].values():
        step["source"] = [one for one in step["source"] if one != "fulfilled"]
    assert load_shipped(now=now) == []
    assert current("request").number == 2


def test_before_publishing_something_must_still_lead_to_an_end(standard):
    assert sentences(faults(standard, without=WITHOUT)) == []
    ends = ["fulfilled", "declined", "withdrawn"]
    assert "can never be ended" in " ".join(sentences(faults(standard, without={"statuses": ends})))
    leaving = {"steps": ["resume", "answered", "fulfil", "decline", "withdraw"]}
    assert sentences(faults(standard, without=leaving))


def test_before_publishing_unknown_parts_are_named(standard):
    found = sentences(faults(standard, without={"steps": ["fly"], "statuses": ["moon"]}))
    assert found == [
        "The lifecycle has no step “fly” to do without.",
        "The lifecycle has no status “moon” to do without.",
    ]
    first = sentences(faults(standard, without={"statuses": ["submitted"]}))
    assert first == ["Tickets begin in this status; the service can't do without it."]


MASK_FAULTS = [
    ({"questions": ["pay"], "who": ["agent"]}, "there is no question “pay”"),
    ({"sections": ["money"], "who": ["agent"]}, "there is no section “money”"),
    ({"questions": ["iban"], "who": ["boss"]}, "nobody is called “boss”"),
    ({"questions": ["iban"], "who": ["agent"], "at": ["moon"]}, "there is no status “moon”"),
    ({"questions": ["iban"], "who": []}, "names nobody"),
    ({"who": ["agent"]}, "names no question"),
]


@pytest.mark.parametrize(("mask", "said"), MASK_FAULTS)
def test_masks_that_name_nothing_stand_against_publishing(standard, mask, said):
    found = faults(standard, questions=[question("text", "iban")], masks=[mask])
    assert [one for one in found if one.blocks and said in str(one)]


def test_a_required_answer_nobody_may_read_stands_against_publishing(standard):
    everybody = ["requester", "agent", "assignee", "lead", "auditor", "participant"]
    asked = [question("text", "iban", required=True)]
    masks = [{"questions": ["iban"], "who": everybody}]
    assert any(
        "Nobody may ever read" in str(one)
        for one in faults(standard, questions=asked, masks=masks)
        if one.blocks
    )
    masks.append({"questions": ["iban"], "who": ["assignee"], "at": ["fulfilling"], "may": "read"})
    assert not [one for one in faults(standard, questions=asked, masks=masks) if one.blocks]


def test_a_hidden_answer_in_the_subject_is_warned_of(standard):
    more = {
        "questions": [question("text", "iban")],
        "masks": [{"questions": ["iban"], "who": ["agent"], "may": "hidden"}],
        "subject": {"en": "To {iban}", "zh": "付给 {iban}"},
    }
    warned = [one for one in faults(standard, **more) if one.place == "subject"]
    assert [one.blocks for one in warned] == [False]


def test_two_versions_differ_in_sentences():
    asked = {"questions": [question("text", "iban")]}
    old = package.read(written("quick", **asked))
    masks = [{"questions": ["iban"], "who": ["agent"], "at": ["fulfilling"], "may": "read"}]
    new = package.read(
        written("quick", **asked, masks=masks, without={"steps": ["accept"]}, has_register=True)
    )
    assert [str(one) for one in differences(old, new)] == [
        "The step “accept” is no longer used",
        "Rule about answers added: Iban: to be read (The people who work on it; fulfilling)",
        "Has a register page: yes",
    ]
