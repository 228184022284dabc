"""Hostile input to every form, route and upload: no trace, no live markup, nothing lost."""

import os
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.db import Database
from app.domain.roles import Role
from tests.conftest import empty
from tests.soak.attacks import Attack
from tests.soak.campaign import Campaign, Finding, unreached_keys
from tests.soak.cases import CASES
from tests.soak.town import PEOPLE, REPORTER, STRANGER, build_town

_MOST_SHOWN = 12
# The sample of the ordinary suite looks through fewer eyes.
CHANGING = (REPORTER, Role.MODERATOR, Role.OFFICER, Role.COORDINATOR)
LOOKING = (STRANGER, Role.MODERATOR, Role.COORDINATOR)


def _told(seed: str, findings: list[Finding]) -> str:
    """Return one of each kind; each is a case that ``cases.py`` takes as it stands."""
    kinds = {finding.kind: finding for finding in reversed(findings)}
    shown = "\n\n".join(str(finding) for finding in list(kinds.values())[:_MOST_SHOWN])
    return f"SOAK_SEED={seed}: {len(findings)} findings of {len(kinds)} kinds\n{shown}"


def test_a_sample_of_hostile_input(app: Flask, database: Database, tmp_path: Path) -> None:
    """Every unsafe route is entered with a good token, by its form or without one."""
    campaign = Campaign(build_town(app, database), "sample", tmp_path / "case.txt", timed=False)
    campaign.use(campaign.explore(2, [one for one in PEOPLE if one != Role.READER]))
    found = campaign.explore(2, CHANGING)
    campaign.attack(found, forms=1, each=1, others=10)
    campaign.aftermath(2, LOOKING)
    assert not campaign.findings, _told("sample", campaign.findings)
    assert "\n".join(unreached_keys(campaign, found)) == ""
    assert campaign.numbers, "no report was taken"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_case_once_found(app: Flask, database: Database, tmp_path: Path, case: Attack) -> None:
    campaign = Campaign(build_town(app, database), "case", tmp_path / "case.txt", timed=False)
    campaign.ask(case)
    assert not campaign.findings, _told("case", campaign.findings)


@pytest.mark.soak
def test_hostile_input_for_minutes(
    app: Flask, shared_database: Database, owner_engine: Engine, tmp_path: Path
) -> None:
    """Rounds until the time is over, each of a seed of its own and in a town of its own."""
    seed = os.environ.get("SOAK_SEED") or str(time.time_ns() % 10**6)
    end = time.monotonic() + 60 * float(os.environ.get("SOAK_MINUTES") or 10)
    findings: list[Finding] = []
    rounds = sent = 0
    while time.monotonic() < end:
        campaign = Campaign(
            build_town(app, shared_database),
            f"{seed}.{rounds}",
            tmp_path / "case.txt",
            timed=True,
            end=end,
        )
        try:
            found = campaign.prepare(most=10)
            campaign.attack(found, forms=3, each=5, others=150)
            campaign.aftermath(most=20)
        finally:
            empty(owner_engine)
        findings += campaign.findings
        print(_told(f"{seed}.{rounds}", campaign.findings), flush=True)  # noqa: T201
        rounds, sent = rounds + 1, sent + campaign.sent
    print(f"SOAK_SEED={seed}: {rounds} rounds, {sent} requests")  # noqa: T201
    assert not findings, _told(seed, findings)
