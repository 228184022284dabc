"""Commands whose modules are imported when they are used, not by every process that serves."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click
from flask import has_app_context
from flask.cli import AppGroup

from app.services import services


class CommandsOnDemand(AppGroup):
    """A group of commands, each with the name of the module whose ``COMMANDS`` has it."""

    def __init__(self, name: str, modules: Mapping[str, str]) -> None:
        super().__init__(name)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command's name."""
        return sorted({*super().list_commands(ctx), *self._modules})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now if it is one of ours."""
        known = super().get_command(ctx, cmd_name)
        if known is not None or cmd_name not in self._modules:
            return known
        commands = import_module(self._modules[cmd_name]).COMMANDS
        _take_time()
        return next(cast("click.Command", c) for c in commands if c.name == cmd_name)


def _take_time() -> None:
    """Let a command's transactions take longer than those of pages."""
    if has_app_context():
        known = services()
        known.database.take_time()
        known.outbox.take_time()
