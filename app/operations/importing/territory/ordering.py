"""The order in which kinds of problems are shown, as the rows of a file tell it."""

from collections.abc import Mapping, Sequence


def new_positions(codes: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Return the positions to write of a group's codes, which stand in the order of the file.

    ``known`` are the positions of what the group has. Those in the file that keep their order keep
    their positions, and new ones follow; another order numbers all of them anew, from 1.
    """
    there = sorted((code for code in codes if code in known), key=known.__getitem__)
    new = [code for code in codes if code not in known]
    if list(codes) != [*there, *new]:
        return {code: place for place, code in enumerate(codes, start=1)}
    last = max(known.values(), default=0)
    return {code: place for place, code in enumerate(new, start=last + 1)}
