"""What people say to each other on a ticket, and who may read which part of it."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from tickets.actions import (
    Ended,
    MayNotSee,
    add_participant,
    assign,
    comment,
    move,
    upload,
    watch,
)
from tickets.models import Comment
from tickets.phases import Phase


def last(ticket):
    return Event.objects.about(ticket).order_by("-id").first()


@pytest.fixture
def waiting(incident, tom, now):
    """An incident for which Tom waits for Erin's answer."""
    ticket = move(incident(), "start", by=tom, now=now)
    return move(ticket, "ask_requester", by=tom, now=now, message="Which tray?")


def test_a_reply_is_read_by_all_as_it_was_written(incident, tom, now):
    ticket = incident()
    said = comment(ticket, " Try **tray 2** <script>alert(1)</script>", by=tom, now=now)
    assert said.text == "Try **tray 2** <script>alert(1)</script>"
    assert "<strong>tray 2</strong>" in said.html
    assert "<script" not in said.html
    assert (said.author, said.is_internal, said.created_at) == (tom, False, now)
    assert last(ticket).sentence == "Tom Technician replied"
    assert last(ticket).data["excerpt"].startswith("Try tray 2")
    ticket.refresh_from_db()
    assert ticket.revision == 1  # what somebody saw of it is as true as before


def test_an_internal_note_is_an_internal_event(incident, tom, now):
    ticket = incident()
    comment(ticket, "She pulled the plug herself.", by=tom, now=now, internal=True)
    assert (last(ticket).verb, last(ticket).is_internal) == ("ticket.noted", True)


def test_the_requester_reads_replies_and_no_notes(incident, erin, tom, hugo, now):
    ticket = incident()
    reply = comment(ticket, "Try tray 2", by=tom, now=now)
    note = comment(ticket, "Third time this week", by=tom, now=now, internal=True)
    assert list(Comment.objects.visible_to(erin)) == [reply]
    assert list(Comment.objects.visible_to(tom)) == [reply, note]
    assert list(Comment.objects.visible_to(hugo)) == []


def test_only_those_who_work_on_it_write_notes(incident, erin, now):
    with pytest.raises(NotAllowed):
        comment(incident(), "Psst", by=erin, now=now, internal=True)


def test_strangers_say_nothing(incident, mara, hugo, now):
    for stranger in (mara, hugo):
        with pytest.raises(NotAllowed):
            comment(incident(), "Me too", by=stranger, now=now)


def test_a_watcher_reads_and_a_collaborator_replies(incident, erin, mara, lea, now):
    ticket = incident()
    add_participant(ticket, mara, by=erin, now=now)
    assert comment(ticket, "It blocks our month's end.", by=mara, now=now).author == mara


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_nothing_is_no_reply(incident, erin, now, text):
    with pytest.raises(Invalid) as refusal:
        comment(incident(), text, by=erin, now=now)
    assert list(refusal.value.errors) == ["text"]


def test_an_over_long_reply_is_refused(incident, erin, now):
    with pytest.raises(Invalid) as refusal:
        comment(incident(), "x" * 20_001, by=erin, now=now)
    assert "20001" in str(refusal.value)


# ── what a reply sets in motion ───────────────────────────────────────────────────────────────────


def test_the_first_public_reply_keeps_the_promise_of_a_response(incident, tom, now):
    ticket = incident()
    comment(ticket, "A note", by=tom, now=now, internal=True)
    assert ticket.clocks.get(kind="response").stopped_at is None
    comment(ticket, "We are on it", by=tom, now=now)
    assert ticket.clocks.get(kind="response").stopped_at == now


def test_the_requesters_own_words_are_no_response(incident, erin, now):
    ticket = incident()
    comment(ticket, "Anybody?", by=erin, now=now)
    assert ticket.clocks.get(kind="response").stopped_at is None


def test_a_technician_who_asked_for_himself_does_not_answer_himself(incident, tom, now):
    ticket = incident(requester=tom, by=tom)
    comment(ticket, "It jams again", by=tom, now=now)
    assert ticket.clocks.get(kind="response").stopped_at is None


def test_the_requesters_reply_takes_the_ticket_back_to_work(waiting, erin, now):
    comment(waiting, "Tray 2", by=erin, now=now)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.phase) == ("in_progress", Phase.ACTIVE)
    assert last(waiting).data["transition"] == "answered"
    assert last(waiting).actor == erin


