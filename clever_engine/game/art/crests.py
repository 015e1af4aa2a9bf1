"""The banks' crests: each a seal in the bank's colour with the bank's own emblem, cut in white."""

from html import escape

_COLUMN = (  # A temple that looks once: an eye in the gable.
    '<path d="M17 41 50 20l33 21z"/>'
    '<path d="M39 34q11-10 22 0-11 10-22 0z" fill="{p}"/><circle cx="50" cy="34" r="4" fill="{s}"/>'
    '<circle cx="50" cy="34" r="1.7" fill="{p}"/><path d="M21 43.5h58v4H21z'
    "M25 50h9v20h-9zM38.7 50h9v20h-9zM52.3 50h9v20h-9zM66 50h9v20h-9zM21 72.5h58v4H21z"
    'M17 78.5h66v4.5H17z"/><path d="M28 50v20M31 50v20M41.7 50v20M44.7 50v20'
    'M55.3 50v20M58.3 50v20M69 50v20M72 50v20" stroke="{p}" stroke-width=".9"/>'
)
_TOWER = (  # Seven floors, stepped, the light on in one of them.
    '<path d="M29 54h42v29H29zM35 37h30v15.5H35zM41 26.5h18v9H41zM25 84h50v3H25z"/>'
    '<path d="M50 27V11" stroke="{w}" stroke-width="1.8"/><path d="M51 11.5l11 3.5-11 4z" '
    'fill="{s}"/><path d="M29 63.3h42M29 72.7h42M35 44.7h30" stroke="{p}" stroke-width="1"/>'
    '<path d="M44 29h3.5v4H44zM52.5 29H56v4h-3.5zM39 39h3.5v3.7H39zM48.2 39h3.5v3.7h-3.5z'
    "M57.5 39H61v3.7h-3.5zM39 46.5h3.5v3.7H39zM57.5 46.5H61v3.7h-3.5zM33 56.5h4v4.5h-4z"
    "M42 56.5h4v4.5h-4zM54 56.5h4v4.5h-4zM63 56.5h4v4.5h-4zM33 65.7h4v4.5h-4z"
    "M42 65.7h4v4.5h-4zM54 65.7h4v4.5h-4zM63 65.7h4v4.5h-4zM33 75.2h4v4.5h-4z"
    'M63 75.2h4v4.5h-4zM46 83v-5a4 4 0 0 1 8 0v5z" fill="{p}"/>'
    '<path d="M48.2 46.5h3.5v3.7h-3.5z" fill="{s}" stroke="{s}" stroke-width="1.2"/>'
)
_FLASK = (  # An alembic over its flame, with one large drop and two daughters.
    '<path d="M36 46v2.5a18 18 0 1 0 15 0V46" fill="none" stroke="{w}" stroke-width="3"/>'
    '<path d="M29 65q7-4 14.5 0t14.5 0A14.5 14.5 0 0 1 29 65z"/>'
    '<circle cx="40" cy="71" r="2.6" fill="{p}"/><circle cx="48" cy="73" r="1.8" fill="{p}"/>'
    '<circle cx="43" cy="57" r="1.7"/><circle cx="47" cy="51" r="1.3"/>'
    '<path d="M34 45c-4-14 2-22 9.5-22 5 0 8 2.5 9.5 6 14 0 22 9 25 24l-4.5 1.5C70 44 64 38 '
    '54 38c0 2.5-.4 5-1 7z"/><path d="M38 40c-1.5-8 1-12 5-12.5" fill="none" stroke="{p}" '
    'stroke-width="1.4" stroke-linecap="round"/>'
    '<path d="M76.5 57.5c3 5 4.3 6.7 4.3 9.2a4.3 4.3 0 0 1-8.6 0c0-2.5 1.3-4.2 4.3-9.2z'
    "M71.5 74c1.7 2.8 2.5 3.9 2.5 5.4a2.5 2.5 0 0 1-5 0c0-1.5.8-2.6 2.5-5.4z"
    'M81 74c1.7 2.8 2.5 3.9 2.5 5.4a2.5 2.5 0 0 1-5 0c0-1.5.8-2.6 2.5-5.4z" '
    'fill="{s}"/><path d="M43.5 83.5c-5 0-6.5 3-6 7h12c.5-4-1-7-6-7z" fill="{s}"/>'
)
_SHIELD = (  # Iron plates and rivets around a keyhole.
    '<path d="M50 13c11 8 21 10 31 10 1 34-9 54-31 65C28 77 18 57 19 23c10 0 20-2 31-10z"/>'
    '<path d="M50 19.5c9 5.8 17.5 8 26 8.4-.3 27.5-8.6 44.5-26 54-17.4-9.5-25.7-26.5-26-54 '
    '8.5-.4 17-2.6 26-8.4z" fill="{p}"/>'
    '<path d="M46 21h8v60h-8zM25 42h50l-1 8H26z"/><circle cx="50" cy="46" r="13" fill="{p}"/>'
    '<circle cx="50" cy="46" r="10.5"/><path d="M50 39.5a3.8 3.8 0 0 1 2 7l1.5 6.5h-7'
    'l1.5-6.5a3.8 3.8 0 0 1 2-7z" fill="{p}"/>'
    '<path d="M31 34h.01M37 33h.01M63 33h.01M69 34h.01M32 57h.01M37 66h.01M63 66h.01M68 57h.01" '
    'stroke="{s}" stroke-width="4.2" stroke-linecap="round"/>'
    '<path d="M50 26h.01M50 62h.01M50 70h.01M29.5 46h.01M70.5 46h.01" stroke="{p}" '
    'stroke-width="3" stroke-linecap="round"/>'
)
_EMBLEMS = {"column": _COLUMN, "tower": _TOWER, "flask": _FLASK, "shield": _SHIELD}
_WHITE = "#fffdf6"


def crest_svg(crest: str, primary: str, secondary: str) -> str:
    """Return a bank's crest, 100 units wide and high; it stands beside the bank's name.

    Raises:
        KeyError: there is no such crest.
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" aria-hidden="true">'
        f"{crest_group(crest, primary, secondary)}</svg>"
    )


def crest_group(crest: str, primary: str, secondary: str) -> str:
    """Return the crest's shapes, to stand inside another drawing.

    Raises:
        KeyError: there is no such crest.
    """
    p, s = escape(primary), escape(secondary)
    emblem = _EMBLEMS[crest].format(p=p, s=s, w=_WHITE)
    return (
        f'<circle cx="50" cy="50" r="46.5" fill="{p}" stroke="{_WHITE}" stroke-width="7"/>'
        f'<g fill="none"><circle cx="50" cy="50" r="47" stroke="{p}" stroke-width="5" '
        f'stroke-dasharray="2.461 1.23"/><circle cx="50" cy="50" r="44.6" stroke="{p}" '
        f'stroke-width="2.4"/><circle cx="50" cy="50" r="41.4" stroke="{s}" stroke-width="1"/>'
        f'<circle cx="50" cy="50" r="38.8" stroke="{s}" stroke-width="2" stroke-linecap="round" '
        f'stroke-dasharray=".01 4.063"/></g>'
        f'<g fill="{_WHITE}" transform="translate(10.5 9.5) scale(0.79)">{emblem}</g>'
    )
