"""Routing on the command line, as for a resident's pin: which body answers here, and why."""

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

EXPLANATIONS = {
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
            placement = place(session, ProblemLocation(point, category), now=now())
            answer = _as_mapping(session, placement)
    except (DomainError, InvalidGeometry) as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else _as_text(answer))


def _as_mapping(session: Session, placement: Placement) -> dict[str, object]:
    body = session.get(Body, placement.decision.body_id) if placement.decision.body_id else None
    return {
        "body": {"code": body.code, "name": body.name_uk} if body else None,
        "why": EXPLANATIONS[placement.decision.decided_by],
        "on_public_map": not placement.sensitive,
        **placement.decision.reasons(),
        "considered": _considered(placement.decision),
    }


def _considered(decision: Decision) -> list[str]:
    winner = [decision.winner] if decision.winner else []
    return [_line(candidate) for candidate in (*winner, *decision.rivals)]


def _line(candidate: Candidate) -> str:
    return (
        f"{candidate.area_code} v{candidate.area_version} ({candidate.reach}, "
        f"priority {candidate.priority}, {candidate.area_m2 / 1e6:.3f} km²)"
    )


def _as_text(answer: dict[str, object]) -> str:
    body = answer["body"]
    name = f"{body['name']} [{body['code']}]" if isinstance(body, dict) else "nobody yet"
    lines = [f"Body: {name}", f"Why:  {answer['why']}"]
    if answer["ground"] == Ground.AREA:
        considered = answer["considered"]
        lines += [f"  {line}" for line in considered] if isinstance(considered, list) else []
    if not answer["on_public_map"]:
        lines.append("Such a report stays off the public map.")
    return "\n".join(lines)


COMMANDS = (route,)
