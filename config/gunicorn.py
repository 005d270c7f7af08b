"""The web server: `gunicorn --config python:config.gunicorn config.wsgi`, which is also what `make run` starts."""

import os
import signal
from typing import Any

from config import environment

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
threads = 4
# The site is read once for all processes: half the time of a start.
preload_app = True
# Seconds that a connection waits for the next request.
keepalive = 15
graceful_timeout = 5
loglevel = "warning"
# Nothing outside var/ is written.
control_socket_disable = True
# Who may say with which scheme the visitor came.
forwarded_allow_ips = ",".join(environment.words("TRUSTED_PROXIES"))

# `make run` starts us so: a terminal sends Ctrl-C to every process, and one of them stops the others in order.
# Told twice, a worker can lock itself up.
INTERRUPTS_ARE_FOR_OUR_PARENT = signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def ignore_interrupts(process: Any) -> None:
    if INTERRUPTS_ARE_FOR_OUR_PARENT:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


when_ready = ignore_interrupts
post_worker_init = ignore_interrupts
