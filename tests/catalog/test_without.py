"""A service does without parts of its lifecycle: never offered, refused at the gate, checked before publishing."""

import pytest

from catalog import checks, package
from catalog.actions import order
from catalog.comparing import differences
from tests.cast import sign_in
from tests.catalog.conftest import question, written
from tickets.actions import IllegalMove, assign, legal_moves, move
from tickets.lifecycles.uses import uses_of
from tickets.models import Terms
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
