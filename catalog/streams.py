"""Stream fields whose blocks are code, not schema: a new word of help in the editor is no migration."""

from typing import Any

from wagtail.fields import StreamField


class StreamOf(StreamField):
    """A StreamField that migrations know by name only."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

    def clone(self) -> "StreamOf":
        _name, _path, _args, kwargs = self.deconstruct()
        return type(self)(self.block_types_arg, **kwargs)
