"""GDAL for files from outside: few drivers, and files that exist in memory alone."""

import ctypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FOLDER = "/vsimem/file"


@cache
def _library() -> ctypes.CDLL:
    """Return the GDAL that pyogrio has loaded."""
    # Imported here: GDAL costs a process 30 MB, which only those that read files spend.
    import pyogrio._io  # noqa: F401

    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").split()
    library = ctypes.CDLL(next(word for word in mapped if "/libgdal" in word))
    library.GDALGetDriver.restype = ctypes.c_void_p
    library.GDALGetDriver.argtypes = [ctypes.c_int]
    library.GDALGetDescription.restype = ctypes.c_char_p
    library.GDALGetDescription.argtypes = [ctypes.c_void_p]
    library.GDALDeregisterDriver.argtypes = [ctypes.c_void_p]
    library.VSIFileFromMemBuffer.restype = ctypes.c_void_p
    library.VSIFileFromMemBuffer.argtypes = [
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_uint64,
        ctypes.c_int,
    ]
    library.VSIFCloseL.argtypes = [ctypes.c_void_p]
    library.VSIUnlink.argtypes = [ctypes.c_char_p]
    return library


def keep_drivers(*names: str) -> None:
    """Remove every other driver from this process: no file can ask for them."""
    library = _library()
    drivers = [library.GDALGetDriver(index) for index in range(library.GDALGetDriverCount())]
    for driver in drivers:
        if library.GDALGetDescription(driver).decode() not in names:
            library.GDALDeregisterDriver(driver)


@contextmanager
def in_memory(files: Mapping[str, bytes]) -> Iterator[str]:
    """Lay the files into a folder that only GDAL sees, and return its path."""
    library = _library()
    paths = {f"{FOLDER}/{name}".encode(): content for name, content in files.items()}
    try:
        for path, content in paths.items():
            library.VSIFCloseL(library.VSIFileFromMemBuffer(path, content, len(content), 0))
        yield FOLDER
    finally:
        for path in paths:
            library.VSIUnlink(path)
