"""The jobs of the fence: bytes and options in, bytes out; UnreadableFile says why not."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.fence import photos
from app.fence.cards import card_of
from gis.files.areas import union_of_file, zone_of_geojson
from gis.files.basemap_extract import read_basemap_extract
from gis.files.basemap_layers import DrawingRule, read_basemap_layer
from gis.files.checked import read_checked
from gis.files.extract_source import ExtractSource
from gis.files.features import ReadOptions, SourceFile, read_content
from gis.files.openstreetmap import read_addresses
from gis.files.tables import pack_table, read_table
from gis.files.transport import (
    pack_checked,
    pack_extract,
    pack_features,
    pack_shapes,
    split_parts,
    unpack_shapes,
)

Options = Mapping[str, Any]


def boundaries(content: bytes, options: Options) -> bytes:
    """Read and check a file of boundaries."""
    file = SourceFile(options["suffix"], content)
    asked = ReadOptions(*options["asked"])
    return pack_checked(read_checked(file, asked, max_vertices=options["max_vertices"]))


def features(content: bytes, options: Options) -> bytes:
    """Read a file of any shapes, such as points."""
    file = SourceFile(options["suffix"], content)
    return pack_features(read_content(file, ReadOptions(*options["asked"])))


def area(content: bytes, options: Options) -> bytes:
    """Read a file of polygons and unite them."""
    file = SourceFile(options["suffix"], content)
    return pack_shapes([union_of_file(file, max_vertices=options["max_vertices"])])


def zone(content: bytes, options: Options) -> bytes:
    """Read GeoJSON and unite its polygons."""
    return pack_shapes([zone_of_geojson(content, max_vertices=options["max_vertices"])])


def addresses(content: bytes, options: Options) -> bytes:
    """Read the addresses of an OpenStreetMap extract: the payload, or it is opened by its path."""
    extract = ExtractSource(Path(options["path"]), *split_parts(content))
    return pack_features(read_addresses(extract, tuple(options["bounds"])))


def basemap(content: bytes, options: Options) -> bytes:
    """Read what an extract has of some hromadas.

    The payload is outlines, then the extract, which is opened by its path where it is missing.
    """
    within, *extract = split_parts(content)
    outlines, _facts = unpack_shapes(within)
    return pack_extract(
        read_basemap_extract(ExtractSource(Path(options["path"]), *extract), outlines)
    )


def table(content: bytes, options: Options) -> bytes:
    """Read a table: CSV, XLSX or ODS."""
    return pack_table(read_table(content, ReadOptions(*options["asked"])))


def basemap_layer(content: bytes, options: Options) -> bytes:
    """Read what a layer has of some hromadas: the payload is outlines, then the file."""
    outlines, layer = split_parts(content)
    file = SourceFile(options["suffix"], layer)
    rules = [DrawingRule(*rule) for rule in options["rules"]]
    within, _facts = unpack_shapes(outlines)
    asked = ReadOptions(*options["asked"])
    return pack_extract(read_basemap_layer(file, asked, rules, within))


def photo(content: bytes, _options: Options) -> bytes:
    """Decode a photo and encode it in two sizes."""
    return photos.reencoded(content)


def logo(content: bytes, _options: Options) -> bytes:
    """Decode a coat of arms and encode it as a small PNG."""
    return photos.logo(content)


def card(content: bytes, options: Options) -> bytes:
    """Draw a card for messengers around a map of ours."""
    return card_of(content, words=options["words"], mark=options["mark"])


# They look up reference systems.
OF_GEOMETRY = ("boundaries", "features", "area", "addresses", "basemap", "basemap_layer")
JOBS: Mapping[str, Callable[[bytes, Options], bytes]] = {
    job.__name__: job
    for job in (
        boundaries,
        features,
        area,
        zone,
        addresses,
        basemap,
        basemap_layer,
        table,
        photo,
        logo,
        card,
    )
}
