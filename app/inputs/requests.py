"""Requests as views see them: no text that cannot be kept or sent on as XML gets in."""

from collections.abc import Iterable
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from app.inputs.text import storable


class StorableFormParser(FormDataParser):
    """Parses forms; names, values and file names are made storable."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Return stream, fields and files."""
        stream, form, files = super().parse(stream, mimetype, content_length, options)
        for file in files.values():
            file.filename = storable(file.filename or "")
        return stream, MultiDict(_storable_pairs(form.items(multi=True))), files


class StorableRequest(Request):
    """A request whose query and form hold only what PostgreSQL and XML can hold."""

    form_data_parser_class = StorableFormParser

    @cached_property
    def args(self) -> "ImmutableMultiDict[str, str]":
        """Return the query's names and values."""
        return ImmutableMultiDict(_storable_pairs(super().args.items(multi=True)))


def _storable_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(storable(name), storable(value)) for name, value in pairs]
