"""Whatever people do with an approval, in whatever order: somebody can always go on with it, and it ends once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from journal.models import Event
from journal.refusals import Refused
from people.actions import delegate, end_delegation, keep_delegations
from people.models import Delegation
from tickets.actions import (
    add_helper,
    add_signer,
    consult,
    decide,
    finish_task,
    hand_over_all,
    hand_over_task,
    keep_time,
    open_task,
    open_ticket,
    release_task,
    remove_signer,
    resign,
    take_back,
)
from tickets.models import Assignment, Task
from tickets.performing import Appointed

PEOPLE = ("mara", "lea", "tom", "fred", "hugo", "erin", "ada")
ACTING = ("handler", "signer")
DEEDS = (
    "approve",
    "reject",
    "return",
    "answer",
    "hand-over",
    "before",
    "after",
    "remove",
    "resign",
    "release",
    "take-back",
    "consult",
    "help",
    "delegate",
    "end-delegation",
    "leave",
    "clock",
)
STEPS = some.lists(
    some.tuples(
        some.sampled_from(DEEDS), some.sampled_from([*PEOPLE, *["holder"] * 9]), some.sampled_from(PEOPLE)
    ),
    min_size=3,
    max_size=14,
)
POLICIES = some.sampled_from(
    [
        {},
        {"same_person": "approve", "own_request": "fallback"},
        {"limit": {"after": 3600 * 5, "working": False, "then": "escalate", "to": [{"by": "team-lead"}]}},
        {"limit": {"after": 3600 * 5, "working": False, "then": "reject"}},
    ]
)


class Story:
    """One approval, its time, and what people do with it."""

    def __init__(self, company, now, people, **more):
        self.company, self.now = company, now
        self.ticket = open_ticket(
            kind="request",
            lifecycle="request",
            subject="A laptop",
            requester=company.erin,
            by=company.erin,
            now=now,
            department=company.it,
            team=company.it_service_desk,
        )
        self.task = open_task(
            self.ticket,
            kind="approval",
            title={"en": "Approve"},
            performers=[Appointed(getattr(company, name)) for name in people],
            by=company.machine,
            now=now,
            **more,
        )

    def do(self, deed, who, other):
        self.now += timedelta(minutes=7)
        by, to = (
            self.holder() if who == "holder" else getattr(self.company, who),
            getattr(self.company, other),
        )
        said = {"by": by, "now": self.now}
        task = self.task
        if deed in ("approve", "reject", "return"):
            decide(task, deed, comment="Because", **said)
        elif deed == "answer":
            question = Task.objects.filter(parent=task, state="open").first() or task
            finish_task(question, answers={"reply": "So"}, **said)
        elif deed == "hand-over":
            hand_over_task(task, to=to, **said)
        elif deed in ("before", "after"):
            add_signer(task, to, place=deed, **said)
        elif deed == "remove":
            part = Assignment.objects.filter(task=task, added_by=by).exclude(position="").last()
            if part:
                remove_signer(part, **said)
        elif deed in ("resign", "release", "take-back"):
            {
                "resign": lambda: resign(task, reason="Not mine", **said),
                "release": lambda: release_task(task, **said),
                "take-back": lambda: take_back(task, **said),
            }[deed]()
        elif deed == "consult":
            consult(task, to, "Well?", **said)
        elif deed == "help":
            add_helper(task, to, **said)
        elif deed == "delegate":
            delegate(by, to, starts_at=self.now, ends_at=self.now + timedelta(hours=1), **said)
        elif deed == "end-delegation":
            for one in Delegation.objects.filter(person=by, ended_at=None):
                end_delegation(one, **said)
        elif deed == "leave":
            hand_over_all(by, to=to, by=self.company.ada, now=self.now)
        else:
            self.now += timedelta(hours=2)
            keep_delegations(now=self.now)
            keep_time(now=self.now)

    def holder(self):
        """Somebody who has to act now, or has acted last."""
        parts = Assignment.objects.filter(task__ticket=self.ticket, role__in=ACTING)
        now = parts.filter(state="waiting").first() or parts.order_by("-acted_at").first()
        return now.person if now else self.company.tom

    def hold(self):
        """What is true of every task at any time."""
        for task in Task.objects.filter(ticket=self.ticket):
            parts = list(task.assignments.all())
            waiting = [part for part in parts if part.state == "waiting" and part.role in ACTING]
            undecided = [part for part in parts if part.state in ("waiting", "queued")]
            questions = list(task.children.filter(state="open"))
            if task.state == "open":
                assert waiting or task.team_id, f"{task} waits for nobody"
                assert not questions
                assert task.ended_at is None
                if not task.team_id:
                    assert any(part.person_id != self.company.erin.pk for part in waiting) or (
                        task.kind == "question"
                    )
            elif task.state == "paused":
                assert len(questions) == 1
            else:
                assert not undecided
                assert task.ended_at
                assert task.next_at is None
                assert task.outcome or task.state == "cancelled"
            if task.kind == "approval":
                assert self.company.erin.pk not in {
                    part.person_id for part in undecided if part.role == "signer"
                }
        ended = Event.objects.filter(verb="task.ended", subject_id=self.ticket.pk)
        backs = Event.objects.filter(verb="task.taken-back", subject_id=self.ticket.pk)
        ends = [event for event in ended if event.data["task"] == self.task.pk]
        undone = [event for event in backs if event.data["was_ended"]]
        self.task.refresh_from_db()
        assert len(ends) - len(undone) == (1 if self.task.state == "done" else 0)


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    people=some.lists(some.sampled_from(("mara", "lea", "tom", "fred")), min_size=1, max_size=3, unique=True),
    rule=some.sampled_from(["any", "all", "majority", "weighted"]),
    in_turn=some.booleans(),
    onward=some.booleans(),
    policy=POLICIES,
    steps=STEPS,
)
def test_whatever_is_done_somebody_can_go_on(company, now, people, rule, in_turn, onward, policy, steps):
    with transaction.atomic():
        after_return = "onward" if onward else "here"
        story = Story(
            company, now, people, rule=rule, in_turn=in_turn, after_return=after_return, policy=policy
        )
        story.hold()
        for step in steps:
            with suppress(Refused):
                story.do(*step)
            story.hold()
        transaction.set_rollback(True)
