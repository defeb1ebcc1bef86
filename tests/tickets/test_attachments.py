"""Files: what may come in, under which name, and what becomes of those nobody sent."""

import contextlib
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from journal.models import Event
from journal.refusals import NotAllowed
from tests.cast import NOW, build_company
from tickets.actions import (
    Ended,
    UploadRefused,
    add_participant,
    attach,
    move,
    sweep_uploads,
    upload,
)
from tickets.leftovers import remove_leftovers
from tickets.models import Attachment
from tickets.uploads import clean_name

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
WINDOWS_PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
LINUX_PROGRAM = b"\x7fELF\x02\x01\x01" + b"\x00" * 60


def docx():
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return content.getvalue()


@pytest.fixture(autouse=True)
def _storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def stored_files(settings):
    from pathlib import Path

    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_photo_is_added_for_all_to_see(incident, erin, now, settings):
    ticket = incident()
    photo = attach(ticket, ContentFile(PNG, name="jam.png"), by=erin, now=now)
    assert (photo.name, photo.content_type, photo.size) == ("jam.png", "image/png", len(PNG))
    assert "jam" not in photo.file.name  # it lies under a random name
    assert photo.file.read() == PNG
    event = Event.objects.about(ticket).order_by("-id").first()
    assert (event.sentence, event.is_internal) == ("Erin Employee attached jam.png", False)


def test_an_internal_file_is_for_those_who_work_on_it(incident, erin, tom, hugo, now):
    ticket = incident()
    log = attach(ticket, ContentFile(b"secret", name="log.txt"), by=tom, now=now, internal=True)
    assert Event.objects.about(ticket).order_by("-id").first().is_internal
    assert list(Attachment.objects.visible_to(tom)) == [log]
    assert not Attachment.objects.visible_to(erin).exists()
    assert not Attachment.objects.visible_to(hugo).exists()
    with pytest.raises(NotAllowed):
        attach(ticket, ContentFile(b"x", name="x.txt"), by=erin, now=now, internal=True)


def test_what_is_uploaded_but_not_sent_is_seen_by_its_owner_alone(erin, mara, ada, now):
    photo = upload(ContentFile(PNG, name="jam.png"), by=erin, now=now, question="photo")
    assert list(Attachment.objects.visible_to(erin)) == [photo]
    assert photo.question == "photo"
    assert not Attachment.objects.visible_to(mara).exists()


def test_strangers_add_nothing_and_collaborators_do(incident, erin, mara, now):
    ticket = incident()
    with pytest.raises(NotAllowed):
        attach(ticket, ContentFile(PNG, name="jam.png"), by=mara, now=now)
    add_participant(ticket, mara, by=erin, now=now)
    assert attach(ticket, ContentFile(PNG, name="jam.png"), by=mara, now=now).uploader == mara


def test_a_closed_ticket_takes_files_only_from_those_who_work_on_it(incident, erin, tom, now):
    ticket = move(incident(), "withdraw", by=erin, now=now, reason="Solved itself")
    with pytest.raises(Ended):
        attach(ticket, ContentFile(PNG, name="jam.png"), by=erin, now=now)
    assert attach(ticket, ContentFile(PNG, name="jam.png"), by=tom, now=now).ticket == ticket


