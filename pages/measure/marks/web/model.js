// The boxes and what can be done to them, in pixels of the picture: [left, top, right, bottom].

const LEAST = 5 // a box less wide or high than this many thousandths of the picture is a slip

function openModel(data) {
  return {
    version: data.version, boxes: data.boxes.map(box => [...box]), aside: data.aside.map(box => [...box]),
    chosen: -1, past: [], drawing: false,
  }
}

// Boxes stay in reading order; `chosen` is counted in the order given.
function change(model, boxes, chosen) {
  model.past.push({ boxes: model.boxes, aside: model.aside, chosen: model.chosen })
  const box = boxes[Math.min(chosen, boxes.length - 1)]
  model.boxes = [...boxes].sort(inOrder)
  model.chosen = model.boxes.indexOf(box)
}

function inOrder(a, b) {
  const row = middle(a)[1] - middle(b)[1]
  return Math.abs(row) > 0.5 * Math.max(a[3] - a[1], b[3] - b[1]) ? row : middle(a)[0] - middle(b)[0]
}

function undo(model) {
  const before = model.past.pop()
  if (before) Object.assign(model, before)
}

function drop(model) {
  change(model, model.boxes.filter((_, number) => number !== model.chosen), model.chosen)
}

const middle = ([left, top, right, bottom]) => [(left + right) / 2, (top + bottom) / 2]

// The neighbour on the right in the same line, or else the nearest at all.
function partnerOf(model) {
  const [x, y] = middle(model.boxes[model.chosen])
  let best = -1, least = Infinity
  model.boxes.forEach((box, number) => {
    if (number === model.chosen) return
    const [dx, dy] = [middle(box)[0] - x, Math.abs(middle(box)[1] - y)]
    const far = Math.abs(dx) + 3 * dy + (dx < 0 ? 2 * Math.abs(dx) : 0)
    if (far < least) [best, least] = [number, far]
  })
  return best
}

function join(model) {
  const other = partnerOf(model)
  if (other < 0) return
  const [a, b] = [model.boxes[model.chosen], model.boxes[other]]
  const both = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
  const rest = model.boxes.filter((_, number) => number !== other && number !== model.chosen)
  change(model, [...rest, both], rest.length)
}

function split(model, at) {
  const [left, top, right, bottom] = model.boxes[model.chosen]
  const rest = model.boxes.filter((_, number) => number !== model.chosen)
  change(model, [...rest, [left, top, at, bottom], [at, top, right, bottom]], rest.length)
}

function add(model, box) {
  change(model, [...model.boxes, box.map(Math.round)], model.boxes.length)
}

function takeIn(model, number) {
  const box = model.aside[number]
  add(model, box)
  model.aside = model.aside.filter((_, other) => other !== number)
}

function isLarge([left, top, right, bottom], { width, height }) {
  return right - left > Math.max(2, LEAST * width / 1000) && bottom - top > Math.max(2, LEAST * height / 1000)
}

// Arrows move a box; with Shift they move its right and lower edges.
function nudge(model, data, [dx, dy], stretch) {
  const step = Math.max(1, Math.round(Math.max(data.width, data.height) / 100))
  const [left, top, right, bottom] = model.boxes[model.chosen]
  const moved = stretch
    ? [left, top, right + dx * step, bottom + dy * step]
    : [left + dx * step, top + dy * step, right + dx * step, bottom + dy * step]
  const inside = moved[0] >= 0 && moved[1] >= 0 && moved[2] <= data.width && moved[3] <= data.height
  if (!inside || !isLarge(moved, data)) return
  change(model, model.boxes.map((box, number) => number === model.chosen ? moved : box), model.chosen)
}
