"""What of a document goes into its article, and how one sees that somebody changed it since."""

import hashlib
import json
import re
from pathlib import PurePosixPath
from typing import Any

from knowledge.markdown import Document
from knowledge.models import Article
from knowledge.texts import first_sentence, plain_text
from people.models import Person

HAN = re.compile("[\u4e00-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")
MOST_TAGS = 20
MOST_HAN = 0.2  # from this share of its letters on a text is Chinese


def facts_of(document: Document, path: PurePosixPath, language: str) -> dict[str, Any]:
    """Title, body, summary, search words and language, as the article keeps them."""
    meta = document.meta
    text = plain_text(Article(body=document.body).body)
    summary = meta.get("summary") or meta.get("description") or meta.get("subtitle")
    return {
        "title": (document.title or _title_from(path))[:255],
        "body": document.body,
        "summary": str(summary).strip()[:300] if isinstance(summary, str) else first_sentence(text),
        "tags": _tags(meta),
        "language": language_of(text) if language == "auto" else language,
    }


def language_of(text: str) -> str:
    letters = LETTER.findall(text[:20_000])
    han = sum(1 for letter in letters if HAN.match(letter))
    return Person.Language.CHINESE if letters and han / len(letters) > MOST_HAN else Person.Language.ENGLISH


def digest_of(facts: dict[str, Any]) -> str:
    """The same facts have the same digest, whatever ids their blocks were given."""
    kept = {name: facts[name] for name in ("title", "summary", "tags", "language")}
    kept["body"] = [{"type": block["type"], "value": block["value"]} for block in facts["body"]]
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def kept_facts(article: Article) -> dict[str, Any]:
    """The facts of an article as it stands in the editor now."""
    latest = article.get_latest_revision_as_object()
    return {
        "title": latest.title,
        "body": latest.body.get_prep_value(),
        "summary": latest.summary,
        "tags": latest.tags,
        "language": latest.language,
    }


def _tags(meta: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in ("tags", "keywords", "categories"):
        value = meta.get(name) or []
        words = (
            re.split("[,，;；]", value)
            if isinstance(value, str)
            else value
            if isinstance(value, list)
            else []
        )
        found += [str(word).strip()[:60] for word in words if str(word).strip()]
    return list(dict.fromkeys(found))[:MOST_TAGS]


def _title_from(path: PurePosixPath) -> str:
    stem = path.parent.name if path.stem in ("index", "README") and path.parent.name else path.stem
    words = re.sub(r"[-_]+", " ", stem).strip()
    return words[:1].upper() + words[1:] or path.name
