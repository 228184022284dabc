"""Asks the same question as a resident's pin: which body answers here, and why."""

import json

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.routing import Candidate, Decision, Ground
from app.models.places import Body
from app.operations.placing import Placement, ProblemLocation, place
from app.queries.territory.hromadas import enter_by_name
from app.security.request_context import database, now
from gis.geometry import InvalidGeometry, parse_point

WORDS = {
    "only": "it is the only area here for this category",
    "specificity": "its area names the category most exactly",
    "priority": "its area has the highest priority",
    "smallest-area": "its area is the smallest",
    "lowest-id": "its area was entered first",
    "default-body": "no area covers this point and category: the default body answers",
    "nobody": "no area and no default body: the moderators decide",
}


@click.command()
@click.argument("hromada")
@click.argument("lon")
@click.argument("lat")
@click.argument("category")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@with_appcontext
def route(hromada: str, lon: str, lat: str, category: str, as_json: bool) -> None:
    """Print which executive body answers for LON LAT (EPSG:4326) and CATEGORY, and why.

    HROMADA is a KATOTTG code or a slug; CATEGORY is a leaf's code such as roads.pothole.
    """
    try:
        point = parse_point(lon, lat)
        with database().reading() as session:
            enter_by_name(session, hromada, unserved=True)
            found = place(session, ProblemLocation(point, category), now=now())
            shown = _as_mapping(session, found)
    except (DomainError, InvalidGeometry) as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else _in_words(shown))


def _as_mapping(session: Session, found: Placement) -> dict[str, object]:
    body = session.get(Body, found.decision.body_id) if found.decision.body_id else None
    return {
        "body": {"code": body.code, "name": body.name_uk} if body else None,
        "why": WORDS[found.decision.decided_by],
        "on_public_map": not found.sensitive,
        **found.decision.reasons(),
        "considered": _considered(found.decision),
    }


def _considered(decision: Decision) -> list[str]:
    winner = [decision.winner] if decision.winner else []
    return [_line(candidate) for candidate in (*winner, *decision.rivals)]


def _line(candidate: Candidate) -> str:
    return (
        f"{candidate.area_code} v{candidate.area_version} ({candidate.reach}, "
        f"priority {candidate.priority}, {candidate.area_m2 / 1e6:.3f} km²)"
    )


def _in_words(shown: dict[str, object]) -> str:
    body = shown["body"]
    name = f"{body['name']} [{body['code']}]" if isinstance(body, dict) else "nobody yet"
    lines = [f"Body: {name}", f"Why:  {shown['why']}"]
    if shown["ground"] == Ground.AREA:
        considered = shown["considered"]
        lines += [f"  {line}" for line in considered] if isinstance(considered, list) else []
    if not shown["on_public_map"]:
        lines.append("Such a report stays off the public map.")
    return "\n".join(lines)


COMMANDS = (route,)
