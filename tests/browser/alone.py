"""Modules of the frontend on a page of their own, without the app."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

from playground.export.scripts import ROOT, needed

HERE = "http://127.0.0.1:9"
"""Where nothing listens: the test answers."""
COLOURS = "--st-text-color: #31333f; --st-background-color: #fff; --st-secondary-background-color: #f0f2f6"


@contextmanager
def modules_alone(page: Page, *names: str, styles: Collection[str] = ()) -> Iterator[str]:
    """Open an empty page for which there are only these files, and those that they import.

    Yields the address of ``playground/frontend``.
    """
    linked = "".join(f'<link rel="stylesheet" href="{HERE}/{style}">' for style in styles)
    empty = (
        f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>-</title>{linked}'
        f'<body style="margin: 0; {COLOURS}; --st-primary-color: #4b3fbf; --st-font: sans-serif">'
    )
    served = {*needed(*names), *styles}

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{HERE}/").partition("?")[0]
        if name in ("", "frontend/"):
            route.fulfill(body=empty, content_type="text/html")
        elif name in served:
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            route.fulfill(body=(ROOT / name).read_text(encoding="utf-8"), content_type=kind)
        else:
            route.abort()

    page.route(f"{HERE}/**", answer)
    page.goto(f"{HERE}/frontend/")
    yield f"{HERE}/frontend"
    page.unroute(f"{HERE}/**")
