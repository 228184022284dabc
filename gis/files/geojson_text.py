"""Makes one GeoJSON object of the text of a file, and names other JSON that is taken for it."""

import re
from typing import NamedTuple

from gis.files.encodings import (
    Sureness,
    decoded,
    judged_text,
    lost_letters,
    public_name,
    sample_of,
)
from gis.files.faults import UnreadableFile
from gis.files.messages import FileMessage, msg

# A record separator before each text of a sequence (RFC 8142).
_RECORD = "\x1e"
_HEAD = 4_000
_STRING = re.compile(r'"([^"\n]*)"')
_TYPE = re.compile(r'"type"\s*:\s*"([A-Za-z]+)"')
_ESRI = re.compile(r'"(geometryType|displayFieldName|spatialReference|rings)"')
_TOPOLOGY = msg(
    "it is TopoJSON, whose borders are in pieces: convert it to GeoJSON (mapshaper.org, QGIS)"
)
_ESRI_JSON = msg("it is JSON of ArcGIS, not GeoJSON: export the layer as GeoJSON")
_NO_JSON = msg("not GeoJSON: it does not begin with {")
_NO_FEATURES = msg("it is JSON, but no GeoJSON: there are no features in it")


class GeoJsonText(NamedTuple):
    """One GeoJSON object as text, and what was guessed of the file."""

    text: str
    notes: tuple[FileMessage, ...] = ()


def geojson_text(content: bytes, encoding: str | None) -> GeoJsonText:
    """Return the GeoJSON of a file in any encoding, of a sequence of features as a collection.

    Raises UnreadableFile for other JSON, and for what is none.
    """
    text, notes = _text(content, encoding)
    text = text.strip().lstrip(_RECORD)
    if not text.startswith("{"):
        raise UnreadableFile(_NO_JSON)
    lines = [line.strip(f"{_RECORD} \t\r") for line in text.split("\n")]
    features = [line for line in lines if line]
    if len(features) > 1 and all(map(_is_feature, features)):
        joined = ",".join(features)
        note = msg("a sequence of features, one a line: %(count)s", count=len(features))
        return GeoJsonText(f'{{"type":"FeatureCollection","features":[{joined}]}}', (*notes, note))
    _refuse_other(text)
    return GeoJsonText(text, notes)


def _text(content: bytes, encoding: str | None) -> tuple[str, tuple[FileMessage, ...]]:
    if encoding:
        return decoded(content, encoding), ()
    judged = judged_text(content)
    if judged.sureness is Sureness.UNKNOWN:
        raise UnreadableFile(
            msg("its letters are not readable; GeoJSON is UTF-8 by its standard (RFC 7946)").asking(
                "encoding", "state the encoding by --encoding, or save the file in UTF-8"
            )
        )
    if judged.sureness is Sureness.CERTAIN:
        return judged.text, tuple(lost_letters(judged.text))
    strings = "\n".join(_STRING.findall(judged.text[:_HEAD]))
    name, sample = public_name(judged.encoding), sample_of(strings)
    note = msg("read as %(encoding)s: “%(sample)s”", encoding=name, sample=sample)
    return judged.text, (note,)


def _is_feature(line: str) -> bool:
    return line.startswith("{") and line.endswith("}") and '"Feature"' in line


def _refuse_other(text: str) -> None:
    """Judge by the first type that is named; the reader judges the rest."""
    head = text[:_HEAD]
    if '"Topology"' in head:
        raise UnreadableFile(_TOPOLOGY)
    if _TYPE.search(text) is None or '"features"' not in text:
        if _ESRI.search(head):
            raise UnreadableFile(_ESRI_JSON)
        if not text.endswith("}"):
            return  # broken off, which the reader says
        if '"coordinates"' not in text and '"geometries"' not in text:
            raise UnreadableFile(_NO_FEATURES)
    elif _ESRI.search(head) and '"FeatureCollection"' not in text:
        raise UnreadableFile(_ESRI_JSON)
