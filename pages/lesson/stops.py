"""The stops of the lesson in their order; each has an address of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One screen of the lesson.

    Attributes:
        page: the page's `url_path`.
        part: of a page with several parts, from 1; 0 where the page is one screen.
        title: for people.
    """

    page: str
    title: str
    part: int = 0

    def address(self) -> dict[str, str]:
        """Return what the address carries besides the page."""
        return {"part": str(self.part)} if self.part else {}


STOPS = (
    Stop(page="label-it", title="Label it!"),
    Stop(page="drawing-a-line", title="Drawing a line"),
    Stop(page="inside-clever", part=1, title="The lead"),
    Stop(page="inside-clever", part=2, title="Small changes at random"),
    Stop(page="inside-clever", part=3, title="Slopes"),
    Stop(page="inside-clever", part=4, title="The steepest one"),
    Stop(page="inside-clever", part=5, title="The score"),
    Stop(page="inside-clever", part=6, title="Straight lines"),
    Stop(page="sandwich", title="The sandwich"),
    Stop(page="fooled", part=1, title="A hidden gradient"),
    Stop(page="fooled", part=2, title="Too sure to tell"),
    Stop(page="fooled", part=3, title="Too large a ball"),
    Stop(page="fooled", part=4, title="Ask an attacker"),
    Stop(page="take-aways", title="Take-aways"),
)


def parts(page: str) -> tuple[Stop, ...]:
    """Return the stops of one page."""
    return tuple(stop for stop in STOPS if stop.page == page)


def stop_at(page: str, part: str | None) -> int:
    """Return the number in `STOPS` that an address means; the page's first where it is unclear."""
    numbers = [number for number, stop in enumerate(STOPS) if stop.page == page]
    if not numbers:
        raise ValueError(f"no stop of the lesson is on {page!r}")
    wanted = [number for number in numbers if str(STOPS[number].part) == part]
    return (wanted or numbers)[0]
