"""`send_tickets`: an organisation brings the tickets of its old desk, over HTTP, to a running one."""

import json

import pytest
from django.core.management import CommandError, call_command

from people import tokens
from tests.cast import NOW, build_company
from tickets.models import Ticket

QUESTIONS = [
    {"lang": "en", "title": "Install printer Lexmark X4690", "description": "On the third floor."},
    {"lang": "zh", "title": "打印机无法打印", "impact": 2},
    {"lang": "en", "title": "Contacts don't synchronise"},
    {"lang": "en", "title": "Contacts don't synchronise"},
]


@pytest.fixture
def send(transactional_db, live_server, tmp_path, capsys):
    """`send(lines)` writes a file, sends it as Tom to a desk that runs, gives what was said."""
    company = build_company()
    company.it_service_desk.is_service_desk = True
    company.it_service_desk.save()
    token = tokens.issue(company.tom, "import", NOW)

    def sending(lines, name="questions.jsonl", **more):
        text = lines if isinstance(lines, str | bytes) else "\n".join(json.dumps(one) for one in lines)
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        fault = None
        try:
            call_command("send_tickets", tmp_path / name, **{"url": live_server.url, "token": token, **more})
        except CommandError as error:
            fault = error
        said = capsys.readouterr()
        return fault, said.out, said.err

    return sending


def test_every_line_becomes_a_ticket_in_both_languages(send):
    fault, out, _err = send(QUESTIONS)
    assert fault is None
    assert "4 opened, 0 there already, 0 not taken." in out
    first, second, *_more = Ticket.objects.order_by("pk")
    assert (first.subject, first.description) == ("Install printer Lexmark X4690", "On the third floor.")
    assert (second.subject, second.impact, second.channel) == ("打印机无法打印", 2, "api")
    assert second.requester.username == "tom"


def test_the_same_file_again_opens_nothing_twice_and_a_longer_one_only_what_is_new(send):
    send(QUESTIONS)
    fault, out, _err = send([{"title": "New in front"}, *QUESTIONS])
    assert fault is None
    assert "1 opened, 4 there already" in out
    assert Ticket.objects.count() == 5


def test_bad_lines_are_named_and_the_rest_goes_on(send):
    lines = [
        b'{"title": "Good"}',
        b"{not json",
        b"",
        b'["a list"]',
        b'{"title": ""}',
        b'{"title": "\xff\xfe"}',
        b'{"title": "half \\ud800 a character"}',
        json.dumps({"title": ["a", "list"]}).encode(),
        b'{"title": "T", "team": "nobody"}',
        b'{"title": "T", "impact": "very"}',
        b'{"title": "T", "key": "' + b"k" * 200 + b'"}',
        b'{"title": "Good too", "colour": "red"}',
    ]
    fault, _out, err = send(b"\n".join(lines))
    assert fault.returncode == 2
    assert "2 opened" in str(fault)
    assert "lines 2, 4, 5, 6, 7, 8, 9, 10, 11." in str(fault)
    assert "line 9: " in err
    assert "“nobody”" in err
    assert "Not used: colour." in err
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["Good", "Good too"]


def test_a_table_is_read_by_its_head(send):
    table = 'title,description,urgency,lang\r\n打印机卡纸,"第一行\n第二行",1,zh\r\nToo,many,1,cells,here\r\n'
    fault, _out, err = send("\ufeff" + table, name="old.csv")
    assert (fault.returncode, "line 4:" in err) == (2, True)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.description, ticket.urgency) == ("打印机卡纸", "第一行\n第二行", 1)


def test_nothing_of_a_long_title_is_lost(send):
    fault, _out, _err = send([{"title": "长" * 250, "description": "More."}])
    assert fault is None
    ticket = Ticket.objects.get()
    assert (len(ticket.subject), ticket.description) == (200, "长" * 250 + "\n\nMore.")


@pytest.mark.parametrize(
    "wrong", [{"token": "sd_wrong"}, {"url": "http://127.0.0.1:9"}, {"url": "ftp://desk"}, {"token": ""}]
)
def test_without_a_desk_or_a_right_it_stops_and_says_so(send, wrong, monkeypatch):
    monkeypatch.setattr("tickets.sending.desk.RETRIES", 0)
    fault, _out, _err = send(QUESTIONS, **wrong)
    assert fault is not None
    assert fault.returncode == 1
    assert not Ticket.objects.exists()


def test_an_address_that_is_no_desk_is_named(send, live_server):
    fault, _out, _err = send(QUESTIONS, url=f"{live_server.url}/healthz")
    assert "/healthz/api/v1/tickets" in str(fault) or "address" in str(fault)


def test_a_file_that_is_not_there_is_named(live_server, tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("send_tickets", tmp_path / "none.jsonl", url=live_server.url, token="sd_x")
