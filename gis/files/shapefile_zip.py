"""Unpacks a zipped Shapefile: sizes are added up before anything is unpacked."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from gis.files.faults import UnreadableFile
from gis.files.messages import msg

MAX_UNPACKED_BYTES = 512 * 2**20
MAX_MEMBERS = 1_000

_NEEDED = (".shp", ".shx", ".dbf")
_USEFUL = (*_NEEDED, ".prj", ".cpg")
_ENCRYPTED = 0x1
_SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"


def unpack_shapefile(
    path: Path, folder: Path, *, layer: str | None, max_bytes: int = MAX_UNPACKED_BYTES
) -> Path:
    """Unpack the one Shapefile in the archive (or the one named ``layer``) into ``folder``.

    Return its .shp. Names inside the archive have no influence on where files are written.
    """
    try:
        with ZipFile(path) as archive:
            members = _members(archive, max_bytes)
            stem = _chosen(members, layer)
            for suffix in _USEFUL:
                if (member := members.get(stem + suffix)) is not None:
                    (folder / f"layer{suffix}").write_bytes(_content(archive, member))
    except BadZipFile as error:
        raise UnreadableFile(
            msg("not a zip archive, or a damaged one").because(str(error))
        ) from None
    shp = folder / "layer.shp"
    if shp.read_bytes()[:4] != _SHAPEFILE_MAGIC:
        raise UnreadableFile(
            msg("%(file)s inside the archive is not a Shapefile", file=f"{stem}.shp")
        )
    return shp


def _members(archive: ZipFile, max_bytes: int) -> dict[str, ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
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
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableFile(msg("the archive is locked with a password: pack it without one"))
    return {
        str(Path(info.filename).with_suffix(Path(info.filename).suffix.lower())): info
        for info in infos
        if "__MACOSX" not in info.filename
    }


def _chosen(members: dict[str, ZipInfo], layer: str | None) -> str:
    stems = sorted(name.removesuffix(".shp") for name in members if name.endswith(".shp"))
    if layer is not None:
        stems = [stem for stem in stems if Path(stem).name == layer]
    if not stems:
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
