"""Formats a proof of coverage for people and for scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.queries.territory.body_names import BodyName
from app.queries.territory.coverage import CoverageGroup, CoverageIssue, CoverageResult
from app.queries.territory.tiling import Tiling, TilingIssue

_MOST_SHOWN = 10
_MOST_CODES = 3


def proof_as_json(proof: CoverageResult, names: Mapping[int, BodyName]) -> dict[str, Any]:
    """Return the proof ready for JSON, without shapes."""
    return {
        "at": proof.asked.at.isoformat(),
        "tolerance_m": proof.asked.tolerance_m,
        "km2": round(proof.outline_m2 / 1e6, 6),
        "sheets": [
            {
                "categories": [each.code for each in group.categories],
                "areas": list(group.areas),
                "gaps": [_issue(issue, names) for issue in group.issues if issue.gap],
                "overlaps": [_issue(issue, names) for issue in group.issues if not issue.gap],
            }
            for group in proof.groups
        ],
    }


def lines_of_proof(proof: CoverageResult, names: Mapping[int, BodyName]) -> list[str]:
    """Return the proof as text: a line per set of categories, the worst first."""
    whole = proof.outline_m2 / 1e6
    sound = [sheet for sheet in proof.groups if not _has_faults(sheet)]
    lines = []
    for sheet in proof.groups:
        if _has_faults(sheet):
            lines.append(f"  {_codes(sheet)}")
            lines += _gap_line(sheet, names, whole)
            lines += _overlap_lines(sheet, names)
    kinds = sum(len(sheet.categories) for sheet in sound)
    lines.append(f"  {kinds} categories are covered everywhere, each place by one body.")
    return lines


def tiling_as_json(tiling: Tiling) -> dict[str, Any]:
    """Return how pieces fit ready for JSON, without shapes."""
    return {
        "pieces": tiling.pieces,
        "km2": round(tiling.whole_m2 / 1e6, 6),
        **{f"{kind}_km2": round(tiling.m2(kind) / 1e6, 6) for kind in _LABELS},
        "misfits": [
            {
                "kind": misfit.kind,
                "sliver": misfit.part.sliver,
                "km2": round(misfit.part.m2 / 1e6, 6),
                "codes": [piece.code for piece in misfit.pieces],
            }
            for misfit in tiling.misfits
        ],
    }


def lines_of_tiling(what: str, tiling: Tiling) -> list[str]:
    """Return how pieces fit as text, the largest faults first."""
    if not tiling.pieces:
        return [f"  no {what}: nothing to compare"]
    lines = [f"  {tiling.pieces:,} {what}, {tiling.whole_m2 / 1e6:,.1f} km²"]
    for kind, label in _LABELS.items():
        real, thin = tiling.some(kind), tiling.some(kind, sliver=True)
        share = tiling.m2(kind) / tiling.whole_m2
        lines.append(
            f"  {label}: {tiling.m2(kind) / 1e6:,.3f} km² ({share:.4%}), {len(real):,} parts and "
            f"{len(thin):,} slivers"
        )
        lines += [_misfit(misfit) for misfit in real[:_MOST_SHOWN]]
        if (more := len(real) - _MOST_SHOWN) > 0:
            lines.append(f"    … and {more:,} more (--json or --geojson FILE has all)")
    return lines


_LABELS = {"gap": "in none", "overlap": "in several", "outside": "outside of the whole"}


def _has_faults(sheet: CoverageGroup) -> bool:
    return any(not flaw.sliver for flaw in sheet.issues)


def _codes(sheet: CoverageGroup) -> str:
    codes = [kind.code for kind in sheet.categories]
    more = len(codes) - _MOST_CODES
    return ", ".join(codes[:_MOST_CODES]) + (f" and {more} more" if more > 0 else "")


def _gap_line(group: CoverageGroup, names: Mapping[int, BodyName], whole_km2: float) -> list[str]:
    gaps = group.some(gap=True)
    if not gaps:
        return []
    km2 = group.km2(gap=True)
    default = " or ".join(names[each].code if each else "nobody" for each in group.defaults)
    return [
        f"    no area: {km2:,.3f} km² ({km2 / whole_km2:.1%}) in {len(gaps)} parts"
        f"{_slivers(group, gap=True)}, {group.reports(gap=True)} reports; by default {default}"
    ]


def _overlap_lines(group: CoverageGroup, names: Mapping[int, BodyName]) -> list[str]:
    shared: dict[Sequence[int], list[CoverageIssue]] = {}
    for issue in group.some(gap=False):
        shared.setdefault((*issue.bodies, issue.answers or 0), []).append(issue)
    return [
        f"    equal: {' and '.join(names[body].code for body in bodies)} over "
        f"{sum(issue.m2 for issue in issues) / 1e6:,.3f} km² in {len(issues)} parts, "
        f"{sum(issue.reports for issue in issues)} reports; the smaller area is of "
        f"{names[answers].code if answers else 'nobody'}"
        for (*bodies, answers), issues in shared.items()
    ]


def _slivers(group: CoverageGroup, *, gap: bool) -> str:
    thin = len(group.some(gap=gap, sliver=True))
    return f" and {thin} slivers" if thin else ""


def _issue(issue: CoverageIssue, names: Mapping[int, BodyName]) -> dict[str, Any]:
    return {
        "km2": round(issue.m2 / 1e6, 6),
        "sliver": issue.sliver,
        "reports": issue.reports,
        "open_reports": issue.open_reports,
        "bodies": [names[body].code for body in issue.bodies],
        "answers": names[issue.answers].code if issue.answers else None,
    }


def _misfit(misfit: TilingIssue) -> str:
    named = " and ".join(f"{piece.name_uk} ({piece.code})" for piece in misfit.pieces)
    return f"    {misfit.part.m2 / 1e6:,.3f} km²{f': {named}' if named else ''}"
