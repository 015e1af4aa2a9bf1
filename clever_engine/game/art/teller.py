"""The teller behind the counter: calm, suspicious or alarmed, in line art on a paper disc."""

INK, _SKIN, _HAIR = "#14213d", "#fbe3c8", "#6b4a32"

_HEAD = (
    f'<path d="M16 84c5-13 18-17 34-17s29 4 34 17a48 48 0 0 1-68 0z" fill="#46506b"/>'
    f'<path d="M38 66l12 13 12-13v22H38z" fill="#fff"/><path d="M43 65v7l7 5 7-5v-7z" '
    f'fill="{_SKIN}"/>'
    f'<path d="M50 80l-9-5v10zM50 80l9-5v10z" fill="{{cap}}"/>'
    f'<path d="M29 46c-4-2-6 1-5 5s3 6 6 5M71 46c4-2 6 1 5 5s-3 6-6 5" fill="{_SKIN}"/>'
    f'<path d="M30 38c-1 20 3 34 20 34s21-14 20-34c-2-12-38-12-40 0z" fill="{_SKIN}"/>'
    f'<path d="M29 46c-1-5 0-9 2-12l3 4zM71 46c1-5 0-9-2-12l-3 4z" fill="{_HAIR}"/>'
)
_VISOR = (
    f'<g transform="{{lift}}"><path d="M30 33c3-19 37-19 40 0z" fill="{_HAIR}"/>'
    f'<path d="M29 36c0-4 1-6 2-8 12-4 26-4 38 0 1 2 2 4 2 8-14-3-28-3-42 0z" fill="#46506b"/>'
    f'<path d="M29 35.5c14-4 28-4 42 0 5 3 8 6 9 9.5-18-8-42-8-60 0 1-3.5 4-6.5 9-9.5z" '
    f'fill="{{cap}}"/><path d="M30 39c13-4 27-4 40 0" fill="none" stroke="#fff" opacity=".6" '
    'stroke-width="1.5"/></g>'
)
_MOODS = {
    "calm": (
        '<path d="M36 51q4.5-4 9 0M55 51q4.5-4 9 0" fill="none"/>'
        '<path d="M50 50c-1 4-3 6-1 7.5" fill="none" stroke-width="2"/>'
        f'<path d="M50 60.5c-4-3.5-9-1-12 1.5 4 1.5 9 2 12-.5 3 2.5 8 2 12 .5-3-2.5-8-5-12-1.5z" '
        f'fill="{_HAIR}" stroke-width="1.6"/><path d="M45 65.5q5 3 10 0" fill="none" '
        'stroke-width="2"/>'
    ),
    "suspicious": (
        '<path d="M35 46.5l10 2.5" stroke-width="3"/><path d="M36 52.5q4.5-3.5 9 0-4.5 2-9 0z" '
        f'fill="#fff" stroke-width="1.8"/><circle cx="42.5" cy="52" r="1.7" fill="{INK}"/>'
        '<path d="M50 52c-1 3-3 5-1 6.5" fill="none" stroke-width="2"/>'
        f'<path d="M50 61.5c-4-3.5-9-1-12 1.5 4 1.5 9 2 12-.5 3 2.5 8 2 12 .5-3-2.5-8-5-12-1.5z" '
        f'fill="{_HAIR}" stroke-width="1.6"/><path d="M45 67.5l9-1.5" stroke-width="2"/>'
        '<path d="M71 62l13 17" stroke-width="5.5" stroke-linecap="round"/>'
        '<circle cx="62" cy="51" r="13.5" fill="#eaf4fb" stroke-width="3.4"/>'
        '<path d="M52.5 52q9.5-10 19 0-9.5 7.5-19 0z" fill="#fff"/>'
        f'<circle cx="61" cy="51.5" r="4.6" fill="{{cap}}"/><circle cx="61" cy="51.5" r="2.2" '
        f'fill="{INK}" stroke="none"/><path d="M54 44q8-6 15 0" fill="none" stroke-width="2.6"/>'
    ),
    "alarmed": (
        '<circle cx="40.5" cy="50" r="6.5" fill="#fff"/><circle cx="59.5" cy="50" r="6.5" '
        f'fill="#fff"/><circle cx="40.5" cy="50.5" r="2" fill="{INK}"/><circle cx="59.5" '
        f'cy="50.5" r="2" fill="{INK}"/><path d="M33 41.5q6-6 12-2M55 39.5q6-4 12 2" '
        'fill="none" stroke-width="2.8"/><path d="M50 53c-1 2.5-2 3.5-.5 4.5" fill="none" '
        f'stroke-width="2"/><path d="M39 60.5q5-3 11-1.5 6-1.5 11 1.5" fill="none" '
        f'stroke="{_HAIR}" stroke-width="3.5"/><ellipse cx="50" cy="66" rx="5.5" ry="4.8" '
        f'fill="{INK}"/><path d="M46.5 68.5q3.5-2.5 7 0" stroke="#e06a5b" fill="none"/>'
        '<path d="M77 38c2.5 4 3.5 5.5 3.5 7.3a3.5 3.5 0 0 1-7 0c0-1.8 1-3.3 3.5-7.3z" '
        'fill="#bfe3f7" stroke-width="1.8"/><path d="M20 32l-6-3M23 23l-4-4M80 32l6-3M77 23l4-4" '
        'stroke="{cap}" stroke-width="3"/>'
    ),
}
_CAPS = {"calm": "#0072b2", "suspicious": "#e69f00", "alarmed": "#d55e00"}
_LIFTS = {"calm": "", "suspicious": "translate(0 1)", "alarmed": "translate(0 -8) rotate(-8 50 36)"}


def teller_svg(mood: str) -> str:
    """Return the teller's face, "calm", "suspicious" or "alarmed"; the moods differ in shape too.

    Raises:
        KeyError: there is no such mood.
    """
    drawing = (_HEAD + _VISOR + _MOODS[mood]).format(cap=_CAPS[mood], lift=_LIFTS[mood])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img" '
        f'aria-label="The teller, {mood}"><circle cx="50" cy="50" r="48" fill="#f6efdf"/>'
        f'<g stroke="{INK}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">'
        f'{drawing}<circle cx="50" cy="50" r="48" fill="none" stroke-width="3"/></g></svg>'
    )
