"""The program for a WSGI server; settings come from the environment and ``.env``."""

import os

from dotenv import load_dotenv

from app.config import Settings
from app.factory import create_app

load_dotenv()
# Commands of the tools around the program: app/ knows none of them.
TOOLS = dict.fromkeys(("seed", "remove"), "tools.demo_town.commands")

app = create_app(Settings.from_env(os.environ), commands=TOOLS)
