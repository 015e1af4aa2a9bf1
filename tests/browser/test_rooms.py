"""A room as a class uses it: a host with a projector, a laptop and a phone."""

from __future__ import annotations

import csv
import re

import pytest
from conftest import NewPage
from hands import FOUR, PATIENCE_MS, Finger, draw_with_mouse, open_app, pad_named, wait_until_idle
from playwright.sync_api import Locator, Page, expect

from clever_engine.lesson.twins import Card, load_twins, make_round

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SEED = 5
LOOK_MS = 20_000  # the pages look every two seconds; a busy machine needs a few looks


def open_room(page: Page, url: str, query: str) -> str:
    """Open a room; return its code."""
    open_app(page, f"{url}/host?{query}")
    page.get_by_role("button", name="Open the room").click()
    code = page.locator(".room-code")
    expect(code).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(page)
    return code.inner_text().replace(" ", "")


def join(page: Page, url: str, code: str, name: str, *, by_link: bool) -> None:
    """Join as by the QR code, or with the code typed in."""
    open_app(page, f"{url}/join{f'?room={code}' if by_link else ''}")
    if not by_link:
        page.get_by_label("Code on the projector").fill(f"{code[:3].lower()} {code[3:]}")
    page.get_by_label("Your nickname").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("You are in.")).to_be_visible(timeout=PATIENCE_MS)


def reload(page: Page) -> None:
    page.reload()
    wait_until_idle(page)


def label(page: Page, digit: int, number: int) -> None:
    """Answer a digit of the quiz once it is there."""
    expect(page.get_by_text(f"Digit {number + 1} of 8")).to_be_visible(timeout=LOOK_MS)
    page.locator(f".st-key-label-{digit} button").click()
    expect(page.get_by_text("Your answer is in.")).to_be_visible(timeout=PATIENCE_MS)


def rows(board: Locator) -> list[list[str]]:
    return [row.split("\t") for row in board.locator("tr").all_inner_texts()]


def expected(cards: tuple[Card, ...]) -> list[list[str]]:
    """The standings where Ada is always right and Bo says what the AI says."""
    machine = str(sum(not card.fooled for card in cards))
    return [["1", "Ada", "8"], ["2", "AI", machine], ["2", "Bo", machine]]


def test_a_room_from_the_code_to_the_table(new_page: NewPage, app_url: str) -> None:
    cards = make_round(load_twins(), SEED)
    host, ada, bo = new_page("desktop", "dark"), new_page("phone"), new_page("desktop")
    code = open_room(host, app_url, f"does=label-it&seed={SEED}")
    image = host.locator("img.room-qr")
    assert image.get_attribute("alt").replace(" ", "").endswith(f"room{code}")
    join(ada, app_url, code, "Ada", by_link=True)
    join(bo, app_url, code, "Bo", by_link=False)
    expect(host.locator(".room-names span")).to_have_text(["Ada", "Bo"], timeout=LOOK_MS)
    host.get_by_role("button", name="Start", exact=True).click()
    for number, card in enumerate(cards):
        if number == 2:
            reload(ada)  # before the answer
        label(ada, card.truth, number)
        if number == 2:
            reload(ada)  # and after it
            expect(ada.get_by_text("Your answer is in.")).to_be_visible(timeout=LOOK_MS)
        if number == 4:
            reload(host)
        label(bo, card.label, number)
        expect(host.get_by_text("Everybody!")).to_be_visible(timeout=LOOK_MS)
        assert host.evaluate("document.documentElement.scrollWidth") <= 1280
        host.get_by_role("button", name="Show the answer").click()
        expect(host.locator(".room-bars")).to_be_visible(timeout=PATIENCE_MS)
        expect(ada.get_by_text(f"Digits right: {number + 1}. Place 1 of 2.")).to_be_visible(
            timeout=LOOK_MS
        )
        wait_until_idle(host)
        last = number + 1 == len(cards)
        host.get_by_role("button", name="To the end" if last else "Next", exact=True).click()
    expect(host.get_by_role("heading", name="What came out")).to_be_visible(timeout=PATIENCE_MS)
    assert rows(host.locator("table.room-board")) == expected(cards)
    with host.expect_download() as download:
        host.get_by_role("button", name="All answers (CSV)").click()
    table = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert [[row["place"], row["name"], row["points"]] for row in table] == expected(cards)
    assert [table[0][f"{k + 1} answer"] for k in range(8)] == [str(card.truth) for card in cards]
    expect(ada.get_by_text("Place 1 of 2.")).to_be_visible(timeout=LOOK_MS)
    assert code in ada.url
    secret = host.evaluate("localStorage.getItem('clever-digit room-host')").split(".")[2]
    assert secret not in host.url


