"""Background work: each job in a thread of its own, so that mail waits for no picture and none can stop another."""

import logging
import os
import sys
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread, get_native_id

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from newsletter import delivery, digests, outbox
from photos import renditions
from publishing import bin, links
from reports import sending

logger = logging.getLogger(__name__)

# Seconds: between two looks when nothing was to be done; of one job before the next one's turn, where they take turns;
# and the longest rest of a job that keeps failing.
IDLE, SLICE, LONGEST_REST = 0.5, 1.0, 60.0


class Job:
    """One kind of work, which rests longer and longer while it fails. `niceness` is that of its thread."""

    def __init__(self, name: str, do_one: Callable[[], bool], *, niceness: int = 0) -> None:
        self.name = name
        self.do_one = do_one
        self.niceness = niceness
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
    """All jobs; where the database does not answer they wait, and say so once."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = jobs
        self.is_cut_off = False

    def step(self, *jobs: Job) -> bool:
        """A moment of each of these jobs, or of all; False where there was nothing to do."""
        try:
            done = [job.step() for job in jobs or self.jobs]
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
    # While one waits for the mail server or the disk, the other goes on.
    Job("newsletter, second line", delivery.step),
    Job("digests", digests.step),
    # After an update it makes every picture anew, for hours: readers and mail go first.
    Job("pictures", renditions.step, niceness=5),
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


def run(stop: SimpleQueue[int], worker: Worker = worker) -> None:
    """Work until something is put into `stop`: a queue, because a signal handler may safely put."""
    is_over = Event()
    threads = [Thread(target=go_on, args=(worker, job, is_over, stop), name=job.name) for job in worker.jobs]
    for thread in threads:
        thread.start()
    stop.get()
    is_over.set()
    for thread in threads:
        thread.join()


def go_on(worker: Worker, job: Job, is_over: Event, stop: SimpleQueue[int]) -> None:
    """One job until it is over; whatever ends it sooner ends them all, so that somebody starts them again."""
    if sys.platform == "linux":  # elsewhere a thread has no niceness of its own
        os.setpriority(os.PRIO_PROCESS, get_native_id(), max(job.niceness, os.nice(0)))
    try:
        while not is_over.is_set():
            close_old_connections()
            if not worker.step(job):
                is_over.wait(IDLE)
    finally:
        connections.close_all()
        stop.put(0)
