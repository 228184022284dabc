"""The baseline for sending a report: a bare Flask view that reads JSON and inserts one row.

No templates, permissions, routing or limits: the cost of a web server, Flask, a pool and PostgreSQL
alone. Served like the Procfile's web; ``DATABASE_URL`` names the database.
"""

import os

from flask import Flask, request
from flask.typing import ResponseReturnValue
from psycopg_pool import ConnectionPool

_INSERT = """
INSERT INTO floor.bare (category, description, point, at)
VALUES (%(category)s, %(description)s, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), now())
RETURNING id
"""

app = Flask(__name__)
_pool = ConnectionPool(
    os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql"),
    min_size=1,
    max_size=8,
    open=True,
)


@app.post("/<slug>/reports")
def insert(slug: str) -> ResponseReturnValue:
    """Store the report as it is."""
    with _pool.connection() as conn:
        row = conn.execute(_INSERT, request.get_json()).fetchone()
    return {"id": row[0] if row else None, "hromada": slug}, 201
