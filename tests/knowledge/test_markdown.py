import pytest

from knowledge.blocks import rows_of
from knowledge.markdown import Document, parse, read
from knowledge.texts import first_sentence, passage, plain_text, shortened


def kinds(document: Document) -> list[str]:
    return [block["type"] for block in document.body]


def html(document: Document) -> str:
    return "".join(block["value"] for block in document.body if block["type"] == "text")


def test_title_and_front_matter():
    document = read("---\ntitle: Print\ntags: [colour]\n---\n# Print\n\nChoose *blue*.\n\n# More\n\nText.")

    assert (document.title, document.meta["tags"]) == ("Print", ["colour"])
    assert html(document) == "<p>Choose <i>blue</i>.</p><h2>More</h2><p>Text.</p>"


def test_the_first_heading_is_the_title_where_no_other_is_given():
    assert read("# Print\n\nText.").title == "Print"
    assert read("Text without a heading.").title == ""
    assert "<h2>Another</h2>" in html(read("---\ntitle: Print\n---\n# Another\n\nText."))


@pytest.mark.parametrize(
    "broken", ["---\ntitle: [\n---\nText.", "---\n- a list\n---\nText.", "---\n!!python/x: 1\n---\nText."]
)
def test_broken_front_matter_is_neither_read_nor_shown(broken):
    document = read(broken)

    assert document.meta == {}
    assert html(document) == "<p>Text.</p>"


def test_tables_listings_notes_and_lists_come_apart():
    document = read(
        "Before.\n\n| a | b |\n|---|---|\n| [x](https://e.org) | 1 \\| 2 |\n\n```sh\nls -l | wc\n```\n\n"
        "::: warning\nCareful.\n:::\n\n1. one\n2. two\n   - deeper\n"
    )

    assert kinds(document) == ["text", "table", "listing", "note", "text"]
    assert document.body[1]["value"] == "| a | b |\n| [x](https://e.org) | 1 \\| 2 |"
    assert document.body[2]["value"] == "ls -l | wc"
    assert document.body[3]["value"] == "<p>Careful.</p>"
    assert document.body[4]["value"] == "<ol><li>one</li><li>two <ul><li>deeper</li></ul></li></ol>"


def test_a_listing_inside_a_list_stays_in_its_place():
    document = read("1. Do:\n\n   ```\n   a\n   b\n   ```\n2. Done.")

    assert kinds(document) == ["text"]
    assert html(document) == "<ol><li>Do:<br/> <code>a</code><br/><code>b</code></li><li>Done.</li></ol>"


def test_lines_are_joined_as_the_script_wants_it():
    assert html(read("one\ntwo")) == "<p>one two</p>"
    assert html(read("第一行\n第二行")) == "<p>第一行第二行</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>ok",
        '<img src=x onerror="alert(1)">ok',
        "[ok](javascript:alert(1))",
        "[ok](<java\nscript:alert(1)>)",
        '<a href="JaVaScRiPt:alert(1)">ok</a>',
        '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)">ok</a></svg>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>ok',
        '<p style="background:url(javascript:alert(1))">ok</p>',
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>ok",
        '<a href="data:text/html,<script>alert(1)</script>">ok</a>',
        "| a |\n|---|\n| <script>alert(1)</script>ok |",
        "![ok](javascript:alert(1))",
    ],
)
def test_hostile_html_loses_its_teeth(hostile):
    document = read(hostile)
    everything = str(document.body).lower()

    harmful = (
        "<script",
        "onerror",
        "onload",
        'href="java',
        "style=",
        "<iframe",
        'href="data',
        "<svg",
        "<form",
    )
    for harm in harmful:
        assert harm not in everything, harm


def test_template_tags_of_site_generators_are_read_or_taken_out_but_not_in_listings():
    document = read(
        '{% alert %}Mind [the page]({% page "/tools/slack/" %}).{% endalert %} '
        'Ask in {% channel "help" "the help channel" %}.'
        '{% comment %}secret{% endcomment %} {{ site.name }}{% include "x.html" %}\n\n`{{ kept }}`\n',
        links=lambda address: {"href": address},
    )

    assert html(document) == (
        '<p>Mind <a href="/tools/slack/">the page</a>. Ask in the help channel. </p><p><code>{{ kept }}</code></p>'
    ).replace(" </p>", "</p>")
    assert "4 template tags were removed" in document.lost


def test_links_are_asked_for_one_by_one_and_dead_ones_keep_their_words():
    def links(address: str) -> dict[str, str] | None:
        return {"linktype": "page", "id": "7"} if address == "other.md" else None

    document = read('[a](other.md) and [b](gone.md) and <a href="other.md" onclick="x">c</a>', links=links)

    assert html(document) == (
        '<p><a linktype="page" id="7">a</a> and b and <a linktype="page" id="7">c</a></p>'
    )
    assert parse("[a](x.md#y) [b](<z z.md>)").addresses == ["x.md#y", "z%20z.md"]


def test_pictures_become_blocks_or_are_named_as_lost():
    document = read(
        "Look: ![The plan](plan.png) here.\n\n![](gone.png)",
        pictures=lambda src, alt: 3 if "plan" in src else None,
    )

    assert kinds(document) == ["text", "picture"]
    assert document.body[1]["value"] == {"image": 3, "caption": "The plan"}
    assert document.lost == ["picture left out: gone.png"]


def test_rows_of_a_table_are_equally_long_whatever_was_typed():
    assert [[str(cell) for cell in row] for row in rows_of("a|b\n| | 1 |\n\n c \n")] == [
        ["a", "b"],
        ["", "1"],
        ["c", ""],
    ]


def test_the_words_of_a_body_stand_in_lines_of_their_own(db):
    from knowledge.models import Article

    body = Article(
        body=[
            {"type": "text", "value": "<h2>First</h2><p>One &amp; two.<br/>Three</p><ul><li>x</li></ul>"},
            {"type": "table", "value": "| a | b |"},
            {"type": "listing", "value": "ls"},
        ]
    ).body

    assert plain_text(body) == "First\nOne & two.\nThree\nx\na b\nls"


def test_a_passage_is_the_sentence_that_says_most():
    text = "Nothing here. Start the VPN first, then the mail.\n然后重启电脑。再试一次。"

    assert passage(text, "how do I start with VPN and mails?") == "Start the VPN first, then the mail."
    assert passage(text, "电脑") == "然后重启电脑。"
    assert passage(text, "zebra") == ""
    assert first_sentence(text) == "Nothing here."
    assert shortened("one two three four", 12) == "one two…"
