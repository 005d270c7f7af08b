"""`make test`: the whole suite on SQLite and, at the same time, on a throw-away PostgreSQL; then coverage.

Arguments go to pytest. With them, coverage is neither measured nor judged.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from playwright.sync_api import sync_playwright

from tests import postgres

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_TESTS_COLLECTED = 5


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    # Python would otherwise leave the database and the other run behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["CHROMIUM"] = chromium()
    if arguments:
        code = both(arguments, measured=False)
    else:
        python("coverage", "erase")
        code = both([], measured=True) or coverage()
    print(f"{'passed' if code == 0 else 'failed'} in {time.monotonic() - began:.0f} s")
    return code


def chromium() -> str:
    """The path of a Chromium, installed now where there is none."""
    if found := chromium_here():
        return found
    print("Installing Chromium ...", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run_quietly("apt-get", "update", "-qq")
        run_quietly("apt-get", "install", "-y", "-qq", "chromium")
    if not chromium_here():
        run_quietly(sys.executable, "-m", "playwright", "install", "chromium")
    if found := chromium_here():
        return found
    sys.exit("error: Chromium is needed for the browser tests (for example: apt-get install chromium).")


def chromium_here() -> str | None:
    """CHROMIUM where it is set, one on PATH, or the one Playwright keeps."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES)):
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        kept = playwright.chromium.executable_path
    return kept if Path(kept).exists() else None


def run_quietly(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def both(arguments: list[str], *, measured: bool) -> int:
    """Runs the suite on both databases and prints SQLite's output as it comes, then PostgreSQL's."""
    command = [sys.executable, *(["-m", "coverage", "run"] if measured else []), "-m", "pytest"]
    without_browser = ["-m", "not browser or smoke"]
    with postgres.throwaway() as url, tempfile.TemporaryFile("w+") as output:
        runs = {
            "SQLite": start([*command, *arguments], database_url=""),
            "PostgreSQL": start([*command, *without_browser, *arguments], database_url=url, output=output),
        }
        try:
            codes = {name: run.wait() for name, run in runs.items()}
        finally:
            for run in runs.values():
                run.terminate()
        output.seek(0)
        print(f"\nOn PostgreSQL:\n{output.read()}", flush=True)
    for name, code in codes.items():
        print(f"{name}: {'passed' if code == 0 else f'failed (exit code {code})'}")
    return worse(list(codes.values()))


def start(command: list[str], *, database_url: str, output: IO[str] | None = None) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TEST_DATABASE_URL": database_url}
    return subprocess.Popen(command, env=environment, stdout=output, stderr=output)


def worse(codes: list[int]) -> int:
    """The exit code to report: a choice of tests may leave one database without any, not both."""
    chosen = [code for code in codes if code != NO_TESTS_COLLECTED]
    return max(map(abs, chosen)) if chosen else NO_TESTS_COLLECTED


def coverage() -> int:
    """Joins what both runs covered and prints it; not 0 below the floor set in pyproject.toml."""
    return python("coverage", "combine", "--quiet") or python("coverage", "report")


def python(*module: str) -> int:
    return subprocess.run([sys.executable, "-m", *module], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
