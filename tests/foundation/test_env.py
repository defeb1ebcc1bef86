"""An operator mistypes a setting and is told so before anything starts."""

from urllib.parse import urlsplit

import pytest

from servicedesk import env
from servicedesk.brokers import broker_from
from servicedesk.databases import database_from
from servicedesk.mail import mail_from

SECRET = "k" * 50


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    for name in env._given():
        monkeypatch.delenv(name)
    monkeypatch.setitem(env.Env.model_config, "env_file", tmp_path / "none")
    monkeypatch.setattr(env, "ROOT", tmp_path)


def read(monkeypatch, **settings: str) -> env.Env:
    for name, value in settings.items():
        monkeypatch.setenv(f"SERVICEDESK_{name}", value)
    return env.read()


def test_with_nothing_set_the_desk_runs_embedded_on_this_machine_only(monkeypatch):
    here = read(monkeypatch)

    assert (here.mode, here.database_url, here.broker_url, here.mail_url) == ("demo", "", "", "")
    assert here.address == "http://127.0.0.1:8000"
    assert here.hosts == ["127.0.0.1", "localhost", "[::1]"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PORT": "abc"}, "SERVICEDESK_PORT: Input should be a valid integer"),
        ({"PORT": "70000"}, "SERVICEDESK_PORT: Input should be less than or equal to 65535"),
        ({"MODE": "live"}, "SERVICEDESK_MODE: Input should be 'demo', 'development' or 'production'"),
        ({"LANGUAGE": "de"}, "SERVICEDESK_LANGUAGE: Input should be 'en' or 'zh-hans'"),
        ({"TIME_ZONE": "Mars/Olympus"}, "SERVICEDESK_TIME_ZONE: 'Mars/Olympus' is no time zone"),
        ({"BASE_URL": "desk.example.org"}, "SERVICEDESK_BASE_URL: must start with http:// or https://"),
        ({"DATABASE_URL": "oracle://db/desk"}, "SERVICEDESK_DATABASE_URL: must read postgresql://"),
        ({"DATABASE_URL": "postgresql://db"}, "SERVICEDESK_DATABASE_URL: must read postgresql://"),
        ({"DATABASE_URL": "postgresql://db:x/desk"}, "SERVICEDESK_DATABASE_URL: Port could not be cast"),
        ({"BROKER_URL": "kafka://broker"}, "SERVICEDESK_BROKER_URL: must read redis://"),
        ({"CACHE_URL": "memcached://cache"}, "SERVICEDESK_CACHE_URL: must read redis://"),
        ({"MAIL_URL": "mail.example.org"}, "SERVICEDESK_MAIL_URL: must read smtp://"),
        ({"UPLOAD_LIMIT_MB": "0"}, "SERVICEDESK_UPLOAD_LIMIT_MB: Input should be greater than or equal to 1"),
        (
            {"MODE": "production", "BASE_URL": "https://desk.example.org"},
            "SERVICEDESK_SECRET_KEY must be set",
        ),
        ({"MODE": "production", "SECRET_KEY": "short"}, "at least 40 random characters"),
        ({"MODE": "production", "SECRET_KEY": SECRET}, "SERVICEDESK_BASE_URL must be set in production"),
        ({"DATBASE_URL": "x"}, "there is no such setting; did you mean SERVICEDESK_DATABASE_URL?"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence_that_names_it(monkeypatch, settings, said):
    with pytest.raises(env.BadSetting, match="The service desk cannot start") as refused:
        read(monkeypatch, **settings)

    assert said in str(refused.value)


def test_all_bad_settings_are_told_at_once(monkeypatch):
    with pytest.raises(env.BadSetting) as refused:
        read(monkeypatch, PORT="x", LANGUAGE="de", NONSENSE="1")

    assert str(refused.value).count("\n") == 3


def test_a_variable_that_is_set_to_nothing_counts_as_not_set(monkeypatch):
    assert read(monkeypatch, PORT="", DATABASE_URL="").port == 8000


def test_production_answers_to_its_own_name_only(monkeypatch):
    there = read(monkeypatch, MODE="production", SECRET_KEY=SECRET, BASE_URL="https://desk.example.org/")

    assert (there.address, there.hosts) == ("https://desk.example.org", ["desk.example.org"])


def test_host_names_are_separated_by_commas(monkeypatch):
    assert read(monkeypatch, ALLOWED_HOSTS="a.example, b.example").hosts == ["a.example", "b.example"]


def test_a_demo_that_listens_everywhere_answers_to_every_name(monkeypatch):
    there = read(monkeypatch, HOST="0.0.0.0", PORT="8100")

    assert (there.hosts, there.address) == (["*"], "http://127.0.0.1:8100")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(env.BadSetting, match="SERVICEDESK_DATA_DIR: cannot write to"):
        env.usable_data_dir(tmp_path / "file" / "data")


def test_the_secret_of_a_demo_is_made_once_and_is_for_its_owner_only(tmp_path):
    made = env.local_secret(tmp_path)

    assert len(made) > 60
    assert env.local_secret(tmp_path) == made
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_database_url_becomes_what_django_wants(tmp_path):
    there = database_from("postgresql://desk:p%40ss@db.example:5433/desk?sslmode=require", tmp_path)

    assert there["ENGINE"] == "django.db.backends.postgresql"
    assert (there["HOST"], there["PORT"], there["NAME"]) == ("db.example", "5433", "desk")
    assert (there["USER"], there["PASSWORD"]) == ("desk", "p@ss")
    assert there["OPTIONS"] == {"sslmode": "require"}


def test_mariadb_keeps_all_of_unicode_and_reads_what_is_committed(tmp_path):
    there = database_from("mariadb://root@127.0.0.1/desk", tmp_path)

    assert there["ENGINE"] == "django.db.backends.mysql"
    assert there["OPTIONS"]["charset"] == "utf8mb4"
    assert there["OPTIONS"]["isolation_level"] == "read committed"


def test_without_a_url_the_database_lies_in_the_data_directory(tmp_path):
    assert database_from("", tmp_path)["NAME"] == tmp_path / "servicedesk.sqlite3"


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "amqp://guest:guest@127.0.0.1:5672//"])
def test_a_broker_url_is_taken_as_it_stands(url, tmp_path):
    assert broker_from(url, tmp_path)["CELERY_BROKER_URL"] == url


def test_without_a_broker_messages_are_files(tmp_path):
    there = broker_from("", tmp_path)

    assert urlsplit(there["CELERY_BROKER_URL"]).scheme == "folder"
    assert (tmp_path / "broker" / "queue").is_dir()


def test_a_mail_url_says_how_it_is_sealed(tmp_path):
    plain = mail_from("smtp://desk:secret@mail.example:587/?tls=1", tmp_path)
    sealed = mail_from("smtps://mail.example/", tmp_path)

    assert (plain["EMAIL_USE_TLS"], plain["EMAIL_USE_SSL"], plain["EMAIL_PORT"]) == (True, False, 587)
    assert (sealed["EMAIL_USE_TLS"], sealed["EMAIL_USE_SSL"], sealed["EMAIL_PORT"]) == (False, True, 465)


def test_without_a_mail_server_mail_stays_in_the_data_directory(tmp_path):
    assert mail_from("", tmp_path)["EMAIL_FILE_PATH"] == tmp_path / "outbox"
