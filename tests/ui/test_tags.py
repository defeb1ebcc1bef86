"""The tags every template may use."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MIA = SimpleNamespace(pk=9, label="Mia <Berg>", initials="MB")


def draw(source, **context):
    return Template(source).render(Context({"now": NOW, "mia": MIA, **context}))


def test_an_icon_is_decoration_unless_it_speaks():
    assert 'aria-hidden="true"' in draw('{% icon "laptop" %}')
    assert 'role="img" aria-label="A laptop"' in draw('{% icon "laptop" label="A laptop" %}')


def test_an_icon_nobody_has_is_a_box_and_no_hole():
    assert "#box" in draw('{% icon "no-such-icon" %}')
    assert "#box" in draw("{% icon nothing %}")


def test_a_face_says_the_name_once_and_never_as_html():
    html = draw("{% face mia %}")

    assert "MB" in html
    assert "Mia &lt;Berg&gt;" in html
    assert "<Berg>" not in html
    assert "Berg" not in draw("{% face mia bare=True %}")


def test_nobody_has_a_face_too():
    assert "Nobody yet" in draw("{% face None name=True %}")


def test_a_tone_that_warns_has_a_shape_beside_its_colour():
    for tone in ("attention", "danger", "done"):
        assert "<svg" in draw("{% badge 'word' tone %}", tone=tone)


def test_a_tone_nobody_knows_is_neutral():
    assert "pill-neutral" in draw("{% badge 'word' 'purple' %}")


def test_a_badge_speaks_the_readers_language():
    with translation.override("zh-hans"):
        assert "等待" in draw("{% badge text %}", text={"en": "Waiting", "zh": "等待"})


@pytest.mark.parametrize("phase", ["new", "active", "waiting", "resolved", "closed", "cancelled"])
def test_each_phase_has_a_shape_of_its_own(phase):
    others = {"new", "active", "waiting", "resolved", "closed", "cancelled"} - {phase}

    def shape(name):
        ticket = SimpleNamespace(phase=name, status_label="", get_phase_display=lambda: name)
        return draw("{% phase_badge ticket %}", ticket=ticket).split("#")[1].split('"')[0]

    assert shape(phase) not in {shape(other) for other in others}


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=5), "5\xa0minutes ago"),
        (timedelta(hours=3, minutes=50), "3\xa0hours ago"),
        (timedelta(days=2, hours=5), "2\xa0days ago"),
        (-timedelta(hours=5), "5\xa0hours from now"),
    ],
)
def test_how_long_ago_in_one_unit(delta, words):
    html = draw("{% ago when now %}", when=NOW - delta)

    assert f">{words}<" in html
    assert f'datetime="{NOW - delta:%Y-%m-%dT%H:%M:%SZ}"' in html


def test_never_is_a_dash():
    assert "–" in draw("{% ago when %}", when=None)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(minutes=7), "7m"),
        (timedelta(hours=2, minutes=5), "2h 5m"),
        (timedelta(days=1, hours=4, minutes=59), "1d 4h"),
        (-timedelta(minutes=61), "1h 1m overdue"),
    ],
)
def test_the_time_left_in_two_units(delta, words):
    assert draw("{% span_to until now %}", until=NOW + delta) == words


def test_money_is_grouped_and_signed():
    assert draw("{% money 1234567.5 %}") == "€1,234,567.50"
    assert draw("{% money '-3' 'CNY' %}") == "−¥3.00"
    assert draw("{% money 5 'SEK' %}") == "5.00 SEK"
    assert draw("{% money nothing %}") == ""


def test_a_bilingual_field_and_a_bilingual_value_are_said_in_the_readers_language():
    service = SimpleNamespace(name="Laptop", name_zh="笔记本电脑", texts={"en": "Hello", "zh": ""})

    with translation.override("zh-hans"):
        assert draw("{% said s 'name' %}{% said s 'texts' %}", s=service) == "笔记本电脑Hello"
    assert draw("{% said s 'name' %}", s=service) == "Laptop"


def test_a_language_code_is_written_as_browsers_read_it():
    assert draw("{{ 'zh-hans'|html_lang }} {{ 'en'|html_lang }}") == "zh-Hans en"
