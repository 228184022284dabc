"""A picture of the schema, from the models: an entity-relationship diagram for each subject."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Column, Table

from app.models.base import Base

HEAD = """# The schema

Made from the models by `python -m tools.reference`; a test compares it with them. Migrations, not
the models, create the tables, and another test holds the two together. Each diagram shows the
tables of one module of `app/models` with all their columns, and by name those that they refer
to. The keys to `hromada`, which every tenant table has, stand in the tables and are not drawn.
"""


def schema_page() -> str:
    """Return a Markdown page with a Mermaid diagram for each module of models."""
    modules: dict[str, list[Table]] = {}
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        if isinstance(table, Table):
            modules.setdefault(mapper.class_.__module__, []).append(table)
    return HEAD + "".join(_chapter(name, modules[name]) for name in sorted(modules))


def _chapter(module: str, tables: Iterable[Table]) -> str:
    ordered = sorted(tables, key=lambda table: table.name)
    lines = [f"\n## `{module}`\n", "```mermaid", "erDiagram"]
    for table in ordered:
        lines += [
            f"    {table.name} {{",
            *(f"        {_column(c)}" for c in table.columns),
            "    }",
        ]
    lines += sorted({line for table in ordered for line in _references(table)})
    return "\n".join([*lines, "```", ""])


def _column(column: Column[object]) -> str:
    kind = type(column.type).__name__.lower()
    marks = [
        mark for mark, holds in (("PK", column.primary_key), ("FK", column.foreign_keys)) if holds
    ]
    return " ".join([kind, column.name, ", ".join(marks)]).rstrip()


def _references(table: Table) -> Iterator[str]:
    for constraint in table.foreign_key_constraints:
        names = [name for name in constraint.column_keys if name != "hromada_id"] or ["hromada_id"]
        target = constraint.referred_table.name
        if target == "hromada" and table.name != "hromada_setting":
            continue
        yield f"    {target} ||--o{{ {table.name} : {'_'.join(names)}"
