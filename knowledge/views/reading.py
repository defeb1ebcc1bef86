"""The reader's pages: all answers, one answer, and what the reader says to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import search
from knowledge import actions, policies
from knowledge.access import figures, in_other_language, readable
from knowledge.explained import links_to
from knowledge.forms import FeedbackForm
from knowledge.models import Article, Feedback, Section
from knowledge.querysets import ArticleQuerySet
from knowledge.rendering import body_html
from knowledge.suggestions import suggest

MOST = 60  # articles on a page; who wants more searches
LIKELY = 20


@login_required
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """All answers by section, or those that fit `?q=`; htmx gets the results alone."""
    shown = Article.objects.visible_to(request.user).preferring(get_language())
    sections = _sections(shown)
    chosen = next((one for one in sections if one["slug"] == request.GET.get("section")), None)
    if chosen:
        shown = shown.filter(department=chosen["department"])
    text = request.GET.get("q", "").strip()
    context = {
        "sections": sections,
        "chosen": chosen,
        "q": text,
        **(_found(request, shown, text) if text else _browsed(shown)),
        "writes": policies.may_write_somewhere(request.user),
    }
    alone = request.headers.get("HX-Target") == "answers"
    return render(request, "knowledge/_answers.html" if alone else "knowledge/answers.html", context)


def _found(request: HttpRequest, shown: ArticleQuerySet, text: str) -> dict[str, Any]:
    """What holds every word; where nothing does, what is likeliest to answer."""
    exact = list(search.matching(shown, text, mode="all").select_related("department")[:MOST])
    if exact:
        return {"articles": exact, "is_exact": True}
    chosen = set(shown.values_list("pk", flat=True)) if request.GET.get("section") else None
    hits = suggest(request.user, text, limit=LIKELY)
    likely = [hit.article for hit in hits if chosen is None or hit.article.pk in chosen]
    return {"articles": likely, "is_exact": False}


def _browsed(shown: ArticleQuerySet) -> dict[str, Any]:
    newest = shown.select_related("department", "usage").order_by("-usage__solved", "-usage__reads", "title")
    return {"articles": list(newest[:MOST]), "is_exact": True}


def _sections(shown: ArticleQuerySet) -> list[dict[str, Any]]:
    """The sections that hold something for the reader, with how many answers; nothing of the others."""
    counts = dict(shown.order_by().values_list("department").annotate(n=Count("pk")))
    found = Section.objects.filter(department__in=counts).select_related("department")
    return [
        {
            "slug": section.slug,
            "label": section.label,
            "icon": section.department.icon,
            "department": section.department_id,
            "count": counts[section.department_id],
        }
        for section in sorted(found, key=lambda one: one.label)
    ]


@login_required
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer."""
    found = readable(request.user, slug)
    actions.note_read(found, by=request.user)
    return render(request, "knowledge/article.html", article_context(found, request))


def article_context(found: Article, request: HttpRequest) -> dict[str, Any]:
    person = request.user
    edits = policies.may_edit(person, found)
    return {
        "article": found,
        "body": body_html(found, person),
        "other": in_other_language(person, found),
        "section": Section.objects.filter(department=found.department_id).first(),
        "services": links_to(person, found.services),
        "edit_url": reverse("wagtailadmin_pages:edit", args=[found.pk]) if edits else "",
        "figures": figures(found) if edits else None,
        **feedback_context(found, person),
    }


def feedback_context(found: Article, person: Any) -> dict[str, Any]:
    given = Feedback.objects.filter(article=found, person=person).first()
    said = {"helped": "yes" if given.helped else "no", "comment": given.comment} if given else {}
    return {"article": found, "given": given, "form": FeedbackForm(initial=said)}


@login_required
@require_POST
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """«Did it help?»: `helped` is yes or no, `comment` what was missing."""
    found = readable(request.user, slug)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "knowledge/_feedback.html", {"article": found, "form": form}, status=422)
    actions.give_feedback(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    if not request.htmx:
        return redirect(found.get_absolute_url())
    return render(request, "knowledge/_feedback.html", feedback_context(found, request.user))


@login_required
@require_POST
def solved(request: HttpRequest, slug: str) -> HttpResponse:
    """«This solved it»: counted; the page is told, so that a form may close its draft (`answer:solved`)."""
    found = readable(request.user, slug)
    actions.note_solved(
        found,
        by=request.user,
        now=timezone.now(),
        question=request.POST.get("q", ""),
        service=request.POST.get("service", "")[:80],
    )
    if not request.htmx:
        messages.success(request, _("Good to hear. You saved a request."))
        return redirect("knowledge:answers")
    answer = render(request, "knowledge/_solved.html", {"article": found})
    answer.headers["HX-Trigger"] = "answer:solved"
    return answer
