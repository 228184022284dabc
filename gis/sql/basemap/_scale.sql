-- The lowest zoom of each layer, of its kinds and of their classes; a feature's own min_zoom,
-- where set, goes before it.
    SELECT * FROM (VALUES
        ('landuse', '', '', 8), ('landuse', 'parking', '', 14), ('landuse', 'square', '', 13),
        ('green', '', '', 9), ('green', 'wood', '', 8), ('green', 'belt', '', 11),
        ('green', 'pitch', '', 13), ('green', 'playground', '', 14), ('green', 'track', '', 14),
        ('water', '', '', 7), ('water', 'river', 'river', 9), ('water', 'canal', 'canal', 10),
        ('water', 'stream', 'stream', 12), ('water', 'ditch', '', 14),
        ('building', '', '', 13), ('building', 'house', '', 14), ('building', 'dacha', '', 14),
        ('building', 'garages', '', 14), ('building', 'service', '', 14), ('building', 'shed', '', 15),
        ('street', '', '', 12), ('street', 'street', '', 11), ('street', 'street', 'pedestrian', 13),
        ('street', 'street', 'residential', 12), ('street', 'street', 'living_street', 12),
        ('street', 'main', '', 8), ('street', 'main', 'secondary', 9),
        ('street', 'main', 'motorway', 6), ('street', 'main', 'trunk', 6),
        ('street', 'lane', '', 13), ('street', 'path', '', 14), ('street', 'path', 'track', 13),
        ('street', 'path', 'steps', 15), ('street', 'path', 'footway', 15),
        ('street', 'rail', '', 9), ('street', 'rail', 'siding', 13), ('street', 'tram', '', 13),
        ('place', '', '', 13), ('place', 'town', '', 6), ('place', 'village', '', 9),
        ('place', 'building', '', 15), ('place', 'pitch', '', 15), ('place', 'garages', '', 15)
    ) AS scale (layer, kind, class, from_zoom)
