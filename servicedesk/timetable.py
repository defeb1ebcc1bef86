"""When the clock does what: the whole timetable, in UTC. What each task does stands in its app's `tasks`.

An entry that comes round again while nobody worked is not worth keeping, hence `expires`.
"""

from typing import Any

from celery.schedules import crontab

MINUTE, HOUR = 60, 3600


def every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def daily(hour: int, minute: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"expires": 12 * HOUR}}


TIMETABLE = {
    "empty the outbox": every(5, "journal.tasks.sweep"),
    "let processes go on": every(10, "processes.tasks.fire_timers"),
    "watch the clocks": every(MINUTE, "tickets.tasks.watch_clocks"),
    "remind of tasks": every(MINUTE, "tickets.tasks.keep_time"),
    "let substitutes begin and end": every(MINUTE, "people.tasks.keep_delegations"),
    "publish what is due": every(MINUTE, "catalog.tasks.keep_schedules"),
    "order what is due": every(MINUTE, "catalog.tasks.keep_occasions"),
    "close what is settled": every(HOUR, "tickets.tasks.close_settled"),
    "remove uploads never sent": every(HOUR, "tickets.tasks.sweep_uploads"),
    "measure the services": every(HOUR, "catalog.tasks.measure_services"),
    "remove files without a row": daily(1, 5, "tickets.tasks.remove_leftovers"),
    "forget old deliveries": daily(1, 10, "journal.tasks.prune"),
    "forget old drafts": daily(1, 15, "catalog.tasks.forget_drafts"),
    "forget old keys": daily(1, 15, "people.tasks.forget_keys"),
    "complete the registers": daily(1, 25, "catalog.tasks.complete_registers"),
    "forget old sessions": daily(1, 20, "servicedesk.tasks.clear_sessions"),
}
