"""Words that mean the same, in both languages: those shipped and those added here (`SynonymGroup`)."""

from search.thesaurus.groups import Thesaurus, current, forget_thesaurus
from search.thesaurus.widening import widened

__all__ = ["Thesaurus", "current", "forget_thesaurus", "widened"]
