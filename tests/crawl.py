"""Walks the public site as a reader or a robot would: every link it shows, from the home page on."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

STARTS = (
    "/",
    "/species/",
    "/newsroom/",
    "/places/",
    "/search/",
    "/newsletter/",
    "/newsroom/feed/",
    "/sitemap.xml",
    "/robots.txt",
)
ATTRIBUTES = {"href", "src", "action", "content"}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in given.items():
            if value and (name in ("href", "src") or (name == "action" and given.get("method", "get") == "get")):
                self.found.append(value)
            if value and name == "srcset":
                self.found += [part.split()[0] for part in value.split(",") if part.strip()]


def links(response: HttpResponse) -> list[str]:
    text = response.content.decode()
    if "html" not in response["Content-Type"]:
        return re.findall(r"(?:<loc>|href=\")([^<\"]+)", text)
    parser = Links()
    parser.feed(text)
    return parser.found


# Every page has its own link to the one form in which readers report an error.
SKIPPED = ("/static/", "/admin/", "/report/?page=")


def crawl(client: Client, *, skip: tuple[str, ...] = SKIPPED) -> dict[str, HttpResponse]:
    """Every public address that can be reached by links, with its answer. Redirects are answers too."""
    waiting, answers = list(STARTS), {}
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        response = answers[address] = client.get(address)
        if "Location" in response:
            waiting.append(response["Location"])
        elif response.status_code == 200 and response["Content-Type"].startswith(("text/html", "application/")):
            for link in links(response):
                target = urlsplit(urljoin(f"http://testserver{address}", urldefrag(link)[0]))
                path = target.path + (f"?{target.query}" if target.query else "")
                ours = target.netloc in ("testserver", "127.0.0.1:8000")
                if ours and target.scheme == "http" and not path.startswith(skip):
                    waiting.append(path)
    return answers
