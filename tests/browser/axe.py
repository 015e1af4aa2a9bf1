"""Accessibility by axe-core: what breaks WCAG 2.2 AA or a good practice on what a page shows."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from hands import wait_until_idle
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Which rules of axe-core; what no rule can tell is for people to judge."""

SHELL = {
    # Streamlit 1.67 draws these and gives a page no say in them; each is a rule for one element.
    # A menu, a popover or a tooltip that opens hangs below the body, beside the landmarks.
    "region": "[data-floating-ui-portal]",
    # A phone's menu puts a heading's pages into a div between the list and its items.
    "list": "ul[data-testid='stSidebarNavItems']",
    "listitem": "ul[data-testid='stSidebarNavItems'] > div > li",
    # Where files are dropped has a name and the role of decoration; its button is beside it.
    "presentation-role-conflict": "section[data-testid='stFileUploaderDropzone']",
}
"""By rule, the elements in which it is not held."""

# Still is what has not changed for a while and has no movement on its way to an end.
_STILL = """async () => {
    const late = performance.now() + 15000;
    let changed = performance.now();
    const observer = new MutationObserver(() => { changed = performance.now(); });
    observer.observe(document.body, { childList: true, subtree: true, attributes: true });
    const moving = () => document.getAnimations().some(
        a => a.playState === "running" && a.effect.getComputedTiming().endTime !== Infinity);
    while ((performance.now() - changed < 400 || moving()) && performance.now() < late)
        await new Promise(done => setTimeout(done, 50));
    observer.disconnect();
}"""
_RUN = """async ([within, tags, shell]) => {
    const results = await axe.run(within, {
        runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], elementRef: true });
    return results.violations.flatMap(rule => rule.nodes
        .filter(node => !(rule.id in shell && node.element.matches(shell[rule.id])))
        .map(node => [
            `${rule.id}: ${node.html.slice(0, 200)}`, `at ${node.target.flat().join(" >>> ")}`,
            ...[...node.any, ...node.all, ...node.none].map(check => check.message),
        ].join("\\n    ")));
}"""


def violations(page: Page, within: str = "html") -> list[str]:
    """Wait until the page is still; return what axe finds: rule, element and reason of each.

    `within` is a selector of what is looked at.
    """
    wait_until_idle(page)
    page.evaluate(_STILL)
    wait_until_idle(page)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_RUN, [within, TAGS, SHELL])
    return found


def violations_everywhere(page: Page) -> list[str]:
    """Violations of a page as it opens, then with all unfolded, in each tab and each popover."""
    found = violations(page)
    if _unfold(page):
        found += violations(page)
    number = 0
    tabs = page.get_by_role("tab").locator("visible=true")
    while number < tabs.count():  # a tab may hold others
        tab = tabs.nth(number)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
            wait_until_idle(page)
            _unfold(page)
            found += violations(page, "[role=tabpanel]")
        number += 1
    for popover in page.get_by_test_id("stPopoverButton").locator("visible=true").all():
        popover.click()
        found += violations(page)
        page.keyboard.press("Escape")
    return list(dict.fromkeys(found))


def _unfold(page: Page) -> int:
    """Open all that can be folded; return how much there was."""
    folds = page.locator("details:not([open]) > summary:visible")
    opened = 0
    while folds.count():
        folds.first.click()
        opened += 1
    return opened
