"""Puts the demo hromada's places into the database: outline, districts, bodies, areas, map."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session
from translitua import translit

from app.db import enter_hromada, hromada_of
from app.models.places import Body, Category
from gis.map.overviews import make_overviews
from tools.demo_town.files import document, features, flag, rows

_HROMADA = text("""
INSERT INTO hromada (katottg, slug, name_uk, name_en, kind, oblast_uk, oblast_en, raion_uk,
                     population, boundary, centre, zoom, served, demo, created_at)
VALUES (:katottg, :slug, :name_uk, :name_en, :kind, :oblast_uk, 'Dnipropetrovsk oblast',
        'Нікопольський', :population, ST_Multi(ST_GeomFromGeoJSON(:shape)),
        ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :zoom, true, true, :now)
RETURNING id
""")
_DISTRICT = text("""
INSERT INTO district (hromada_id, code, name_uk, name_en, kind, population, boundary,
                      label_point, decision, valid_from)
SELECT :hromada_id, :code, :name_uk, :name_en, :kind, :population, ST_Multi(shape),
       (ST_MaximumInscribedCircle(shape)).center, :decision, :valid_from
FROM ST_GeomFromGeoJSON(:shape) AS shape
""")
_AREA = text("""
INSERT INTO area (hromada_id, code, name_uk, body_id, everything, priority, boundary, area_m2,
                  decision, valid_from)
SELECT :hromada_id, :code, :name_uk, b.id, :everything, :priority, ST_Multi(shape),
       ST_Area(CAST(shape AS geography)), :decision, CAST(:valid_from AS timestamptz)
