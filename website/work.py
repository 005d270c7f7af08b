"""Background work: each job has its turn for a moment, and none can stop another."""

import logging
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from django.db import InterfaceError, OperationalError, close_old_connections

from newsletter import delivery, outbox
from photos import renditions
from publishing import bin, links
from reports import sending

logger = logging.getLogger(__name__)

# Seconds: between two looks when nothing was to be done; of one job before it is the next one's turn, for a picture
# takes as long as many mails; and the longest rest of a job that keeps failing.
IDLE, SLICE, LONGEST_REST = 0.5, 1.0, 60.0


class Job:
    """One kind of work, which rests longer and longer while it fails."""

    def __init__(self, name: str, do_one: Callable[[], bool]) -> None:
        self.name = name
        self.do_one = do_one
        self.failures = 0
        self.rests_until = 0.0

    def step(self) -> bool:
        """Work for a moment; False where nothing waited, or the job rests. Raises only what the database raises."""
        began = time.monotonic()
        if began < self.rests_until:
            return False
        try:
            done = self.do_one()
            more = done
            while more and time.monotonic() < began + SLICE:
                more = self.do_one()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            rest = min(LONGEST_REST, 2.0**self.failures)
            self.failures += 1
            self.rests_until = time.monotonic() + rest
            logger.exception("%s failed and is tried again in %d s", self.name, rest)
            return False
        self.failures = 0
        return done


class Worker:
    """All jobs in turn; where the database does not answer they wait, and say so once."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = jobs
        self.is_cut_off = False

    def step(self) -> bool:
        """A moment of each job; False where there was nothing to do."""
        try:
            done = [job.step() for job in self.jobs]
        except (OperationalError, InterfaceError) as error:
            self.cut_off(error)
            return False
        if self.is_cut_off:
            logger.warning("the database answers again")
            self.is_cut_off = False
        return any(done)

    def cut_off(self, error: Exception) -> None:
        if not self.is_cut_off:
            logger.warning("the database does not answer, work waits: %s", " ".join(str(error).split()))
        self.is_cut_off = True


worker = Worker(
    Job("mail", outbox.step),
    Job("newsletter", delivery.step),
    Job("pictures", renditions.step),
    Job("reports", sending.step),
    Job("links", links.step),
    Job("bin", bin.step),
)


def step() -> bool:
    """A moment of each kind of work; False where nothing waited."""
    return worker.step()


def drain() -> None:
    """Everything that is due now."""
    while step():
        pass


def run(stop: SimpleQueue[int]) -> None:
    """Work until something is put into `stop`: a queue, because a signal handler may safely put."""
    while stop.empty():
        close_old_connections()
        if not step():
            rest(stop)


def rest(stop: SimpleQueue[int]) -> None:
    try:
        stop.put(stop.get(timeout=IDLE))
    except Empty:
        return
