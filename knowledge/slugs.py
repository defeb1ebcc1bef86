"""The addresses of articles: `/answers/<slug>/`, readable in both languages."""

from django.utils.text import slugify

RESERVED = frozenset({"of-service", "pictures", "suggest", "suggested"})
LONGEST = 80


def is_reserved(slug: str) -> bool:
    """Whether the slug would shadow a page of ours below `/answers/`."""
    return slug in RESERVED


def slug_for(title: str) -> str:
    """A slug of the title's own characters, Chinese ones kept; never empty, never one of ours."""
    slug = slugify(title, allow_unicode=True)[:LONGEST].strip("-")
    return f"{slug or 'article'}-1" if not slug or is_reserved(slug) else slug