# ── what may not come in ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("setup.exe", b"anything", "“setup.exe” is a program; programs can't be attached."),
        ("macro.JS", b"alert(1)", "“macro.JS” is a program; programs can't be attached."),
        ("invoice.pdf", WINDOWS_PROGRAM, "“invoice.pdf” is a program; programs can't be attached."),
        ("holiday.jpg", LINUX_PROGRAM, "“holiday.jpg” is a program; programs can't be attached."),
        ("notes", LINUX_PROGRAM, "“notes” is a program; programs can't be attached."),
        (
            "photo.png",
            b"<html><script>alert(1)</script></html>",
            "“photo.png” isn't what its name says. Save it anew in the right format and try again.",
        ),
        (
            "photo.png",
            b"neither fish nor fowl",
            "“photo.png” isn't what its name says. Save it anew in the right format and try again.",
        ),
        (
            "table.csv",
            b"a,b\x00c",
            "“table.csv” isn't what its name says. Save it anew in the right format and try again.",
        ),
        ("empty.txt", b"", "“empty.txt” is empty."),
    ],
)
def test_what_is_no_honest_document_is_refused(erin, now, settings, name, content, sentence):
    with pytest.raises(UploadRefused) as refusal:
        upload(ContentFile(content, name=name), by=erin, now=now)
    assert str(refusal.value) == sentence
    assert [str(said) for said in refusal.value.errors["file"]] == [sentence]
    assert not Attachment.objects.exists()
    assert stored_files(settings) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.docx", docx()),
        ("photo.png", PNG),
        ("minutes.txt", b"MZ-100 steht wieder"),
        ("table.csv", "姓名,部门".encode("utf-16")),
        ("drawing.dwg", b"AC1032\x00\x00\x00"),
        ("no-ending", b"whatever"),
    ],
)
def test_honest_documents_are_kept(erin, now, name, content):
    kept = upload(ContentFile(content, name=name), by=erin, now=now)
    assert kept.file.read() == content


class Huge(File):
    """A hundred megabytes that nobody has to make."""

    def __init__(self):
        super().__init__(BytesIO(b"x"), name="disk-image.bin")

    @property
    def size(self):
        return 100 * 1024 * 1024


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(erin, now, settings):
    with pytest.raises(UploadRefused) as refusal:
        upload(Huge(), by=erin, now=now)
    assert str(refusal.value).replace("\xa0", " ") == (
        "“disk-image.bin” is 100.0 MB large; 25.0 MB is the most we can keep."
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\erin\\jam.png", "jam.png"),
        ("in\u202efdp.exe", "infdp.exe"),
        ("new\nline\t.txt", "newline.txt"),
        ("  many   blanks .txt", "many blanks .txt"),
        ("...", "file"),
        ("", "file"),
        ("照片.png", "照片.png"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_made_safe_to_show(given, shown):
    assert clean_name(given) == shown


# ── what nobody sent ──────────────────────────────────────────────────────────────────────────────


def test_what_was_never_sent_is_swept_after_a_day(
    incident, erin, now, settings, django_capture_on_commit_callbacks
):
    upload(ContentFile(PNG, name="old.png"), by=erin, now=now - timedelta(hours=25))
    fresh = upload(ContentFile(PNG, name="fresh.png"), by=erin, now=now)
    sent = upload(ContentFile(PNG, name="sent.png"), by=erin, now=now - timedelta(hours=25))
    incident(attachments=[sent])
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_uploads(now=now) == 1
    assert set(Attachment.objects.all()) == {fresh, sent}
    assert len(stored_files(settings)) == 2
    assert sweep_uploads(now=now) == 0


def test_no_file_is_left_behind_by_a_row_that_could_not_be_written(erin, now, settings, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("The database went away")

    monkeypatch.setattr(Attachment, "save", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        upload(ContentFile(PNG, name="jam.png"), by=erin, now=now)
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_row_was_rolled_back_is_removed_after_a_day_and_no_other(settings):
    company = build_company()
    kept = upload(ContentFile(PNG, name="kept.png"), by=company.erin, now=NOW)
    with contextlib.suppress(RuntimeError), transaction.atomic():
        upload(ContentFile(PNG, name="lost.png"), by=company.erin, now=NOW)
        raise RuntimeError("The order was refused")
    assert len(stored_files(settings)) == 2

    assert remove_leftovers(now=timezone.now() + timedelta(hours=23)) == 0
    assert remove_leftovers(now=timezone.now() + timedelta(hours=25)) == 1
    assert remove_leftovers(now=timezone.now() + timedelta(hours=25)) == 0

    assert kept.file.storage.exists(kept.file.name)
    assert len(stored_files(settings)) == 1
