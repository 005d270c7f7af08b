"""`python -m bench.raw PORT FILE NUMBER [at-once]`: hands the mail in FILE to a server so often, over one connection.

As smtplib does, a command and its answer after the other; with `at-once`, as our workers do, the commands of a mail
together (RFC 2920).
"""

import smtplib
import sys
from pathlib import Path


def main(port: int, letter: bytes, number: int, way: str = "") -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        for each in range(number):
            (at_once if way else one_by_one)(server, f"reader-{each}@example.org", letter)


def one_by_one(server: smtplib.SMTP, to: str, letter: bytes) -> None:
    server.mail("us@example.org")
    server.rcpt(to)
    server.data(letter)


def at_once(server: smtplib.SMTP, to: str, letter: bytes) -> None:
    server.send(f"MAIL FROM:<us@example.org>\r\nRCPT TO:<{to}>\r\nDATA\r\n")
    for _ in range(3):
        server.getreply()
    server.send(letter + b".\r\n")
    server.getreply()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3]), *sys.argv[4:])
