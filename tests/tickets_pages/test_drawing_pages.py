"""Drawing lifecycles at the desk, with and without scripts, by those they belong to."""

import pytest
from django.urls import reverse

from people.actions import give_role
from tests.budgets import budget
from tickets.actions import publish_draft, publish_lifecycle, start_draft, start_lifecycle
from tickets.lifecycles import Spec, Text, current, shipped, spec_of
from tickets.models import Lifecycle, LifecycleDraft

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"tickets:lifecycle{name}", args=args)


@pytest.fixture
def leave(company, now):
    """HR's draft of a lifecycle like that of requests."""
    label = Text(en="Parental leave", zh="育儿假")
    draft = start_lifecycle(
        label, kind="request", department=company.hr, by=company.hanna, now=now, like=current("request")
    )
    return draft.lifecycle.slug


def spec_in(slug):
    return Spec.model_validate(LifecycleDraft.objects.get(lifecycle__slug=slug).spec)


def sets(rows=(), questions=()):
    """What the sets of forms of a transition send."""
    data = {}
    for prefix, given in (("row", rows), ("ask", questions)):
        data |= {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
        for at, one in enumerate(given):
            data |= {f"{prefix}-{at}-{key}": value for key, value in one.items()}
    return data


def step_data(**more):
    data = {"label_en": "Hand over", "label_zh": "移交", "source": ["fulfilling"], "to": "fulfilled"}
    return data | {"who": ["agent"], "joined": "all"} | sets() | more


# ── drawing by forms ──────────────────────────────────────────────────────────────────────────────


def test_hanna_draws_a_lifecycle_from_nothing_to_its_first_version(at, company):
    browser = at(company.hanna)
    data = {"label_en": "Errand", "label_zh": "跑腿", "kind": "request", "department": company.hr.pk}
    page = browser.post(url("_new"), data, follow=True)
    assert page.redirect_chain[-1][0] == url("_draft", "hr-errand")
    assert "A ticket in “Submitted” has no way out." in page.content.decode()

    for name, phase in (("Doing", "active"), ("Done", "resolved"), ("Over", "closed")):
        data = {"label_en": name, "label_zh": "某", "phase": phase}
        assert browser.post(url("_status_new", "hr-errand"), data).status_code == 302
    for name, source, to in (
        ("Start", "submitted", "doing"),
        ("Finish", "doing", "done"),
        ("Settle", "done", "over"),
    ):
        data = step_data(label_en=name, source=[source], to=to)
        assert browser.post(url("_transition_new", "hr-errand"), data).status_code == 302
    page = browser.post(url("_publish", "hr-errand"), {"notes": "First"}, follow=True)

    assert "Version 1 is published." in page.content.decode()
    assert list(spec_of(current("hr-errand").pk).statuses) == ["submitted", "doing", "done", "over"]


def test_what_stands_against_publishing_is_told_with_ways_to_the_spots(at, company, leave):
    browser = at(company.hanna)
    browser.post(url("_status_new", leave), {"label_en": "Limbo", "label_zh": "", "phase": "waiting"})
    refused = browser.post(url("_publish", leave), {})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert url("_status", leave, "limbo") in html
    assert "No ticket ever gets to “Limbo”." in html
    assert "The text is needed in English and in Chinese." in html


def test_a_transition_is_asked_who_when_and_what(at, company, leave):
    data = step_data(
        source=["submitted", "fulfilling"],
        who=["lead", "admin"],
        known=["resolution"],
        note_en="Think twice",
        note_zh="三思",
        tone="warning",
        **sets(
            [
                {"fact": "priority", "sign": "<=", "value": "2"},
                {"fact": "has_team", "sign": "yes"},
            ],
            [
                {
                    "label_en": "Which way?",
                    "label_zh": "哪种方式？",
                    "kind": "choice",
                    "required": "on",
                    "choices": "Post | 邮寄\nBy hand | 亲自",
                },
                {"label_en": "", "label_zh": "", "kind": "text"},
            ],
        ),
    )
    assert at(company.hanna).post(url("_transition_new", leave), data).status_code == 302
    step = spec_in(leave).transitions["hand_over"]
    assert step.when == "priority <= 2 && has_team"
    assert step.who == ("lead", "admin")
    assert [(one.name, one.kind, one.required) for one in step.ask] == [
        ("resolution", "longtext", True),
        ("which_way", "choice", True),
    ]
    assert [one.value for one in step.ask[1].choices] == ["Post", "By hand"]
    html = at(company.hanna).get(url("_draft", leave)).content.decode()
    assert "the priority (1 is the highest) is at most 2 and it has a team" in html


def test_a_transition_comes_back_as_it_was_drawn(at, company, leave):
    at(company.hanna).post(
        url("_transition_new", leave), step_data(**sets([{"fact": "items", "sign": ">", "value": "0"}]))
    )
    form = at(company.hanna).get(url("_transition", leave, "hand_over"))
    assert form.context["condition"].initial == [{"fact": "items", "sign": ">", "value": "0"}]
    assert form.context["form"]["when"].value() in ("", None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"when": "prioritty < 2"}, "prioritty"),
        ({"when": "priority"}, "must give"),
        ({"who": []}, "required"),
        (sets([{"fact": "priority", "sign": "<", "value": "many"}]), "Give a number."),
        (sets([{"fact": "has_team", "sign": "<", "value": "2"}]), "Choose whether it is so or not."),
        (sets([{"fact": "priority", "sign": "yes"}]), "Choose what is compared and how."),
        ({"to": "nowhere"}, "nowhere"),
        ({"row-TOTAL_FORMS": "x"}, ""),
    ],
)
def test_what_does_not_fit_stays_typed_and_changes_nothing(at, company, leave, more, said):
    before = spec_in(leave)
    refused = at(company.hanna).post(url("_transition_new", leave), step_data(**more))
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert "Hand over" in refused.content.decode()
    assert spec_in(leave) == before


