"""What the soak looks for is found where it is, and is not seen where it is not."""

import pytest
from werkzeug.datastructures import Headers

from tests.soak.attacks import Attack, unpacked
from tests.soak.checks import faults
from tests.soak.markup import is_ours
from tests.soak.wire import Answer

GET = Attack("stranger", "GET", "/", "a page")
SAFE = ("X-Content-Type-Options", "nosniff")


def _faults(body: str, kind: str = "text/html", status: int = 200, **headers: str) -> list[str]:
    given = Headers([SAFE, ("Content-Type", kind), *headers.items()])
    return list(faults(GET, Answer(status, given, body.encode(), 0.1, 0.1), timed=True))


@pytest.mark.parametrize(
    "body",
    [
        "<p><svg onload=zq000001z>",
        "<zq000001z>",
        "<p title=a zq000001z=1>",
        "<p title=zq000001z>",
        "<script>let a = 'zq000001z'</script>",
        "<style>.zq000001z {}</style>",
        "<p style='color: zq000001z'>",
        "<a href=' java\nscript:zq000001z'>",
        "<a href='//evil.test/zq000001z'>",
        "<a href='/\t\\evil.test/zq000001z'>",
        "<!-- zq000001z -->",
        "<script type='application/json'>{\"a\": </script>",
        "<p>zq000001z8827</p>",
        "<p>Traceback (most recent call last)</p>",
        "<p>psycopg.errors.CharacterNotInRepertoire</p>",
        "<p>in /usr/lib/python3/x.py</p>",
    ],
)
def test_what_came_alive_is_found(body: str) -> None:
    assert _faults(body) != []


@pytest.mark.parametrize(
    "body",
    [
        "<p>&lt;svg onload=zq000001z&gt; zq000001z</p>",
        '<input value="&quot; onfocus=\'zq000001z">',
        "<a href='/pokrov/?q=javascript:zq000001z'>",
        '<script type=\'application/json\'>{"a": "zq000001z"}</script>',
        "<textarea>zq000001z {{ 91*97 }}</textarea>",
    ],
)
def test_words_are_no_fault(body: str) -> None:
    assert _faults(body) == []


@pytest.mark.parametrize(
    ("body", "kind", "status", "headers"),
    [
        ("", "text/html", 503, {}),
        ("", "text/html", 303, {"Location": "//evil.test/"}),
        ("", "text/html", 200, {"X-Evil": "1"}),
        ("", "text/html", 200, {"X-Other": "zq000001z"}),
        ('{"a": NaN}', "application/json", 200, {}),
        ("a;=zq000001z", "text/csv", 200, {}),
        ("<svg><a zq000001z='1'/></svg>", "image/svg+xml", 200, {}),
    ],
)
def test_other_answers_are_judged(
    body: str, kind: str, status: int, headers: dict[str, str]
) -> None:
    assert len(_faults(body, kind, status, **headers)) == 1


def test_a_slow_answer_is_found() -> None:
    slow = Answer(200, Headers([SAFE]), b"", 2.1, 0.1)
    assert len(list(faults(GET, slow, timed=True))) == 1
    assert list(faults(GET, slow, timed=False)) == []


@pytest.mark.parametrize("path", ["/", "/a?next=//evil.test", "?a", "http://localhost/a", "#a"])
def test_own_addresses(path: str) -> None:
    assert is_ours(path)


@pytest.mark.parametrize(
    "path",
    [" ////evil.test", "/\t/evil.test", "\\\\evil.test", "http:evil.test", "https:///evil.test"],
)
def test_addresses_of_others(path: str) -> None:
    assert not is_ours(path)


def test_a_printed_case_is_the_same_case() -> None:
    case = Attack("stranger", "POST", "/", "x", body=b"a" * 9000, headers=(("A", "b"),))
    assert eval(repr(case), {"Attack": Attack, "unpacked": unpacked}) == case  # noqa: S307
