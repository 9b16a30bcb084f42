"""The built site in a real browser: `make test-site` builds it, installs axe-core and runs this file.

ADVISOR_SITE names the built site, ADVISOR_REPORT a built report, ADVISOR_AXE the file axe.min.js, ADVISOR_CHROMIUM a
browser where Playwright's own is not installed.
"""

import functools
import http.server
import os
import posixpath
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SITE = Path(os.environ["ADVISOR_SITE"]).resolve()
REPORT = Path(os.environ["ADVISOR_REPORT"]).resolve()
AXE = Path(os.environ["ADVISOR_AXE"]).read_text(encoding="utf-8")
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.name != "404.html")
KINDS = [
    "index.html",
    "learn/tutorial.html",
    "learn/commands.html",
    "gallery/index.html",
    "gallery/payment-fraud.html",
    "look-up/decisions/index.html",
    "look-up/decisions/prediction_mode.html",
    "look-up/questions/demand.html",
    "look-up/formulas/queueing.html",
    "look-up/cases/anki-fsrs.html",
    "look-up/glossary.html",
    "trust/validation.html",
]
PHONE = {"width": 360, "height": 740}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/some/where"))


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The site on a plain file server, below a folder."""
    handler = functools.partial(_Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/where"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("ADVISOR_CHROMIUM") or None
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


class _Visit:
    """One page, with everything that went wrong on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.goto(address, wait_until="load")

    def _note(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            self.faults.append(f"outside: {url}")


# --- links -----------------------------------------------------------------------------------------


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.ids.add(value)
            if name in ("href", "src", "data-panel") and value:
                self.addresses.append(value)


def test_no_link_and_no_anchor_is_dead() -> None:
    read = {path: _Links((SITE / path).read_text(encoding="utf-8")) for path in PAGES}
    for path, links in read.items():
        for address in links.addresses:
            if address.startswith(("http://", "https://", "mailto:", "data:", "javascript:")):
                continue
            target, _, anchor = unquote(address).partition("#")
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            where = f"{where}/index.html" if (SITE / where).is_dir() else where
            assert (SITE / where).is_file(), (path, address)
            if anchor and where in read:
                assert anchor in read[where].ids or anchor == "__top", (path, address)


# --- in the browser --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_without_a_fault_and_asks_nobody_else(browser: Browser, path: str) -> None:
    context = browser.new_context()
    visit = _Visit(context, (SITE / path).as_uri())
    visit.page.wait_for_timeout(150)
    assert visit.page.locator("h1").count() == 1
    assert visit.faults == []
    context.close()


_TYPING = """() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.tagName === "INPUT";
}"""


def _open_search(page: Page) -> None:
    """Open the search by its key and wait until it takes letters: before, they would be shortcuts of the page."""
    for _ in range(40):
        page.keyboard.press("Control+k")
        page.wait_for_timeout(250)
        if page.evaluate(_TYPING):
            return
    pytest.fail("the search did not open by Ctrl+K")


@pytest.mark.parametrize("from_file", [True, False], ids=["file", "served"])
@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Compute location", "look-up/decisions/compute_location.html"),
        ("Event-driven", "look-up/decisions/prediction_mode.html"),
        ("longest acceptable time", "look-up/questions/demand.html"),
        ("Erlang", "look-up/formulas/queueing.html"),
    ],
)
def test_search_finds(browser: Browser, served: str, words: str, address: str, from_file: bool) -> None:
    context = browser.new_context()
    visit = _Visit(context, f"{SITE.as_uri() if from_file else served}/index.html")
    _open_search(visit.page)
    visit.page.keyboard.type(words)
    visit.page.locator(f'a[href*="{address}"]').first.wait_for(timeout=30_000)
    assert visit.faults == []
    context.close()


@pytest.mark.parametrize("from_file", [True, False], ids=["file", "served"])
def test_moving_an_answer_by_keyboard_moves_words_table_and_picture(
    browser: Browser, served: str, from_file: bool
) -> None:
    context = browser.new_context()
    visit = _Visit(context, f"{SITE.as_uri() if from_file else served}/gallery/payment-fraud.html")
    page = visit.page
    said, image = page.locator(".advisor-said"), page.locator(".advisor-picture img")
    page.locator("fieldset").first.wait_for()
    assert said.inner_text() == "As the system was described."
    before = image.get_attribute("src")
    page.locator("fieldset input").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert "turn" in said.inner_text()
    assert page.locator(".advisor-table tr.turned").count() >= 1
    assert image.get_attribute("src") != before
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_role("button", name="As described").click()
    page.wait_for_timeout(300)
    assert image.get_attribute("src") == before
    assert visit.faults == []
    context.close()


def test_without_scripts_the_same_stands_in_a_table(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    visit = _Visit(context, (SITE / "gallery/payment-fraud.html").as_uri())
    assert visit.page.locator(".advisor-moves").is_hidden()
    assert visit.page.locator(".advisor-picture img").get_attribute("src") == "payment-fraud/0.svg"
    moved = visit.page.get_by_role("table").filter(has=visit.page.get_by_role("columnheader", name="Moved to"))
    assert moved.get_by_role("row").count() > 2
    context.close()


def test_the_map_leads_to_the_page_of_a_decision(browser: Browser, served: str) -> None:
    context = browser.new_context()
    visit = _Visit(context, f"{served}/look-up/decisions/index.html")
    link = visit.page.locator('.advisor-map a[data-decision="retraining"]')
    link.focus()
    assert visit.page.locator(".advisor-map .chord.partner").count() >= 1
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/look-up/decisions/retraining.html")
    assert visit.page.locator("h1").inner_text().startswith("Retraining")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_serious(browser: Browser, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    visit = _Visit(context, (SITE / path).as_uri())
    visit.page.wait_for_timeout(400)
    visit.page.evaluate(AXE)
    found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (violation["id"], violation["nodes"][0]["html"][:200], len(violation["nodes"]))
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []
    context.close()


@pytest.mark.parametrize("path", KINDS)
def test_a_page_fits_a_phone(browser: Browser, path: str) -> None:
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    visit = _Visit(context, (SITE / path).as_uri())
    assert visit.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_all_in_a_report(browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    visit = _Visit(context, REPORT.as_uri())
    visit.page.evaluate(AXE)
    found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found["violations"]] == []
    assert visit.faults == []
    context.close()


def test_a_report_fits_a_phone(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    visit = _Visit(context, REPORT.as_uri())
    assert visit.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    context.close()
