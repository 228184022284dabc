"""The jobs of the fence: bytes and options in, bytes out; UnreadableFile says why not."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.fence import photos
from gis.files.areas import union_of_file, zone_of_geojson
from gis.files.checked import read_checked
from gis.files.features import ReadOptions, SourceFile, read_content
from gis.files.openstreetmap import read_addresses
from gis.files.transport import pack_checked, pack_features, pack_shapes

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


def addresses(_content: bytes, options: Options) -> bytes:
    """Read the addresses of an OpenStreetMap extract, which is opened by its path."""
    return pack_features(read_addresses(Path(options["path"]), tuple(options["bounds"])))


def photo(content: bytes, _options: Options) -> bytes:
    """Decode a photo and encode it in two sizes."""
    return photos.reencoded(content)


def logo(content: bytes, _options: Options) -> bytes:
    """Decode a coat of arms and encode it as a small PNG."""
    return photos.logo(content)


# They look up reference systems.
OF_GEOMETRY = ("boundaries", "features", "area", "addresses")
JOBS: Mapping[str, Callable[[bytes, Options], bytes]] = {
    job.__name__: job for job in (boundaries, features, area, zone, addresses, photo, logo)
}
