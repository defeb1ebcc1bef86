"""Files come in by one door and leave only as downloads, to those who may read them."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from journal.models import Event
from tickets.actions import attach, upload
from tickets.models import Attachment

UPLOAD = "/attachments/"


@pytest.fixture(autouse=True)
def _storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def address(file: Attachment) -> str:
    return reverse("tickets:attachment", args=[file.uid])


def test_a_page_in_a_file_is_saved_never_shown(at, company, incident, now):
    page = ContentFile(b"<script>alert(1)</script>", name="report.html")
    file = attach(incident(), page, by=company.erin, now=now)
    answer = at(company.tom).get(address(file))
    assert answer["Content-Disposition"] == 'attachment; filename="report.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"


def test_a_chinese_name_survives_the_download(at, company, incident, now):
    file = attach(incident(), ContentFile(b"x", name="发票.txt"), by=company.erin, now=now)
    assert "filename*=utf-8''" in at(company.erin).get(address(file))["Content-Disposition"]


def test_files_follow_the_ticket(at, company, incident, hr_case, now):
    ours = attach(incident(), ContentFile(b"x", name="a.txt"), by=company.erin, now=now)
    theirs = attach(hr_case(), ContentFile(b"x", name="b.txt"), by=company.erin, now=now)
    assert at(company.erin).get(address(ours)).status_code == 200
    assert at(company.erin).get(address(theirs)).status_code == 200
    assert at(company.tom).get(address(theirs)).status_code == 404
    assert at(company.hugo).get(address(ours)).status_code == 404
    assert at(company.mara).get(address(ours)).status_code == 404
    assert at(company.tom).get(reverse("tickets:attachment", args=[uuid.uuid4()])).status_code == 404


def test_an_internal_file_is_no_file_to_the_requester(at, company, incident, now):
    file = attach(incident(), ContentFile(b"x", name="a.txt"), by=company.tom, now=now, internal=True)
    assert at(company.erin).get(address(file)).status_code == 404
    assert at(company.tina).get(address(file)).status_code == 200


def test_nobody_downloads_without_signing_in(client, company, incident, now):
    file = attach(incident(), ContentFile(b"x", name="a.txt"), by=company.erin, now=now)
    assert client.get(address(file)).status_code == 302


def test_an_upload_waits_for_its_sender_alone(at, company):
    answer = at(company.erin).post(UPLOAD, {"file": SimpleUploadedFile("note.txt", b"hello")})
    assert answer.status_code == 201
    file = Attachment.objects.get(uid=answer.json()["uid"])
    assert (file.uploader, file.ticket, answer.json()["name"]) == (company.erin, None, "note.txt")
    assert at(company.tom).get(address(file)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("invoice.pdf", b"MZ\x90\x00" + b"\x00" * 400, "program"),
        ("photo.png", b"this is no picture", "isn't what its name says"),
        ("empty.txt", b"", "empty"),
        ("setup.exe", b"MZ" + b"\x00" * 100, "program"),
    ],
)
def test_a_disguised_upload_is_refused_in_words(at, company, name, content, words):
    answer = at(company.erin).post(UPLOAD, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_words(at, company, settings):
    settings.UPLOAD_LIMIT = 10
    answer = at(company.erin).post(UPLOAD, {"file": SimpleUploadedFile("big.txt", b"x" * 11)})
    assert answer.status_code == 422
    assert "big.txt" in answer.json()["detail"]


def test_an_upload_without_a_file_says_so(at, company):
    assert at(company.erin).post(UPLOAD).status_code == 422
    assert at(company.erin).get(UPLOAD).status_code == 405


def test_a_reply_brings_its_files_along(htmx, company, incident, now):
    ticket = incident()
    file = upload(ContentFile(b"log", name="log.txt"), by=company.tom, now=now)
    given = {"text": "See the log.", "internal": "1", "files": [file.uid.hex]}
    htmx(company.tom).post(reverse("tickets:comment", args=[ticket.reference]), given)
    file.refresh_from_db()
    assert (file.ticket, file.comment.text, file.is_internal) == (ticket, "See the log.", True)


@pytest.mark.parametrize("whose", ["somebody else's", "nobody's", "nonsense"])
def test_a_file_that_cannot_be_sent_holds_the_reply_back(htmx, company, incident, now, whose):
    ticket = incident()
    mine = upload(ContentFile(b"log", name="log.txt"), by=company.tom, now=now)
    other = upload(ContentFile(b"log", name="other.txt"), by=company.erin, now=now)
    wrong = {"somebody else's": other.uid.hex, "nobody's": uuid.uuid4().hex, "nonsense": "../../etc"}[whose]
    given = {"text": "See the log.", "internal": "1", "files": [mine.uid.hex, wrong]}
    answer = htmx(company.tom).post(reverse("tickets:comment", args=[ticket.reference]), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "See the log." in text
    assert mine.uid.hex in text
    assert other.uid.hex not in text
    assert not ticket.comments.exists()


def test_a_photo_needs_no_words(at, company, incident, now):
    ticket = incident()
    photo = upload(SimpleUploadedFile("screen.txt", b"black"), by=company.erin, now=now)

    answer = at(company.erin).post(
        f"/requests/{ticket.reference}/comment/", {"text": "", "files": photo.uid.hex}
    )

    assert answer.status_code == 302
    said = ticket.comments.get()
    assert (said.text, said.attachments.get().name) == ("", "screen.txt")
    assert Event.objects.about(ticket).get(verb="ticket.commented").data["excerpt"] == "screen.txt"
    assert "screen.txt" in at(company.tom).get(ticket.desk_url).content.decode()
    empty = at(company.erin).post(f"/requests/{ticket.reference}/comment/", {"text": " "})
    assert empty.status_code == 422