FROM ST_GeomFromGeoJSON(:shape) AS shape
JOIN body AS b ON b.hromada_id = :hromada_id AND b.code = :body
RETURNING id
""")
_AREA_CATEGORY = text("""
INSERT INTO area_category (hromada_id, area_id, category_id)
SELECT :hromada_id, :area_id, c.id FROM category AS c
WHERE c.hromada_id = :hromada_id AND c.code = ANY(:codes)
""")
_BASEMAP = text("""
INSERT INTO basemap_feature (hromada_id, layer, kind, name_uk, name_en, min_zoom, shape)
VALUES (:hromada_id, :layer, :kind, :name_uk, :name_en, :min_zoom, ST_GeomFromGeoJSON(:shape))
""")
_ADDRESS = text("""
INSERT INTO address (hromada_id, street_uk, house, point)
VALUES (:hromada_id, :street, :house, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
ON CONFLICT DO NOTHING
""")
_BASEMAP_SOURCE = text("""
INSERT INTO basemap_source (hromada_id, source, file, imported_at, features, addresses)
SELECT :hromada_id, 'drawn', 'basemap.geojson.gz', :now,
    (SELECT count(*) FROM basemap_feature WHERE hromada_id = :hromada_id),
    (SELECT count(*) FROM address WHERE hromada_id = :hromada_id)
""")
_OUTLINE_DECISION = "Межу накреслено для демонстрації"
# The lowest zoom at which each kind of feature is drawn.
_MIN_ZOOM = {"building": 14, "path": 15, "lane": 13, "shed": 16, "garages": 15}


def add_places(session: Session, *, now: datetime) -> int:
    """Add the demo hromada with everything but people and reports; return its id, entered."""
    hromada_id = _add_hromada(session, now=now)
    enter_hromada(session, hromada_id)
    _add_districts(session)
    _add_bodies(session)
    _add_categories(session)
    _add_areas(session)
    _add_map(session)
    make_overviews(session.connection(), hromada_id)
    session.execute(_BASEMAP_SOURCE, {"hromada_id": hromada_id, "now": now})
    return hromada_id


def _add_hromada(session: Session, *, now: datetime) -> int:
    facts, shape = next(features("hromada.geojson"))
    lon, lat = facts["centre"]
    given = facts | {"lon": lon, "lat": lat, "shape": shape, "now": now}
    return int(session.execute(_HROMADA, given).scalar_one())


def _add_districts(session: Session) -> None:
    for facts, shape in features("districts.geojson"):
        given = {
            "hromada_id": hromada_of(session),
            "shape": shape,
            "decision": facts.get("decision", _OUTLINE_DECISION),
            "valid_from": facts.get("valid_from", "2021-01-01T00:00:00+02:00"),
        }
        session.execute(_DISTRICT, {"population": None, "kind": ""} | facts | given)


def _add_bodies(session: Session) -> None:
    columns = ("code", "name_uk", "name_en", "kind", "email", "phone", "head_email")
    session.execute(
        insert(Body),
        [
            {"hromada_id": hromada_of(session)} | {column: row[column] for column in columns}
            for row in rows("bodies.csv")
        ],
    )


def _add_categories(session: Session) -> None:
    bodies = {code: id_ for id_, code in session.query(Body.id, Body.code)}
    defaults = {row["category"]: bodies.get(row["body"]) for row in rows("category_defaults.csv")}
    groups: dict[str, int] = {}
    for position, row in enumerate(rows("categories.csv")):
        if row["group"] not in groups:
            groups[row["group"]] = _add_category(
                session,
                hromada_id=hromada_of(session),
                code=row["group"],
                name_uk=row["group_uk"],
                name_en=row["group_en"],
                position=position,
            )
        _add_category(
            session,
            hromada_id=hromada_of(session),
            parent_id=groups[row["group"]],
            default_body_id=defaults.get(row["code"]),
            position=position,
            **_leaf(row),
        )


def _leaf(row: dict[str, str]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name_uk": row["name_uk"],
        "name_en": row["name_en"],
        "emergency": int(row["emergency"] or 0),
        "hotline": row["hotline"],
        "target_hours": int(row["target_hours"] or 0),
        "legal_days": int(row["legal_days"] or 0),
        "basis": row["basis"],
        "wants_photo": flag(row, "photo"),
        "hazard": flag(row, "hazard"),
        "seasonal": flag(row, "seasonal"),
        "wartime": flag(row, "wartime"),
        "hide_on_map": flag(row, "hide_on_map"),
        "personal": flag(row, "personal_data"),
        "health": flag(row, "health"),
        "proposal": flag(row, "proposal"),
    }


def _add_category(session: Session, **values: object) -> int:
    return int(
        session.execute(insert(Category).values(**values).returning(Category.id)).scalar_one()
    )


def _add_areas(session: Session) -> None:
    for facts, shape in features("areas.geojson"):
        everything = facts["categories"] == ["*"]
        given = {"hromada_id": hromada_of(session), "shape": shape, "everything": everything}
        area_id = session.execute(_AREA, facts | given).scalar_one()
        codes = {
            "hromada_id": hromada_of(session),
            "area_id": area_id,
            "codes": facts["categories"],
        }
        session.execute(_AREA_CATEGORY, codes)


def _add_map(session: Session) -> None:
    session.execute(
        _BASEMAP,
        [
            {
                "hromada_id": hromada_of(session),
                "layer": facts["layer"],
                "kind": facts.get("kind", ""),
                "name_uk": facts.get("name_uk", ""),
                "name_en": translit(facts.get("name_uk", "")),
                "min_zoom": _MIN_ZOOM.get(facts.get("kind", ""), _MIN_ZOOM.get(facts["layer"], 0)),
                "shape": shape,
            }
            for facts, shape in features("basemap.geojson.gz")
        ],
    )
    session.execute(
        _ADDRESS,
        [
            {
                "hromada_id": hromada_of(session),
                "street": row["street_uk"],
                "house": row["house"],
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
            }
            for row in rows("addresses.csv")
        ],
    )


def demo_is_here(session: Session) -> bool:
    """Return whether the demo hromada exists."""
    code = document("hromada.geojson")["features"][0]["properties"]["katottg"]
    known = session.execute(
        text("SELECT EXISTS (SELECT FROM hromada WHERE katottg = :code)"), {"code": code}
    )
    return bool(known.scalar_one())


def any_hromada(session: Session) -> bool:
    """Return whether the installation knows any hromada."""
    return bool(session.scalar(text("SELECT EXISTS (SELECT FROM hromada)")))