def test_somebody_elses_words_do_not(waiting, erin, mara, tom, now):
    add_participant(waiting, mara, by=erin, now=now)
    comment(waiting, "I think it is tray 2", by=mara, now=now)
    comment(waiting, "No hurry", by=tom, now=now)
    waiting.refresh_from_db()
    assert waiting.status == "waiting_requester"


def test_a_reply_where_nothing_waits_moves_nothing(incident, erin, tom, now):
    ticket = move(incident(), "resolve", by=tom, now=now, resolution="Cleaned")
    comment(ticket, "Thank you", by=erin, now=now)
    ticket.refresh_from_db()
    assert ticket.status == "resolved"


def test_what_is_closed_is_closed_for_replies_but_not_for_notes(incident, erin, tom, now):
    ticket = move(incident(), "withdraw", by=erin, now=now, reason="Solved itself")
    with pytest.raises(Ended):
        comment(ticket, "One more thing", by=erin, now=now)
    with pytest.raises(Ended):
        comment(ticket, "One more thing", by=tom, now=now)
    assert comment(ticket, "For the record", by=tom, now=now, internal=True).is_internal


# ── mentions ──────────────────────────────────────────────────────────────────────────────────────


def test_a_colleague_is_mentioned(incident, tom, tina, now):
    ticket = incident()
    said = comment(ticket, "Ask @tina, or @Tina. Not mail@tina.example", by=tom, now=now, internal=True)
    assert list(said.mentions.all()) == [tina]
    assert last(ticket).data["mentions"] == [{"id": tina.pk, "name": "Tina Technician"}]


def test_who_may_not_read_it_is_not_mentioned(incident, tom, mara, erin, hugo, now):
    ticket = incident()
    with pytest.raises(MayNotSee) as refusal:
        comment(ticket, "@mara and @hugo, look", by=tom, now=now)
    assert "Mara Manager" in str(refusal.value)
    assert "Hugo Helper" in str(refusal.value)
    assert not ticket.comments.exists()
    with pytest.raises(MayNotSee):  # the requester reads replies, but no notes
        comment(ticket, "@erin pulled the plug", by=tom, now=now, internal=True)
    assert comment(ticket, "@erin, look", by=tom, now=now).mentions.get() == erin


def test_an_at_sign_before_nobodys_name_is_just_text(incident, tom, now):
    said = comment(incident(), "Meet @noon at the printer", by=tom, now=now)
    assert not said.mentions.exists()


# ── files that come with a reply ──────────────────────────────────────────────────────────────────


@pytest.fixture
def file(tmp_path, settings):
    from django.core.files.base import ContentFile

    settings.MEDIA_ROOT = tmp_path
    return lambda name="jam.txt", content=b"It jams like this.": ContentFile(content, name=name)


def test_files_come_with_a_reply_and_share_its_secrecy(incident, tom, erin, file, now):
    ticket = incident()
    shown, hidden = upload(file(), by=tom, now=now), upload(file("log.txt"), by=tom, now=now)
    reply = comment(ticket, "Like this?", by=tom, now=now, attachments=[shown])
    note = comment(ticket, "The log", by=tom, now=now, internal=True, attachments=[hidden])
    assert (reply.attachments.get().is_internal, note.attachments.get().is_internal) == (False, True)
    assert last(ticket).data["files"] == ["log.txt"]


def test_nobody_sends_another_ones_file(incident, tom, erin, file, now):
    ticket, secret = incident(), upload(file(), by=tom, now=now)
    with pytest.raises(NotAllowed):
        comment(ticket, "Mine now", by=erin, now=now, attachments=[secret])
    comment(ticket, "Here", by=tom, now=now, attachments=[secret])
    with pytest.raises(NotAllowed):  # nor the same one twice
        comment(ticket, "And here", by=tom, now=now, attachments=[secret])
    assert ticket.comments.count() == 1


def test_watching_is_not_taking_part(incident, tom, lea, ada, now):
    ticket = incident()
    watch(ticket, by=lea, now=now)
    assert assign(ticket, to=lea, by=tom, now=now).participants.get().role == "watcher"
