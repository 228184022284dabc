"""Style sheets: each of static/css joined with all that it imports into one of static/built."""

import re
from os.path import relpath
from pathlib import Path

from launcher.terminal import TroubleError

IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[a-z]+)\);')
# Not an address of its own: data:, https:, /path, #fragment.
RELATIVE_URL = re.compile(r"""url\((?P<quote>["']?)(?![a-z]+:|[/#])(?P<path>[^"')]+)(?P=quote)\)""")
# Comments are for those who read the sources; in a string or an address they are none.
COMMENT = re.compile(r"""(?P<kept>"[^"]*"|url\([^)]*\))|/\*.*?\*/\s*""", re.DOTALL)


def join_styles(static: Path) -> None:
    """Write every sheet of ``static``/css to ``static``/built, and leave alone what is the same."""
    built = static / "built"
    built.mkdir(exist_ok=True)
    sheets = {path.name: joined(path, built) for path in sorted((static / "css").glob("*.css"))}
    for name, text in sheets.items():
        _write(built / name, text)
    for path in built.iterdir():
        if path.name not in sheets:
            path.unlink()


def joined(sheet: Path, folder: Path) -> str:
    """Return ``sheet`` with each import replaced by the file's rules in their layer.

    Comments are left out, and relative addresses are rewritten to hold in ``folder``.
    """

    def in_layer(found: re.Match[str]) -> str:
        source = sheet.parent / found["path"]
        return f"@layer {found['layer']} {{\n{_moved(source, folder)}}}\n"

    text = IMPORT.sub(in_layer, sheet.read_text(encoding="utf-8"))
    text = COMMENT.sub(lambda found: found["kept"] or "", text)
    if "@import" in text:
        raise TroubleError(f'{sheet}: an import is not of the form @import url("…") layer(…);')
    return text


def _moved(source: Path, folder: Path) -> str:
    def as_seen_there(found: re.Match[str]) -> str:
        path = relpath(source.parent / found["path"], folder)
        return f"url({found['quote']}{path}{found['quote']})"

    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise TroubleError(f"A style sheet imports {source}, which is not there.") from missing
    return RELATIVE_URL.sub(as_seen_there, text)


def _write(path: Path, text: str) -> None:
    """Replace the file at once, and only by something else."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
