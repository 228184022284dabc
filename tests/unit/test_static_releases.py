"""Static files as they are published: by contents, compressed, the last release's kept."""

import gzip
import json
import shutil
from pathlib import Path

import brotli
import pytest
from whitenoise.compress import Compressor

from app.static_releases import publish, releases_in, transfer_sizes, version_of
from launcher.frontend import VENDOR, _record
from launcher.node import lock_mark
from launcher.styles import join_styles

STATIC = Path(__file__).parents[2] / "static"
SCRIPT = "export const words = 'the same words';\n" * 50


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "page.js").write_text(SCRIPT)
    (folder / "js" / "map.js").write_text(SCRIPT * 2)
    (folder / "logo.png").write_bytes(bytes(range(256)))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var" / "static"


def contents(folder: Path) -> dict[str, tuple[bytes, float]]:
    """Bytes and times of all files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime) for p in files}


def released(root: Path, home: Path, script: str) -> str:
    """Change a script and publish; return the version."""
    (root / "js" / "page.js").write_text(script)
    return publish(root, home).name


def names(home: Path) -> list[str]:
    return [release.name for release in releases_in(home)]


def test_the_version_is_that_of_names_and_contents_alone(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(root, other, copy_function=shutil.copyfile)
    assert version_of(other) == version_of(root)
    (other / "js" / "map.js").rename(other / "js" / "plan.js")
    assert version_of(other) != version_of(root)
    shutil.rmtree(other)
    shutil.copytree(root, other)
    (other / "js" / "page.js").write_text(SCRIPT.replace("same", "some"))
    assert version_of(other) != version_of(root)


def test_what_set_up_makes_is_the_same_in_every_checkout(tmp_path: Path) -> None:
    other = tmp_path / "static"
    shutil.copytree(STATIC, other, copy_function=shutil.copyfile)
    shutil.rmtree(other / "built")
    join_styles(other)
    vendor = json.dumps(_record(VENDOR, lock_mark()), indent=1) + "\n"
    (other / "vendor" / "checksums.json").write_text(vendor)
    assert version_of(other) == version_of(STATIC)


def test_each_file_stands_beside_its_compressed_variants(root: Path, home: Path) -> None:
    release = publish(root, home)
    assert release == home / version_of(root)
    script = release / "js" / "page.js"
    assert script.read_text() == SCRIPT
    assert gzip.decompress(Path(f"{script}.gz").read_bytes()).decode() == SCRIPT
    assert brotli.decompress(Path(f"{script}.br").read_bytes()).decode() == SCRIPT
    assert sorted(path.name for path in release.glob("logo*")) == ["logo.png"]
    sizes = transfer_sizes(release)
    assert sizes.raw == len(SCRIPT) * 3 + 256
    assert 256 < sizes.br < sizes.raw
    assert 256 < sizes.gzip < sizes.raw


def test_every_machine_publishes_the_same_bytes_and_times(
    root: Path, home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(root, other, copy_function=shutil.copyfile)
    assert contents(publish(root, home)) == contents(publish(other, tmp_path / "elsewhere"))


def test_an_unchanged_release_is_left_as_it_is(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(root, home)
    monkeypatch.setattr(Compressor, "compress", lambda *_: pytest.fail("compressed again"))
    publish(root, home)


def test_only_what_changed_is_compressed_again(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(root, home)
    compressed, compress = [], Compressor.compress

    def note(self: Compressor, path: str) -> object:
        compressed.append(Path(path).name)
        return compress(self, path)

    monkeypatch.setattr(Compressor, "compress", note)
    released(root, home, SCRIPT * 3)
    assert compressed == ["page.js"]
    assert contents(publish(root, home)) == contents(publish(root, tmp_path / "elsewhere"))


def test_the_last_release_stays_and_older_ones_go(root: Path, home: Path) -> None:
    first, second = released(root, home, "1"), released(root, home, "2")
    assert names(home) == [second, first]
    third = released(root, home, "3")
    assert names(home) == [third, second]


def test_an_upgrade_taken_back_keeps_both_releases(root: Path, home: Path) -> None:
    first, second = released(root, home, "1"), released(root, home, "2")
    assert released(root, home, "1") == first
    assert names(home) == [first, second]
    third = released(root, home, "3")
    assert names(home) == [third, first]


def test_an_interrupted_release_leaves_the_last_one_and_is_made_by_the_next(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = released(root, home, "1")
    (root / "js" / "page.js").write_text(SCRIPT)
    with monkeypatch.context() as patched:
        patched.setattr(Compressor, "compress", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            publish(root, home)
    assert names(home) == [first]
    second = publish(root, home).name
    assert names(home) == [second, first]
    assert [path.name for path in home.iterdir() if path.is_dir()] == names(home)


@pytest.mark.parametrize(
    "damaged", ["js/page.js", "js/page.js.br", "js/map.js.gz", ".published.json"]
)
@pytest.mark.parametrize("emptied", [True, False])
def test_a_damaged_release_is_made_anew(
    root: Path, home: Path, damaged: str, *, emptied: bool
) -> None:
    release = publish(root, home)
    before = contents(release)
    (release / damaged).write_text("") if emptied else (release / damaged).unlink()
    assert contents(publish(root, home)) == before
    assert [path.name for path in home.iterdir() if path.is_dir()] == [release.name]


def _interrupted(*_given: object) -> None:
    raise KeyboardInterrupt
