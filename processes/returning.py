"""To which earlier steps of its process an approval can be returned: the work of people that was done before it."""

from processes.models import Step
from tickets.inbox.steps import EarlierStep, tells_steps
from tickets.models import Task
from ui.bilingual import pick


@tells_steps
def steps_before(task: Task) -> list[EarlierStep]:
    """Each element once, in the order in which the run came to them; none for a task that no run opened."""
    step = Step.objects.filter(task=task).first()
    if step is None:
        return []
    done = Step.objects.filter(
        run=step.run_id, task__isnull=False, state=Step.State.DONE, pk__lt=step.pk
    ).exclude(element=step.element)
    found = {one.element: pick(one.name) or one.element for one in done.order_by("pk")}
    return [EarlierStep(element, label) for element, label in found.items()]
