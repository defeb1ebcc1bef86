"""What the editor shows of a question is all that it will be asked for when it is published."""

from catalog.models import ServicePage


def test_no_setting_of_a_question_is_left_out_of_the_editor():
    for block in ServicePage._meta.get_field("questions").stream_block.child_blocks.values():
        if hasattr(block, "own"):
            layout = block.get_form_layout()
            assert {*layout.children, *layout.settings} == set(block.child_blocks), block.name
