"""A request of Erin's for a laptop, and what others have to do on it."""

from functools import partial

import pytest

from tickets.actions import open_task, open_ticket
from tickets.performing import Appointed

SHEET = [
    {"name": "model", "kind": "text", "label": {"en": "Model", "zh": "型号"}, "text": "X1"},
    {"name": "cost", "kind": "number", "label": {"en": "Cost", "zh": "费用"}, "text": "1800"},
]


@pytest.fixture
def request_of_erin(company, now):
    """Opens a request of Erin's at IT's service desk; any argument may be another."""
    return partial(
        open_ticket,
        kind="request",
        lifecycle="request",
        subject="A laptop for Erin",
        requester=company.erin,
        by=company.erin,
        now=now,
        department=company.it,
        team=company.it_service_desk,
        answers={"model": "X1", "cost": 1800},
        sheet=SHEET,
    )


@pytest.fixture
def ticket(request_of_erin):
    return request_of_erin()


@pytest.fixture
def approval(ticket, company, now):
    """Asks people for an approval of Erin's request, Mara unless others are named."""

    def ask(*people, **more):
        return open_task(
            more.pop("ticket", ticket),
            kind="approval",
            title={"en": "Manager approves", "zh": "经理审批"},
            performers=[
                one if isinstance(one, Appointed) else Appointed(one) for one in people or (company.mara,)
            ],
            by=company.machine,
            now=more.pop("now", now),
            **more,
        )

    return ask


@pytest.fixture
def work(ticket, company, now):
    """Gives people something to do on Erin's request, Tom unless others are named."""

    def give(*people, **more):
        return open_task(
            more.pop("ticket", ticket),
            kind="work",
            title={"en": "Prepare the laptop", "zh": "准备笔记本电脑"},
            performers=[
                one if isinstance(one, Appointed) else Appointed(one) for one in people or (company.tom,)
            ],
            by=company.machine,
            now=more.pop("now", now),
            **more,
        )

    return give