def test_what_is_so_or_not_comes_back_as_it_was_chosen(at, company, leave):
    rows = [{"fact": "has_team", "sign": "no"}, {"fact": "has_assignee", "sign": "yes"}]
    at(company.hanna).post(url("_transition_new", leave), step_data(**sets(rows) | {"joined": "any"}))
    assert spec_in(leave).transitions["hand_over"].when == "!has_team || has_assignee"
    form = at(company.hanna).get(url("_transition", leave, "hand_over"))
    assert form.context["condition"].initial == rows
    assert form.context["form"]["joined"].value() == "any"


def test_an_expert_writes_the_condition_and_finds_it_again(at, company, leave):
    rule = "priority < 2 && (has_team || items > 0)"
    at(company.hanna).post(url("_transition_new", leave), step_data(when=rule))
    form = at(company.hanna).get(url("_transition", leave, "hand_over")).context["form"]
    assert form["when"].value() == rule


def test_a_question_never_takes_a_name_the_gate_needs(at, company, leave):
    questions = [{"label_en": "By", "label_zh": "经由", "kind": "text"}]
    at(company.hanna).post(url("_transition_new", leave), step_data(**sets((), questions)))
    assert [one.name for one in spec_in(leave).transitions["hand_over"].ask] == ["by_2"]


def test_what_is_too_much_is_refused_in_words(at, company, leave):
    long = [{"label_en": "Way?", "label_zh": "?", "kind": "choice", "choices": f"A | {'x' * 500}"}]
    refused = at(company.hanna).post(url("_transition_new", leave), step_data(**sets((), long)))
    assert refused.status_code == 422
    assert "This is too much" in refused.content.decode()


def test_a_status_is_renamed_and_removed_with_its_transitions(at, company, leave):
    browser = at(company.hanna)
    form = browser.get(url("_status", leave, "on_hold")).context["form"]
    browser.post(url("_status", leave, "on_hold"), form.initial | {"label_en": "Waiting for you"})
    assert spec_in(leave).statuses["on_hold"].label.en == "Waiting for you"
    assert spec_in(leave).statuses["on_hold"].hint == shipped()["request"].statuses["on_hold"].hint

    browser.post(url("_status_remove", leave, "on_hold"))
    assert "on_hold" not in spec_in(leave).statuses
    assert "ask_requester" not in spec_in(leave).transitions
    browser.post(url("_transition_remove", leave, "withdraw"))
    assert "withdraw" not in spec_in(leave).transitions


