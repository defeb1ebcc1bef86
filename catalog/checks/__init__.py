"""Is this service fit to be published? Everything that is found, in the order of the editor's tabs."""

from catalog.checks.bundle import check_bundle
from catalog.checks.flow import check_flow
from catalog.checks.masks import check_masks
from catalog.checks.questions import check_questions
from catalog.checks.rules import check_rules
from catalog.checks.texts import check_texts
from catalog.faults import Fault
from catalog.spec import ServiceSpec


def check(spec: ServiceSpec) -> list[Fault]:
    """All faults and warnings. Reads the database for what the service refers to."""
    structure = check_questions(spec)
    rules = [] if any(fault.blocks for fault in structure) else check_rules(spec)
    bundle = [] if any(fault.blocks for fault in structure) else check_bundle(spec)
    masks = [] if any(fault.blocks for fault in structure) else check_masks(spec)
    return [*check_texts(spec), *bundle, *structure, *rules, *check_flow(spec), *masks]


__all__ = ["check"]
