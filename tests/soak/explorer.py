"""Walks the site as each person: every page it is shown, every form, every route of the map."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, product
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, IntegerConverter, RequestRedirect, Rule

from app.domain.roles import RIGHTS, Role
from tests.soak.attacks import UNSAFE, Attack, Target
from tests.soak.markup import FormField, Page
from tests.soak.town import Town
from tests.soak.wire import Answer, page_of
from tests.web.public_outputs import permission_of

Ask = Callable[[Attack], Answer]
# Stands for a part of an address that is to be replaced.
_NUMBER, _WORD = "918273", "placeholder-of-soak"


class Explorer:
    """What was found so far: targets, values of the parts of addresses, names of queries."""

    def __init__(
        self, town: Town, ask: Ask, *, most: int, values: dict[str, dict[str, None]]
    ) -> None:
        self.town = town
        self.ask = ask
        self.most = most
        self.targets: list[Target] = []
        self.values = values
        self.queries: dict[str, set[str]] = defaultdict(set)
        self._map = town.app.url_map
        self._adapter = self._map.bind("localhost")
        self._seen: set[tuple[str, str]] = set()
        self._visits: Counter[tuple[str, ...]] = Counter()
        self._offered: Counter[tuple[str, ...]] = Counter()
        self.values["slug"] = {town.hromada.slug: None}
        for name, numbers in town.numbers.items():
            self.values.setdefault(name, {}).update({str(one): None for one in numbers})

    def walk(self, person: str, doors: Iterable[str] = ()) -> None:
        """Open every page that links lead to, then those that no link leads to."""
        self._follow(person, [*doors, *self._filled({"slug"})])
        self._follow(person, self._filled(None))

    def unlinked(self, person: str) -> Iterator[Target]:
        """Yield the unsafe routes for this person, with values seen elsewhere, without fields."""
        role = Role(person) if person in set(Role) else Role.ANONYMOUS
        for rule in self.rules():
            if role not in RIGHTS[permission_of(self.town.app, rule.endpoint)]:
                continue
            choices = _choices(rule)
            for method, *words in product(
                sorted(UNSAFE & (rule.methods or set())), *choices.values()
            ):
                given = dict(zip(choices, words, strict=True))
                for path in islice(self._paths(rule, method, given), 8):
                    yield Target(person, method, path, self.key_of(path, method))

    def rules(self) -> list[Rule]:
        return [rule for rule in self._map.iter_rules() if rule.endpoint != "static"]

    def key_of(self, path: str, method: str) -> str:
        """Return the endpoint with the words that choose among its deeds; "" if there is none."""
        try:
            rule, given = self._adapter.match(urlsplit(path).path, method=method, return_rule=True)
        except HTTPException:
            return ""
        chosen = [str(given[name]) for name in _choices(rule) if name in given]
        return " ".join([rule.endpoint, *chosen])

    def keys(self) -> set[str]:
        """Return the keys of every unsafe route of the map."""
        found = set()
        for rule in self.rules():
            if UNSAFE & (rule.methods or set()):
                found |= {
                    " ".join((rule.endpoint, *chosen))
                    for chosen in product(*_choices(rule).values())
                }
        return found

    def templates(self) -> Iterator[tuple[Rule, str, str]]:
        """Yield every route as a path with one part to be replaced, and the part's placeholder."""
        for rule in self.rules():
            for name in sorted(rule.arguments):
                number = isinstance(_converter(rule, name), IntegerConverter)
                place = _NUMBER if number else _WORD
                for path in islice(self._paths(rule, _method(rule), {name: place}), 1):
                    yield rule, path, place

    def _follow(self, person: str, doors: Iterable[str]) -> None:
        waiting = deque(doors)
        while waiting:
            link = waiting.popleft()
            if not self._is_new(person, link):
                continue
            answer = self.ask(Attack(person, "GET", link, "a page"))
            if answer.status in {301, 302, 303, 307, 308}:
                waiting.append(answer.headers["Location"])
            elif (page := page_of(answer)) is not None:
                self._take(person, link, page)
                waiting += page.links

    def _is_new(self, person: str, link: str) -> bool:
        parts = urlsplit(link)
        key = self._note(parts.path, parts.query)
        if not key or (person, link) in self._seen:
            return False
        self._seen.add((person, link))
        asks = bool({name for name, _ in parse_qsl(parts.query)} - {"key"})
        self._visits[person, key, str(asks)] += 1
        return self._visits[person, key, str(asks)] <= self.most

    def _note(self, path: str, query: str) -> str:
        """Keep what a link tells of its route; return its key, "" if no page is there."""
        try:
            rule, given = self._adapter.match(path, method="GET", return_rule=True)
        except (RequestRedirect, HTTPException):
            return ""
        if rule.endpoint == "static":
            return ""
        for name, value in given.items():
            for known in (name, _place(rule, name)):
                self.values.setdefault(known, {})[str(value)] = None
        self.queries[rule.endpoint] |= {name for name, _ in parse_qsl(query)}
        return self.key_of(path, "GET")

    def _take(self, person: str, link: str, page: Page) -> None:
        if token := page.token():
            self.town.browser(person).token = token
        for form in page.forms:
            path = urlsplit(form.action or link).path
            key = self.key_of(path, form.method)
            for one in form.fields:
                self.queries[key].add(one.name)
            names = (person, key, *sorted({one.name for one in form.fields}))
            if key and (*names, path) not in self._offered and self._offered[names] < 3:
                self._offered.update([names, (*names, path)])
                fields = tuple(form.fields)
                self.targets.append(Target(person, form.method, path, key, fields, form.multipart))

    def _filled(self, names: set[str] | None) -> Iterator[str]:
        for rule in self.rules():
            free = rule.arguments - set(_choices(rule))
            if "GET" in (rule.methods or set()) and (names is None or free <= names):
                yield from islice(self._paths(rule, "GET"), self.most)

    def _paths(
        self, rule: Rule, method: str, given: Mapping[str, str] | None = None
    ) -> Iterator[str]:
        seen = self.values.get
        # What addresses that begin as this one had there, first.
        known = {
            name: list(seen(_place(rule, name), {}) | seen(name, {})) for name in rule.arguments
        } | _choices(rule)
        known |= {name: [value] for name, value in (given or {}).items()}
        names = sorted(rule.arguments)
        for chosen in islice(product(*(known.get(name, []) for name in names)), 4000):
            try:
                yield self._adapter.build(
                    rule.endpoint, dict(zip(names, chosen, strict=True)), method
                )
            except (HTTPException, LookupError, ValueError):
                continue

    def query_targets(self, person: str) -> Iterator[Target]:
        """Yield every page as a form of all names that its links and forms ask with."""
        for rule in self.rules():
            if "GET" not in (rule.methods or set()):
                continue
            names = sorted({"lang", "page", "q", "next"} | self.queries[rule.endpoint])
            for path in islice(self._paths(rule, "GET"), 1):
                fields = tuple(FormField(name, "text", "5") for name in names)
                yield Target(person, "GET", path, self.key_of(path, "GET"), fields)


def _choices(rule: Rule) -> dict[str, list[str]]:
    """Return the parts of a route that are one of a list, with the list."""
    fixed = {name: [str(value)] for name, value in (rule.defaults or {}).items()}
    return fixed | {
        name: sorted(converter.items)
        for name in sorted(rule.arguments)
        if isinstance(converter := _converter(rule, name), AnyConverter)
    }


def _place(rule: Rule, name: str) -> str:
    """Return the route up to its part ``name``: routes of one purpose begin alike."""
    return re.split(rf"(?<=[<:]){name}>", rule.rule)[0]


def _converter(rule: Rule, name: str) -> object:
    """Return what reads the part; None for one that the route has fixed."""
    return rule._converters.get(name)


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or set()) else min(UNSAFE & (rule.methods or {"POST"}))