def test_a_status_says_which_process_runs_there_and_for_what_it_waits(at, company, leave):
    browser = at(company.hanna)
    form = browser.get(url("_status", leave, "on_hold")).context["form"]
    assert (form.initial["runs"], form.initial["awaits"]) == ("$service.process", "requester")
    browser.post(url("_status", leave, "on_hold"), form.initial | {"runs": "", "awaits": ""})
    draft = LifecycleDraft.objects.get(lifecycle__slug=leave)
    status = Spec.model_validate(draft.spec).statuses["on_hold"]
    assert (status.runs, status.awaits) == ("", "")


def test_two_who_draw_at_once_are_told(at, company, leave):
    browser = at(company.hanna)
    opened = browser.get(url("_about", leave)).context["form"].initial
    browser.post(url("_about", leave), opened | {"settles_after_days": 9})
    refused = browser.post(url("_about", leave), opened | {"settles_after_days": 7})
    assert refused.status_code == 422
    assert "changed the draft meanwhile" in refused.content.decode()
    again = refused.context["form"].data
    assert browser.post(url("_about", leave), again).status_code == 302
    assert spec_in(leave).settles_after_days == 7


def test_in_a_dialog_a_form_comes_alone_and_the_page_fetches_itself_anew(htmx, company, leave):
    browser = htmx(company.hanna)
    part = browser.get(url("_transition_new", leave) + "?from=submitted&to=closed").content.decode()
    assert "<html" not in part
    done = browser.post(url("_about", leave), browser.get(url("_about", leave)).context["form"].initial)
    assert done.status_code == 204
    assert "lifecycle:changed" in done["HX-Trigger"]
    assert 'id="drawn"' in browser.get(url("_draft", leave)).content.decode()


def test_a_box_is_put_somewhere(htmx, company, leave):
    htmx(company.hanna).post(url("_place", leave), {"name": "closed", "y": "210"})
    htmx(company.hanna).post(url("_place", leave), {"name": "closed", "y": "far"})
    assert LifecycleDraft.objects.get().heights == {"closed": 210}


# ── versions ──────────────────────────────────────────────────────────────────────────────────────


def test_a_version_published_meanwhile_is_told(at, company, now):
    draft = start_draft(Lifecycle.objects.get(slug="request"), by=company.ada, now=now)
    browser = at(company.ada)
    changed = shipped()["request"].model_dump(by_alias=True) | {"settles_after_days": 9}
    publish_lifecycle("request", changed, by=company.ada, now=now)
    assert (
        "Version 2 was published after this draft was begun."
        in browser.get(url("_draft", "request")).content.decode()
    )
    compared = browser.get(url("_compare", "request"), {"from": "1", "to": "2"}).content.decode()
    assert "It settles after 9 days of silence." in compared
    assert browser.post(url("_publish", "request"), {"seen": draft.revision}).status_code == 422
    assert browser.post(url("_publish", "request"), {"over": "2"}).status_code == 302


def test_ada_goes_back_to_an_older_version(at, company, now):
    changed = shipped()["request"].model_dump(by_alias=True) | {"settles_after_days": 9}
    publish_lifecycle("request", changed, by=company.ada, now=now)
    browser = at(company.ada)
    assert "there is a newer one" in browser.get(url("_version", "request", 1)).content.decode()
    browser.post(url("_start", "request"), {"version": "1"})
    assert spec_in("request").settles_after_days == 5
    browser.post(url("_start", "request"))  # goes on with it
    page = browser.post(url("_discard", "request"), follow=True)
    assert page.redirect_chain[-1][0] == url("", "request")


@pytest.mark.parametrize("query", [{}, {"from": "1"}, {"from": "1", "to": "7"}, {"from": "x", "to": "draft"}])
def test_versions_that_are_not_there_cannot_be_compared(at, company, query):
    assert at(company.ada).get(url("_compare", "request"), query).status_code == 404


# ── whose they are ────────────────────────────────────────────────────────────────────────────────

READ = ["", "_compare", "_draft", "_about", "_status_new", "_transition_new", "_publish"]


