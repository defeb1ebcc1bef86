"""May this person do this to that process: one small function per question, on what is loaded already."""

from people.models import Department, Person
from processes.models import Run


def may_publish_processes(person: Person, department: Department | int | None = None) -> bool:
    """Whether the person draws and publishes a department's processes, as its publishers do. The company's
    (without a department) are its administrators' affair, and the desk's own that brings some along."""
    return person.is_admin if department is None else department in person.reach("publisher")


def may_repair(person: Person, run: Run) -> bool:
    """Whether the person mends runs: administrators, and owners of the department whose process it is."""
    if person.is_machine or not person.is_active:
        return person.is_machine
    return person.is_admin or person.can("owner", run.version.definition.department_id)
