"""`python -m bench.raw PORT FILE NUMBER`: hands the mail in FILE to a server so often, over one connection."""

import smtplib
import sys
from pathlib import Path


def main(port: int, letter: bytes, number: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        for each in range(number):
            server.mail("us@example.org")
            server.rcpt(f"reader-{each}@example.org")
            server.data(letter)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3]))