@pytest.mark.parametrize("who", ["fiona", "erin", "tom", "lea", "hugo"])
def test_nobody_else_finds_what_hr_draws(at, company, leave, who):
    browser = at(getattr(company, who))
    for name in READ:
        assert browser.get(url(name, leave), {"from": "1", "to": "draft"}).status_code == 404, name
    for name in ("_status", "_transition"):
        assert browser.get(url(name, leave, "closed")).status_code == 404
    for name in ("_start", "_place", "_publish", "_discard", "_about", "_status_new"):
        assert browser.post(url(name, leave), {"name": "closed", "y": "3"}).status_code == 404, name
    assert browser.post(url("_status_remove", leave, "closed")).status_code == 404
    listed = browser.get(url("s"))
    assert "Parental leave" not in listed.content.decode()
    assert listed.status_code == (200 if who == "fiona" else 404)


def test_publishers_look_at_the_companys_and_change_only_their_own(at, company, now):
    start_draft(Lifecycle.objects.get(slug="request"), by=company.ada, now=now)
    browser = at(company.hanna)
    page = browser.get(url("", "request")).content.decode()
    assert "Service request" in page
    assert url("_draft", "request") not in page
    assert browser.get(url("_draft", "request")).status_code == 404
    assert browser.get(url("_compare", "request"), {"from": "1", "to": "draft"}).status_code == 404
    assert browser.post(url("_start", "request")).status_code == 404
    assert "Draft" not in browser.get(url("s")).content.decode()


def test_nobody_starts_one_for_a_department_that_is_not_theirs_or_copies_what_they_do_not_see(
    at, company, leave, now
):
    publish_draft(LifecycleDraft.objects.get(), by=company.hanna, now=now)
    browser = at(company.fiona)
    data = {"label_en": "X", "label_zh": "X", "kind": "request"}
    for more in ({"department": company.hr.pk}, {}, {"department": company.finance.pk, "like": leave}):
        assert browser.post(url("_new"), data | more).status_code == 422
    assert browser.post(url("_new"), data | {"department": company.finance.pk}).status_code == 302


def test_open_tickets_are_counted_where_one_may_know(at, company, incident, hr_case):
    incident()
    hr_case()

    def counts(person):
        rows = at(person).get(url("s")).context["rows"]
        return {row["lifecycle"].slug: row["tickets"] for row in rows}

    assert counts(company.ada)["incident"] == 1
    assert counts(company.hanna) | {"request": 1, "incident": 0} == counts(company.hanna)
    assert counts(company.fiona)["request"] == 0


def test_who_works_a_ticket_sees_where_it_is_in_its_lifecycle(at, company, hr_case):
    page = url("_of_ticket", hr_case().reference)
    html = at(company.hugo).get(page).content.decode()
    assert html.count("box-now") == 1
    assert "Submitted – it is here" in html
    for stranger in (company.tom, company.fiona, company.mara):
        assert at(stranger).get(page).status_code == 404


def test_the_pages_keep_their_budgets(at, company, leave):
    browser = at(company.hanna)
    for name, page in (
        ("lifecycles", url("s")),
        ("lifecycle", url("", "request")),
        ("lifecycle-draft", url("_draft", leave)),
    ):
        browser.get(page)
        with budget(f"tickets:{name}"):
            assert browser.get(page).status_code == 200


def test_only_the_place_one_is_at_is_marked(at, company):
    nav = at(company.ada).get(url("s")).context["nav"]
    assert [one.path for one in nav.everything if one.current] == ["desk/lifecycles/"]


def test_who_only_writes_articles_is_not_led_here(at, company, now):
    give_role(company.erin, "author", company.hr, by=company.machine, now=now)
    nav = at(company.erin).get("/").context["nav"]
    assert "desk/lifecycles/" not in [one.path for one in nav.everything]


def test_both_languages(at, company, leave, now):
    hanna = company.hanna
    type(hanna).objects.filter(pk=hanna.pk).update(language="zh-hans")
    hanna.refresh_from_db()
    html = at(hanna).get(url("_draft", leave)).content.decode()
    assert "育儿假" in html
    assert "已提交" in html
