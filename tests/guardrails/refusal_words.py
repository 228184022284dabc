"""Reads from the code what refusals say: the messages, and the words beside each field."""

import ast
from collections.abc import Iterator
from pathlib import Path

# Call: the places of its arguments that are words for people; more of them are added here.
REFUSALS = {
    **dict.fromkeys(("Rejected", "OutsideHromada", "NotFound", "Conflict", "WrongState"), (0,)),
    **dict.fromkeys(("NotAllowed", "NotSignedIn", "TooMany", "Unavailable", "ProofRequired"), (0,)),
    "Rejected.on": (1,),
}
FIELDS = "fields"

Given = dict[str, list[ast.expr]]


def words_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every sentence that a refusal below ``folder`` can say, with the file that has it."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for word in words_in(tree):
            yield word, str(path.relative_to(folder))


def words_in(tree: ast.Module) -> set[str]:
    """Return the sentences of the refusals in one module."""
    given = _assigned(tree)
    collected = {name for call in _calls(tree) for name in _names(_keyword(call))}
    told = [each for call in _calls(tree) for each in _told(call)]
    told += [each for name in collected for each in given.get(f"{name}[]", [])]
    return {word for each in told for word in _texts(each, given, frozenset())}


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _told(call: ast.Call) -> Iterator[ast.expr]:
    name = ast.unparse(call.func)
    if name in REFUSALS:
        yield from (call.args[at] for at in REFUSALS[name] if at < len(call.args))
        by_field = _keyword(call)
        yield from [by_field] if by_field else []


def _keyword(call: ast.Call) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == FIELDS), None)


def _names(value: ast.expr | None) -> list[str]:
    return [value.id] if isinstance(value, ast.Name) else []


def _assigned(tree: ast.AST) -> Given:
    """Return what each name can be, ``name[]`` what is put into it, ``name()`` what it returns."""
    given: Given = {}
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        for name, value in _given_by(node, functions):
            if value is not None:
                given.setdefault(name, []).append(value)
    return given


def _given_by(
    node: ast.AST, functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[str, ast.expr | None]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((_place(target), value) for target in targets)
        case ast.AnnAssign(target=target, value=value) | ast.AugAssign(target=target, value=value):
            yield _place(target), value
        case ast.NamedExpr(target=target, value=value):
            yield _place(target), value
        case ast.FunctionDef(name=name):
            returns = [each for each in ast.walk(node) if isinstance(each, ast.Return)]
            yield from ((f"{name}()", each.value) for each in returns)
        case ast.Call(func=ast.Attribute(value=target, attr="setdefault"), args=[_, value]):
            yield f"{ast.unparse(target)}[]", value
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in functions:
            names = [each.arg for each in functions[name].args.args]
            yield from zip(names, args, strict=False)
            yield from ((each.arg, each.value) for each in keywords if each.arg)


def _place(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript):
        return f"{ast.unparse(target.value)}[]"
    return ast.unparse(target)


def _texts(value: ast.expr, given: Given, seen: frozenset[str]) -> Iterator[str]:
    """Follow ``value`` to the constant texts that it can be."""
    for each in _parts(value):
        yield from _texts(each, given, seen)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    for name in _followed(value):
        if name not in seen:
            for each in given.get(name, []):
                yield from _texts(each, given, seen | {name})


def _parts(value: ast.expr) -> list[ast.expr]:
    match value:
        case ast.Dict():
            return value.values
        case ast.IfExp():
            return [value.body, value.orelse]
        case ast.BinOp(op=ast.Mod()):
            return [value.left]
        case ast.BinOp():
            return [value.left, value.right]
        case ast.BoolOp():
            return value.values
        case ast.DictComp():
            return [value.value]
        case ast.Call() if ast.unparse(value.func) == "dict.fromkeys":
            return value.args[1:]
    return []


def _followed(value: ast.expr) -> list[str]:
    match value:
        case ast.Name():
            return [value.id, f"{value.id}[]"]
        case ast.Subscript(value=ast.Name(id=name)):
            return [name]
        case ast.Call(func=ast.Name(id=name)):
            return [f"{name}()"]
    return []
