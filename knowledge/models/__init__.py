from knowledge.models.article import Article, ArticleService
from knowledge.models.feedback import Feedback
from knowledge.models.shelf import KnowledgeIndex, Section
from knowledge.models.usage import Usage

__all__ = ["Article", "ArticleService", "Feedback", "KnowledgeIndex", "Section", "Usage"]
