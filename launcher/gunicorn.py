"""How gunicorn serves the app, always behind the front of launcher/front.conf."""

import gc
import os
from typing import Any


def _take_socket() -> None:
    """Take the supervisor's socket as systemd would pass it: gunicorn then never removes it."""
    number = os.environ.pop("WEB_SOCKET_FD", "")
    if number and os.environ.get("LISTEN_PID") != str(os.getpid()):
        os.dup2(int(number), 3)
        os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}


_take_socket()

# Without a socket of the supervisor's, its own: for those who run the Procfile by other means.
bind = "unix:" + os.path.join(os.environ.get("VAR_DIR", "var"), "front", "web.sock")  # noqa: PTH118
backlog = 512
# A spare has loaded the app and works once it is told to: see launcher/spare.py.
WORKERS = 2
workers = 0 if os.environ.pop("WEB_SPARE", "") else WORKERS
worker_class = "launcher.worker.Worker"
threads = 4
# A worker accepts few more than it works on: the rest waits where no death of a worker loses it.
worker_connections = 8
keepalive = 0
preload_app = True
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn makes it unguessable
timeout = 60
graceful_timeout = 8
limit_request_line = 8190
limit_request_field_size = 8190
forwarded_allow_ips = "*"
forwarder_headers = ""
control_socket_disable = True
errorlog = "-"
loglevel = "warning"
# The front has judged the proxies before it, and names exactly one client.
raw_env = ["TRUSTED_PROXIES=1"]


def when_ready(server: Any) -> None:  # noqa: ANN401 - gunicorn's
    """Compile templates once for all workers to come, then leave what is loaded alone.

    A new worker is quick with its first page, and what no collection touches stays shared.
    """
    if templates := getattr(server.app.wsgi(), "jinja_env", None):
        for name in templates.list_templates(extensions=("html",)):
            templates.get_template(name)
    gc.collect()
    gc.freeze()


def nworkers_changed(server: Any, _new: int, old: int | None) -> None:  # noqa: ANN401 - gunicorn's
    """Let a spare that is told to work have all its workers at once."""
    if old == 0:
        server.num_workers = WORKERS
