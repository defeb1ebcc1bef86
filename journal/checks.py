"""What must fit together once every app is loaded."""

from typing import Any

from django.core import checks

from journal import reactions, verbs


@checks.register
def reactions_hear_declared_verbs(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A reaction to a verb nobody declares would never run, and nobody would notice."""
    known = set(verbs.names())
    return [
        checks.Error(
            f"The reaction {reaction.name} hears {verb!r}, which no app declares.",
            hint="Declare it in the app's verbs.py, imported by its AppConfig.ready().",
            id="journal.E001",
        )
        for reaction in reactions.all_reactions()
        for verb in reaction.verbs
        if verb not in known
    ]
