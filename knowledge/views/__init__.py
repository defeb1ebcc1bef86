from knowledge.views.files import picture
from knowledge.views.parts import manual, panel, suggest, suggested
from knowledge.views.reading import answers, article, feedback, solved

__all__ = ["answers", "article", "feedback", "manual", "panel", "picture", "solved", "suggest", "suggested"]
