"""The banks' crests and the teller's face, as small drawings."""

from html import escape

_DRAWINGS = {
    "column": (
        '<path d="M22 30 50 16l28 14v5H22z" fill="{p}"/>'
        '<path d="M30 40h8v30h-8zM46 40h8v30h-8zM62 40h8v30h-8z" fill="{p}"/>'
        '<path d="M24 73h52v6H24zM20 81h60v5H20z" fill="{p}"/>'
        '<circle cx="50" cy="26.5" r="3.2" fill="{s}"/>'
    ),
    "tower": (
        '<path d="M36 84V26l14-12 14 12v58z" fill="{p}"/>'
        '<path d="M41 32h6v5h-6zM53 32h6v5h-6zM41 41h6v5h-6zM53 41h6v5h-6zM41 50h6v5h-6z'
        'M53 50h6v5h-6zM41 59h6v5h-6zM53 59h6v5h-6z" fill="{s}"/>'
        '<path d="M46 84V71a4 4 0 0 1 8 0v13z" fill="{s}"/>'
        '<path d="M24 84h52v4H24z" fill="{p}"/>'
    ),
    "flask": (
        '<path d="M42 16h16v4h-3v20l20 36a6 6 0 0 1-5 9H30a6 6 0 0 1-5-9l20-36V20h-3z" '
        'fill="none" stroke="{p}" stroke-width="4" stroke-linejoin="round"/>'
        '<path d="M37 58h26l10 18a4 4 0 0 1-4 6H31a4 4 0 0 1-4-6z" fill="{p}"/>'
        '<circle cx="45" cy="68" r="3.4" fill="{s}"/><circle cx="57" cy="74" r="2.4" fill="{s}"/>'
        '<circle cx="52" cy="49" r="2" fill="{p}"/>'
    ),
    "shield": (
        '<path d="M50 13c9 7 19 9 29 9 1 32-8 53-29 66C29 75 20 54 21 22c10 0 20-2 29-9z" '
        'fill="{p}"/>'
        '<path d="M50 24c6 4 12 6 18 6 0 22-6 36-18 46z" fill="{s}" opacity="0.85"/>'
        '<path d="m39 50 8 8 15-17" fill="none" stroke="white" stroke-width="5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
}

_MOODS = {
    "calm": (
        '<path d="M34 50q5-5 10 0M56 50q5-5 10 0" fill="none" stroke="#14213d" stroke-width="3.2" '
        'stroke-linecap="round"/>'
        '<path d="M42 64q8 6 16 0" fill="none" stroke="#14213d" stroke-width="3.2" '
        'stroke-linecap="round"/>'
    ),
    "suspicious": (
        '<path d="M33 46h11M56 44l11 4" stroke="#14213d" stroke-width="3.2" '
        'stroke-linecap="round"/><circle cx="39" cy="52" r="2.6" fill="#14213d"/>'
        '<circle cx="61" cy="53" r="2.6" fill="#14213d"/>'
        '<path d="M42 66h16" stroke="#14213d" stroke-width="3.2" stroke-linecap="round"/>'
    ),
    "alarmed": (
        '<circle cx="39" cy="50" r="6" fill="white" stroke="#14213d" stroke-width="2.6"/>'
        '<circle cx="61" cy="50" r="6" fill="white" stroke="#14213d" stroke-width="2.6"/>'
        '<circle cx="39" cy="50" r="2" fill="#14213d"/><circle cx="61" cy="50" r="2" '
        'fill="#14213d"/><ellipse cx="50" cy="67" rx="5" ry="6" fill="#14213d"/>'
    ),
}
_CAPS = {"calm": "#0072b2", "suspicious": "#e69f00", "alarmed": "#d55e00"}


def crest_svg(crest: str, primary: str, secondary: str) -> str:
    """Return a bank's crest on a medallion, 100 units wide and high."""
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
    return (
        f'<circle cx="50" cy="50" r="48" fill="white" stroke="{p}" stroke-width="2.5"/>'
        f'<circle cx="50" cy="50" r="44" fill="none" stroke="{s}" stroke-width="1.5" '
        f'stroke-dasharray="2 3"/>'
        f'<g transform="translate(11 11) scale(0.78)">{_DRAWINGS[crest].format(p=p, s=s)}</g>'
    )


def teller_svg(mood: str) -> str:
    """Return the teller's face, "calm", "suspicious" or "alarmed"; it differs in shape as well."""
    cap = _CAPS[mood]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img" '
        f'aria-label="The teller, {mood}">'
        '<path d="M18 98c2-18 14-24 32-24s30 6 32 24z" fill="#46506b" stroke="#14213d" '
        'stroke-width="3"/>'
        '<circle cx="50" cy="52" r="25" fill="#fde8d0" stroke="#14213d" stroke-width="3"/>'
        f'<path d="M22 40a28 28 0 0 1 56 0z" fill="{cap}" stroke="#14213d" stroke-width="3" '
        f'stroke-linejoin="round"/>{_MOODS[mood]}</svg>'
    )
