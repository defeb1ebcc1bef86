"""The broker of the embedded desk: a folder of files, which a reader may look into at any moment."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from servicedesk import folder_broker
from servicedesk.brokers import embedded


@pytest.fixture
def connect(tmp_path):
    settings = embedded(tmp_path)

    def connection() -> Connection:
        return Connection(
            settings["CELERY_BROKER_URL"], transport_options=settings["CELERY_BROKER_TRANSPORT_OPTIONS"]
        )

    return connection


def test_a_reader_beside_a_writer_gets_every_message_whole(connect):
    wanted, heard, faults = 400, [], []

    def write() -> None:
        with connect() as connection:
            queue = connection.SimpleQueue("bell")
            for number in range(wanted):
                queue.put({"number": number})

    def read() -> None:
        with connect() as connection:
            queue = connection.SimpleQueue("bell")
            try:
                while len(heard) < wanted:
                    message = queue.get(timeout=10)
                    heard.append(message.payload["number"])
                    message.ack()
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=write), threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert sorted(heard) == list(range(wanted))


def test_what_is_sent_while_another_thread_still_binds_the_queue_is_not_lost(connect, monkeypatch):
    began, may_go_on = threading.Event(), threading.Event()
    bind = folder_broker.Channel._queue_bind

    def slowly(self, *args) -> None:
        began.set()
        may_go_on.wait(10)
        bind(self, *args)

    def send(number: int) -> None:
        with connect() as connection:
            connection.SimpleQueue("slow").put({"number": number})

    monkeypatch.setattr(folder_broker.Channel, "_queue_bind", slowly)
    first, second = (threading.Thread(target=send, args=[number]) for number in range(2))
    first.start()
    assert began.wait(10)
    second.start()
    second.join(0.3)  # without the turn it has sent by now, to nobody
    may_go_on.set()
    for thread in (first, second):
        thread.join(10)
    with connect() as connection:
        queue = connection.SimpleQueue("slow")
        assert {queue.get(timeout=5).payload["number"] for _ in range(2)} == {0, 1}


def test_a_broken_message_is_put_aside_and_the_next_one_read(connect, tmp_path):
    with connect() as connection:
        queue = connection.SimpleQueue("other")
        (tmp_path / "queue" / "0_broken.other.msg").write_bytes(b"")
        queue.put({"number": 1})
        assert queue.get(timeout=5).payload == {"number": 1}
        with pytest.raises(Empty):
            queue.get(timeout=0.3)


def test_many_who_begin_at_once_know_each_others_queues(connect):
    """Each opens a queue of its own on a folder nobody has used: none of their tables is lost or half there."""
    faults = []

    def begin(number: int) -> None:
        try:
            with connect() as connection:
                connection.SimpleQueue(f"begun-{number}").put({"number": number})
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=begin, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    with connect() as connection:
        said = [connection.SimpleQueue(f"begun-{number}").get(timeout=5).payload for number in range(20)]
    assert said == [{"number": number} for number in range(20)]
