"""A question is taken out of a form: a draft, which somebody still looks at and publishes."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.actions.versioning import refuse_others
from catalog.models import ServicePage
from journal.refusals import Invalid
from people.models import Person


@transaction.atomic
def remove_question(page: ServicePage, name: str, *, by: Person) -> ServicePage:
    """Makes a draft of the page without the question, also in its rules about who may see what.

    Other rules that read it stay as they are; publishing says which to mend. Raises `NotAllowed`, and `Invalid`
    where the draft has no such question.
    """
    refuse_others(page, by=by)
    draft = page.get_latest_revision_as_object()
    places = [place for place, child in enumerate(draft.questions) if child.value.get("name") == name]
    if not places:
        raise Invalid(_("The draft doesn't ask this any more."))
    del draft.questions[places[0]]
    draft.masks = [mask for mask in (_without(one, name) for one in draft.masks) if mask is not None]
    draft.save_revision(user=by, log_action=True)
    return draft


def _without(mask: dict, name: str) -> dict | None:
    """The mask without the question; None where it was about nothing else."""
    questions = [one for one in mask.get("questions", ()) if one != name]
    return {**mask, "questions": questions} if questions or mask.get("sections") else None
