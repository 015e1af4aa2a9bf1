// The tools: one row each. A stroke works on `live.ink`, 28 by 28 numbers from 0 (paper) to 255, and
// leaves a dab at each step of its way. `touch` runs from 0 (light) to 1 (heavy).

const SIDE = 28
const INK = 255

const BRUSHES = [
  {
    name: "pen",
    label: "Pen",
    step: 0.25,
    radius: touch => 1.1 + 0.9 * touch,
    force: touch => 0.02 * 15 ** touch, // 9 % of the ink a pass, up to all of it
    icon: '<path d="m4 20 1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19z"/><path d="m14 7 3 3"/>',
    dab: live => spread(live, (i, share) => addInk(live, i, INK * share)),
  },
  {
    name: "whiteout",
    label: "White-out",
    step: 0.25,
    radius: touch => 1.1 + 0.9 * touch,
    force: touch => 0.02 * 15 ** touch,
    icon: '<path d="M7 21h10a1.5 1.5 0 0 0 1.5-1.500V13a3 3 0 0 0-2-2.800L15 9.500H9l-1.5.700a3 3 0 0 0-2 2.800v6.500A1.5 1.5 0 0 0 7 21z"/><path d="M9 9.500V4.500A1.5 1.5 0 0 1 10.5 3h3A1.5 1.5 0 0 1 15 4.500v5"/><path d="M5.5 14h13"/>',
    dab: live => spread(live, (i, share) => addInk(live, i, -INK * share)),
  },
  {
    name: "smudge",
    label: "Smudge",
    step: 0.5,
    radius: touch => 1.7 + 1.1 * touch,
    force: touch => 0.4 + 0.58 * touch,
    icon: '<path d="M12 21c3.5 0 5-2.5 5-5v-4.500a1.6 1.6 0 0 0-3.2 0V12 5.100a1.6 1.6 0 0 0-3.2 0V14l-1.7-1.600a1.7 1.7 0 0 0-2.4 2.400l2.7 4C9.8 20 10.5 21 12 21z"/><path d="M3 6.500h4M4.5 3.500H8M17 6.500h4M16.5 3.500h3"/>',
    dab: (live, along) => drag(live, along),
  },
  {
    name: "noise",
    label: "Noise",
    step: 0.25,
    radius: touch => 1.7 + 1.3 * touch,
    force: touch => 0.12 * 6 ** touch,
    icon: '<path d="M5 5h.1M12 4h.1M18.5 6.500h.1M8.5 9.500h.1M15 11h.1M4.5 13h.1M11 14.500h.1M19 15.500h.1M7 19h.1M14.5 19.500h.1" stroke-width="3"/>',
    dab: live => speckle(live),
  },
]

function brushNamed(name) {
  return BRUSHES.find(brush => brush.name === name) ?? BRUSHES[0]
}

// Calls `each(i, share)` for the pixels under the brush; the share is highest in the middle.
function spread(live, each, soft = 2) {
  for (const i of pixelsUnder(live)) each(i, live.force * (1 - nearness(live, i)) ** soft)
}

// 0 in the middle of the brush, 1 at its rim.
function nearness({ at: [x, y], radius }, i) {
  return ((i % SIDE) + 0.5 - x) ** 2 / radius ** 2 + (Math.floor(i / SIDE) + 0.5 - y) ** 2 / radius ** 2
}

function pixelsUnder(live) {
  const { at: [x, y], radius } = live
  const first = value => Math.max(0, Math.floor(value - radius))
  const last = value => Math.min(SIDE - 1, Math.floor(value + radius))
  const found = []
  for (let row = first(y); row <= last(y); row++) {
    for (let column = first(x); column <= last(x); column++) {
      const i = row * SIDE + column
      if (nearness(live, i) < 1) found.push(i)
    }
  }
  return found
}

function addInk(live, i, amount) {
  live.ink[i] = Math.min(INK, Math.max(0, live.ink[i] + amount))
}

// Smudging moves ink and makes none: each pixel under the brush gives a share of its ink to the
// place one step along. The foremost goes first, to make room for those behind it.
function drag(live, [dx, dy]) {
  const ahead = i => (i % SIDE) * dx + Math.floor(i / SIDE) * dy
  for (const i of pixelsUnder(live).sort((a, b) => ahead(b) - ahead(a))) {
    const amount = live.ink[i] * live.force * (1 - nearness(live, i) ** 2)
    live.ink[i] -= amount
    const back = pour(live.ink, (i % SIDE) + dx, Math.floor(i / SIDE) + dy, amount)
    live.ink[i] += back // not in one line: pouring may alter this very pixel
  }
}

// Shares an amount among the four pixels around a place; returns what found no room.
function pour(ink, x, y, amount) {
  const left = Math.floor(x)
  const top = Math.floor(y)
  let over = 0
  for (const [column, row] of [[left, top], [left + 1, top], [left, top + 1], [left + 1, top + 1]]) {
    const part = amount * (1 - Math.abs(x - column)) * (1 - Math.abs(y - row))
    const outside = column < 0 || row < 0 || column >= SIDE || row >= SIDE
    const i = row * SIDE + column
    const taken = outside ? 0 : Math.min(part, INK - ink[i])
    if (taken) ink[i] += taken
    over += part - taken
  }
  return over
}

// Each pixel has its own speckle in each stroke; going over it again brings it out, up to the force.
function speckle(live) {
  spread(live, (i, share) => {
    live.cover[i] = Math.min(live.force, live.cover[i] + 0.25 * share)
    live.ink[i] = live.from[i]
    addInk(live, i, INK * live.cover[i] * speckleOf(i, live.seed))
  })
}

// A hash and no random numbers: the same stroke on the same digit always gives the same speckles.
function speckleOf(i, seed) {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return ((h ^ (h >>> 15)) >>> 0) / 0x7fffffff - 1
}
