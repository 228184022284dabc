"""Requests as views see them: without text that cannot be kept, and whole or not at all."""

from collections.abc import Iterable
from typing import IO, Any, cast

from flask import Request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream

from app.inputs.text import storable

# Werkzeug reads a form with files in pieces of 64 kB and keeps of each what may begin a boundary or
# a part's headers. Its limit is of both together, so the bytes of a photo need this room as well.
KEPT_BY_PARSER = 8 * 1024


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


class WholeStream(LimitedStream):
    """A body of unknown length: Werkzeug would cut it at its limit without a word."""

    def readall(self) -> bytes:
        """Return the whole body; raise RequestEntityTooLarge if it goes on after the limit."""
        content = super().readall()
        if self.is_exhausted and self._stream.read(1):
            self.on_exhausted()
        return content


class ShallowJSON(DefaultJSONProvider):
    """JSON as readable text; what is nested too deep for the parser is as wrong as any other."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:  # noqa: ANN401 - any JSON
        """Return the value in ``s``; raise ValueError if it is invalid or too deep."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


class StrictRequest(Request):
    """A request whose query and form hold only what PostgreSQL and XML can hold."""

    form_data_parser_class = StorableFormParser

    def make_form_data_parser(self) -> FormDataParser:
        """Return a parser that reads any file, and no field much longer than the limit."""
        parser = super().make_form_data_parser()
        if parser.max_form_memory_size is not None:
            parser.max_form_memory_size += KEPT_BY_PARSER
        return parser

    @cached_property
    def args(self) -> "ImmutableMultiDict[str, str]":
        """Return the query's names and values."""
        return ImmutableMultiDict(_storable_pairs(super().args.items(multi=True)))

    @cached_property
    def stream(self) -> IO[bytes]:
        """Return the body, to be read within the limits of the route."""
        limit, ends = self.max_content_length, self.environ.get("wsgi.input_terminated")
        if limit is None or self.content_length is not None or not ends:
            return super().stream
        return cast("IO[bytes]", WholeStream(self.environ["wsgi.input"], limit, is_max=True))


def _storable_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(storable(name), storable(value)) for name, value in pairs]
