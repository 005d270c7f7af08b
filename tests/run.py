"""`make test`: the whole suite on SQLite, browser tests apart, and at the same time on a throw-away PostgreSQL; then
coverage.

Arguments go to pytest. With them, coverage is neither measured nor judged.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from playwright.sync_api import sync_playwright

from tests import postgres

# First the shell without a window: it asks half the processor time of a whole browser.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_TESTS_COLLECTED = 5
COVERAGE = Path(".coverage.json")
LEAST_BRANCHES = 0.9


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    # Python would otherwise leave the database and the other run behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Started in the background of a script, the processes of the tests would not hear the Ctrl-C that is sent to them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["CHROMIUM"] = chromium()
    # A hundred processes would each compile the code and the tests anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    code = all_of_them(arguments) or (0 if arguments else coverage())
    print(f"{'passed' if code == 0 else 'failed'} in {time.monotonic() - began:.0f} s")
    return code


def chromium() -> str:
    """The path of a Chromium, installed now where there is none."""
    if found := chromium_here():
        return found
    print("Installing Chromium ...", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run_quietly("apt-get", "update", "-qq")
        for name in CHROMIUM_NAMES[:2]:
            if not chromium_here():
                run_quietly("apt-get", "install", "-y", "-qq", name)
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


def all_of_them(arguments: list[str]) -> int:
    """Runs the suite on both databases at once; prints the output of each run, the first as it comes.

    Only PostgreSQL's tables are made by the migrations, SQLite's from the models: that costs a tenth. `make run` in a
    fresh directory, a test of its own, migrates SQLite too. Coverage is of the first run, without the processes that
    its tests start.
    """
    pytest = ["-m", "pytest"]
    sqlite = [*pytest, "--no-migrations"]
    # The tests themselves are not measured, so their loading need not be watched.
    measuring = [] if arguments else ["-m", "slipcover", "--dont-wrap-pytest", "--json", "--out", str(COVERAGE)]
    with postgres.throwaway() as url, ExitStack() as stack:
        chosen = {
            "SQLite": ("", [*measuring, *sqlite, "-m", "not browser"]),
            "SQLite, in a browser": ("", [*sqlite, "-m", "browser"]),
            "PostgreSQL": (url, [*pytest, "-m", "not browser or smoke"]),
        }
        runs, outputs = {}, {}
        for name, (database_url, command) in chosen.items():
            outputs[name] = stack.enter_context(tempfile.TemporaryFile("w+")) if runs else None
            runs[name] = start([*command, *arguments], database_url=database_url, output=outputs[name])
            stack.callback(runs[name].terminate)
        codes = {name: run.wait() for name, run in runs.items()}
        for name, output in outputs.items():
            if output:
                output.seek(0)
                print(f"\n{name}:\n{output.read()}", flush=True)
    for name, code in codes.items():
        print(f"{name}: {verdict(code)}")
    return worse(list(codes.values()))


def start(command: list[str], *, database_url: str, output: IO[str] | None = None) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TEST_DATABASE_URL": database_url}
    return subprocess.Popen([sys.executable, *command], env=environment, stdout=output, stderr=output)


def verdict(code: int) -> str:
    return {0: "passed", NO_TESTS_COLLECTED: "no test chosen"}.get(code, f"failed (exit code {code})")


def worse(codes: list[int]) -> int:
    """The exit code to report: a choice of tests may leave a run without any, not all of them."""
    chosen = [code for code in codes if code != NO_TESTS_COLLECTED]
    return max(map(abs, chosen)) if chosen else NO_TESTS_COLLECTED


def coverage() -> int:
    """Prints the files that the tests did not run whole; the exit code is 1 where too few branches were taken."""
    table = [sys.executable, "-m", "slipcover", "--merge", str(COVERAGE), "--out", os.devnull]
    subprocess.run(table, check=True)
    counted = json.loads(COVERAGE.read_text())["summary"]
    share = {
        name: counted[f"covered_{name}"] / (counted[f"covered_{name}"] + counted[f"missing_{name}"])
        for name in ("lines", "branches")
    }
    print(f"Taken: {share['lines']:.1%} of lines, {share['branches']:.1%} of branches; at least {LEAST_BRANCHES:.0%}")
    return int(share["branches"] < LEAST_BRANCHES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
