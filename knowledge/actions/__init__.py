from knowledge.actions.articles import change_article, retire_article, write_article
from knowledge.actions.readers import give_feedback, note_read, note_solved
from knowledge.actions.sections import add_section, knowledge_index

__all__ = [
    "add_section",
    "change_article",
    "give_feedback",
    "knowledge_index",
    "note_read",
    "note_solved",
    "retire_article",
    "write_article",
]
