"""On the screen of an approval: to which earlier step it can be returned, and what comes of it."""

from tests.cast import NOW, sign_in
from tests.processes.test_going_back import TWO
from tickets.actions import finish_task


def test_the_step_done_before_is_offered_and_done_again(client, desk, at, trace, mara, tom):
    run = desk.run(TWO.format(""))
    finish_task(at(run, "plan"), by=tom, now=NOW)
    task = at(run, "ask")
    browser = sign_in(client, mara)
    dialog = browser.get(f"/inbox/{task.pk}/return/").text
    assert 'value="plan"' in dialog
    assert "Plan it" in dialog
    assert 'value="do"' not in dialog
    sent = {"seen": task.revision, "back_to": "plan", "comment": "Another plan, please"}
    assert browser.post(f"/inbox/{task.pk}/return/", sent).status_code == 302
    again = at(run, "plan")
    assert again.state == "open"
    assert "Plan it" in sign_in(client, tom).get("/inbox/").text
    finish_task(again, by=tom, now=NOW)
    assert at(run, "ask").state == "open"


def test_a_step_that_was_never_come_to_is_refused(client, desk, at, mara, tom):
    run = desk.run(TWO.format(""))
    finish_task(at(run, "plan"), by=tom, now=NOW)
    task = at(run, "ask")
    sent = {"seen": task.revision, "back_to": "do", "comment": "Forward"}
    assert sign_in(client, mara).post(f"/inbox/{task.pk}/return/", sent).status_code == 422
    task.refresh_from_db()
    assert task.is_open
