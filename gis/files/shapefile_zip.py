"""Unpacks a zipped Shapefile in memory: sizes are added up before anything is unpacked."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from gis.files.faults import UnreadableFile
from gis.files.messages import FileMessage, msg

MAX_UNPACKED_BYTES = 512 * 2**20
MAX_MEMBERS = 1_000
# Tables of padded text shrink to a fiftieth; more is an archive that is meant to burst.
MAX_RATIO = 100
_SMALL_BYTES = 2**20

_NEEDED = (".shp", ".shx", ".dbf")
_USEFUL = (*_NEEDED, ".prj", ".cpg")
_TAKE_OUT = msg("take it out of the archive and send it by itself")
_CONVERT = msg("save it as GeoJSON or GeoPackage, for example by QGIS")
# What else people pack, by the ends of names.
_OTHERS: Mapping[str, FileMessage] = {
    **dict.fromkeys((".geojson", ".json", ".gpkg", ".zip"), _TAKE_OUT),
    **dict.fromkeys((".kml", ".kmz", ".gpx", ".gml", ".tab", ".mif", ".dxf", ".dwg"), _CONVERT),
    **dict.fromkeys((".xlsx", ".ods", ".csv"), _TAKE_OUT),
}
_ENCRYPTED = 0x1
_SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"


def unpack_shapefile(
    content: bytes, *, layer: str | None, max_bytes: int = MAX_UNPACKED_BYTES
) -> dict[str, bytes]:
    """Return the files of the one Shapefile in the archive (or of the one named ``layer``).

    By suffix: names inside the archive have no influence on where anything goes.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = _members(archive, max_bytes)
            stem = _chosen(members, layer)
            files = {
                suffix: _content(archive, member)
                for suffix in _USEFUL
                if (member := members.get(stem + suffix)) is not None
            }
    except (BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise UnreadableFile(
            msg("not a zip archive, or a damaged one").because(str(error))
        ) from None
    if files[".shp"][:4] != _SHAPEFILE_MAGIC:
        raise UnreadableFile(
            msg("%(file)s inside the archive is not a Shapefile", file=f"{stem}.shp")
        )
    return files


def _members(archive: ZipFile, max_bytes: int) -> dict[str, ZipInfo]:
    """Return the members by name; judged by the directory alone, before anything is unpacked."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _refuse_sizes(infos, max_bytes)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableFile(msg("the archive is locked with a password: pack it without one"))
    members = [
        (str(Path(info.filename).with_suffix(Path(info.filename).suffix.lower())), info)
        for info in infos
        if _is_of_people(info.filename)
    ]
    names = [name for name, _info in members]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise UnreadableFile(
            msg("the archive holds %(file)s more than once: keep one", file=doubled[0])
        )
    return dict(members)


def _is_of_people(name: str) -> bool:
    """Return whether a member is no twin that macOS adds to each file."""
    return "__MACOSX" not in name and bool(Path(name).name) and not Path(name).name.startswith("._")


def _refuse_other_content(names: Iterable[str]) -> None:
    """Raise UnreadableFile naming what the archive holds instead, if that is known."""
    for name in sorted(names):
        for suffix, advice in _OTHERS.items():
            if name.lower().endswith(suffix):
                raise UnreadableFile(
                    msg(
                        "the archive holds no Shapefile, but %(file)s: %(advice)s",
                        file=Path(name).name,
                        advice=advice,
                    )
                )


def _refuse_sizes(infos: Sequence[ZipInfo], max_bytes: int) -> None:
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MAX_MEMBERS or unpacked > max_bytes:
        raise UnreadableFile(
            msg(
                "the archive would unpack to %(files)s files of %(mb)s MB in all; the most is "
                "%(most)s files of %(most_mb)s MB. Put only the .shp, .shx, .dbf, .prj and .cpg of "
                "one layer into it",
                files=len(infos),
                mb=unpacked // 2**20,
                most=MAX_MEMBERS,
                most_mb=max_bytes // 2**20,
            )
        )
    packed = sum(info.compress_size for info in infos)
    if unpacked > _SMALL_BYTES and unpacked > MAX_RATIO * packed:
        raise UnreadableFile(
            msg(
                "the archive would unpack to %(times)s times its size (%(mb)s MB), the most is "
                "%(most)s times: no layer of boundaries shrinks so far",
                times=unpacked // max(packed, 1),
                mb=unpacked // 2**20,
                most=MAX_RATIO,
            )
        )


def _chosen(members: dict[str, ZipInfo], layer: str | None) -> str:
    stems = sorted(name.removesuffix(".shp") for name in members if name.endswith(".shp"))
    if layer is not None:
        stems = [stem for stem in stems if Path(stem).name == layer]
    if not stems:
        if layer is None:
            _refuse_other_content(members)
        wanted = msg(" named %(file)s", file=f"{layer}.shp") if layer else ""
        raise UnreadableFile(
            msg("the archive holds no Shapefile%(wanted)s; a .shp must be in it", wanted=wanted)
        )
    if len(stems) > 1:
        names = ", ".join(Path(stem).name for stem in stems)
        several = msg("the archive holds several Shapefiles (%(names)s)", names=names)
        raise UnreadableFile(several.asking("layer", "choose by --layer"))
    missing = [suffix for suffix in _NEEDED if stems[0] + suffix not in members]
    if missing:
        raise UnreadableFile(
            msg(
                "the archive lacks %(files)s: a Shapefile is .shp, .shx and .dbf together, and "
                ".prj to name its reference system",
                files=f"{Path(stems[0]).name}{', '.join(missing)}",
            )
        )
    return stems[0]


def _content(archive: ZipFile, member: ZipInfo) -> bytes:
    with archive.open(member) as file:
        # No more than the declared size, whatever the stream holds.
        return file.read(member.file_size)
