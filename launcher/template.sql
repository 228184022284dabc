-- What only a superuser may add; every database of ours is a copy of this one.
CREATE EXTENSION postgis;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION citext;
CREATE EXTENSION unaccent;
-- Row-level security lets no function see a row before its policy has, unless it is known to tell
-- nothing: without this no spatial index answers the app's role. Comparing two boxes neither
-- fails nor speaks. Measured on 200,000 reports: a tile at zoom 17 in 4 ms against 168 ms.
ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;
