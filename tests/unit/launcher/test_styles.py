"""Style sheets joined at set-up."""

from pathlib import Path

import pytest

from launcher.styles import join_styles
from launcher.terminal import TroubleError


@pytest.fixture
def static(tmp_path: Path) -> Path:
    (tmp_path / "css" / "base").mkdir(parents=True)
    (tmp_path / "css" / "base" / "page.css").write_text(
        'a { background: url("../../img/a.svg") } b { background: url(#c), url("data:,d") }\n'
    )
    (tmp_path / "css" / "site.css").write_text(
        '@layer base, pages;\n@import url("base/page.css") layer(base);\n'
    )
    return tmp_path


def test_an_import_becomes_its_rules_in_its_layer(static: Path) -> None:
    join_styles(static)
    assert (static / "built" / "site.css").read_text() == (
        "@layer base, pages;\n@layer base {\n"
        'a { background: url("../img/a.svg") } b { background: url(#c), url("data:,d") }\n}\n\n'
    )


def test_comments_are_left_out_where_they_are_comments(static: Path) -> None:
    (static / "css" / "base" / "page.css").write_text(
        '/* "a" */\nb { content: "/* c */"; background: url(data:,/*d*/) } /* e\n f */\n'
    )
    join_styles(static)
    assert (
        (static / "built" / "site.css")
        .read_text()
        .endswith('{\nb { content: "/* c */"; background: url(data:,/*d*/) } }\n\n')
    )


def test_what_did_not_change_keeps_its_time_and_what_has_gone_goes(static: Path) -> None:
    join_styles(static)
    built = static / "built" / "site.css"
    (static / "built" / "old.css").write_text("")
    before = built.stat().st_mtime_ns
    join_styles(static)
    assert [path.name for path in (static / "built").iterdir()] == ["site.css"]
    assert built.stat().st_mtime_ns == before


def test_a_changed_source_is_joined_anew(static: Path) -> None:
    join_styles(static)
    (static / "css" / "base" / "page.css").write_text("a { color: red }\n")
    join_styles(static)
    assert "red" in (static / "built" / "site.css").read_text()


@pytest.mark.parametrize(
    "line", ['@import url("base/none.css") layer(base);', '@import "base/page.css";']
)
def test_an_import_that_cannot_be_followed_is_named(static: Path, line: str) -> None:
    (static / "css" / "site.css").write_text(line)
    with pytest.raises(TroubleError, match=r"\.css"):
        join_styles(static)
