"""`python -m bench.sink PORT FILE`: a mail server in a process of its own that takes everything and notes who got it.

It speaks the least of SMTP with asyncio. Each mail is one line of FILE: the recipient and the moment, by the clock that
all processes of a machine share. It is on the disk before the mail is acknowledged, for that is what a mail server
promises (RFC 5321, 6.1).
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SAYS = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"QUIT": b"221 bye\r\n"}


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, notes: BinaryIO) -> None:
    """One connection, until the other side leaves, however suddenly."""
    to = b""
    try:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0]
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                notes.write(b"%s %d\n" % (to, time.monotonic_ns()))
                notes.flush()
                await asyncio.to_thread(os.fsync, notes.fileno())
            writer.write(SAYS.get(verb, b"250 sink\r\n"))
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()


async def serve(port: int, file: Path) -> None:
    with file.open("ab") as notes:
        server = await asyncio.start_server(lambda r, w: talk(r, w, notes), "127.0.0.1", port, limit=2**20)
        async with server:
            await server.serve_forever()


class Sink:
    """A sink that runs, and what it noted."""

    def __init__(self, port: int, file: Path) -> None:
        self.port, self.file = port, file

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def copies(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(line.split()[0] for line in self.file.read_text().splitlines())

    def per_second(self, since: int) -> float:
        """How fast the middle half came of the mails after so many: at both ends one of two senders is alone."""
        moments = [int(line.split()[1]) for line in self.file.read_text().splitlines()[since:]]
        middle = moments[len(moments) // 4 : -len(moments) // 4]
        return (len(middle) - 1) / ((middle[-1] - middle[0]) / 1e9)

    def number(self) -> int:
        return self.file.read_bytes().count(b"\n")


@contextmanager
def sink(folder: Path) -> Iterator[Sink]:
    port = free_port()
    found = Sink(port, folder / "sink.txt")
    found.file.touch()
    process = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port), str(found.file)])
    try:
        wait_for(port)
        yield found
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
