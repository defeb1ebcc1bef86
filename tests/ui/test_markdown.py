"""What people write becomes HTML that can do no harm."""

from html.parser import HTMLParser

import pytest

from ui.markdown import TAGS, clean, to_html, to_text


def parts_of(html):
    """Every tag a browser finds in the HTML, with its attributes."""
    found = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    reader.feed(html)
    return found


def test_markdown_becomes_the_html_one_expects():
    html = to_html("**bold** `code`\n\n- one\n- two\n\n> said\n\n| a | b |\n|:--|--:|\n| 1 | 2 |")

    assert "<strong>bold</strong>" in html
    assert "<code>code</code>" in html
    assert html.count("<li>") == 2
    assert '<td align="right">2</td>' in html
    assert "style=" not in html


def test_a_line_break_typed_is_a_line_break_shown():
    assert "<br>" in to_html("one\ntwo")


def test_headings_stay_below_the_pages_own():
    assert to_html("# One") == "<h2>One</h2>\n"
    assert "<h4>" in to_html("##### Five")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='x' style='position:fixed'>x</a>",
        "<iframe src=//evil></iframe>",
        "![x](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "`</code><script>alert(1)</script>`",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_no_attack_survives(attack):
    for html in (to_html(attack), clean(attack)):
        for tag, attributes in parts_of(html):
            assert tag in TAGS
            assert set(attributes) <= {"href", "title", "src", "alt", "class", "start", "align", "rel"}
            address = attributes.get("href") or attributes.get("src") or "/"
            assert address.startswith(("/", "x", "https://"))


def test_links_carry_no_weight_and_no_opener():
    assert 'rel="nofollow noopener"' in to_html("https://example.org")
    assert 'rel="nofollow noopener"' in clean('<a href="https://example.org">x</a>')


@pytest.mark.parametrize("address", ["https://evil/x.png", "//evil/x.png", "http:x.png", "x.png"])
def test_pictures_from_elsewhere_are_not_fetched(address):
    assert "<img" not in to_html(f"![a picture]({address})")
    assert "src=" not in clean(f'<img src="{address}">')


@pytest.mark.parametrize("address", ["/\\evil/x.png", "/\t/evil/x.png", "/\n//evil"])
def test_a_path_that_browsers_read_as_another_host_is_no_path_of_ours(address):
    assert "src=" not in clean(f'<img src="{address}">')


def test_a_picture_of_ours_is_shown():
    assert '<img src="/media/dock.png" alt="the dock">' in to_html("![the dock](/media/dock.png)")


def test_a_picture_from_elsewhere_leaves_its_words():
    assert "the dock (https://evil/x.png)" in to_html("![the dock](https://evil/x.png)")


def test_an_endless_text_is_shown_as_it_is():
    html = to_html("*" * 200_000)

    assert html.startswith("<pre>")
    assert "<em>" not in html


def test_deep_nesting_ends_quickly():
    assert to_html("> " * 5000 + "deep")
    assert to_html("[" * 20_000)


def test_the_words_alone_for_previews():
    assert to_text("# Hi\n\n**bold** & <b>, `x < y`") == "Hi bold & <b>, x < y"
    assert to_text("word " * 50, length=20) == "word word word word…"