def test_a_phone_has_large_targets_and_no_scrolling_sideways(
    new_page: NewPage, app_url: str
) -> None:
    host, phone = new_page(), new_page("phone", "dark")
    code = open_room(host, app_url, "does=label-it")
    open_app(phone, f"{app_url}/join?room={code}")
    targets = [phone.get_by_label("Your nickname"), phone.get_by_role("button", name="Join")]
    boxes = [target.bounding_box() for target in targets]
    join(phone, app_url, code, "A very long nickname", by_link=True)
    host.get_by_role("button", name="Start", exact=True).click()
    expect(phone.locator(".st-key-label-9 button")).to_be_visible(timeout=LOOK_MS)
    boxes += [phone.locator(f".st-key-label-{k} button").bounding_box() for k in range(10)]
    for box in boxes:
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["y"] + box["height"] <= 844
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_host_removes_a_name_and_pauses(new_page: NewPage, app_url: str) -> None:
    host, rude, ada = new_page(), new_page("phone"), new_page()
    code = open_room(host, app_url, "does=label-it")
    join(rude, app_url, code, "Rude", by_link=True)
    join(ada, app_url, code, "Ada", by_link=True)
    expect(host.locator(".room-names span")).to_have_count(2, timeout=LOOK_MS)
    host.get_by_role("button", name="More").click()
    host.get_by_role("combobox").click()
    host.get_by_role("option", name="Rude").click()
    host.get_by_role("button", name="Remove", exact=True).click()
    expect(host.locator(".room-names span")).to_have_text(["Ada"], timeout=LOOK_MS)
    expect(rude.get_by_text("removed your name")).to_be_visible(timeout=LOOK_MS)
    host.get_by_role("button", name="Start", exact=True).click()
    expect(ada.locator(".st-key-label-0 button")).to_be_visible(timeout=LOOK_MS)
    host.get_by_role("button", name="Pause").click()
    expect(ada.get_by_text("paused the room")).to_be_visible(timeout=LOOK_MS)
    host.get_by_role("button", name="Go on").click()
    label(ada, 3, 0)


def test_a_drawing_is_not_lost_while_others_hand_in(new_page: NewPage, app_url: str) -> None:
    host, ada, bo = new_page(), new_page("phone"), new_page("desktop", "dark")
    code = open_room(host, app_url, "does=cleverest&digit=4")
    for page, name in ((ada, "Ada"), (bo, "Bo")):
        join(page, app_url, code, name, by_link=True)
    host.get_by_role("button", name="Start", exact=True).click()
    pads = [pad_named(page, "Draw a 4") for page in (ada, bo)]
    for pad in pads:
        expect(pad.locator("canvas")).to_be_visible(timeout=LOOK_MS)
    Finger(ada).draw(pads[0], FOUR)
    expect(ada.get_by_text(re.compile("The AI reads a"))).to_be_visible(timeout=LOOK_MS)
    reload(ada)
    expect(ada.get_by_text(re.compile("The AI reads a"))).to_be_visible(timeout=LOOK_MS)
    draw_with_mouse(bo, pads[1], FOUR)
    for page in (bo, ada):
        page.get_by_role("button", name="Hand it in").click()
        expect(page.get_by_text("Your answer is in.")).to_be_visible(timeout=PATIENCE_MS)
    expect(host.get_by_text("Everybody!")).to_be_visible(timeout=LOOK_MS)
    host.get_by_role("button", name="Rank the digits").click()
    expect(host.get_by_text("drew the CLEVERest digit")).to_be_visible(timeout=60_000)
    expect(host.locator(".room-cards figure")).to_have_count(2)
