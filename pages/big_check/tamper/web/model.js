// What a pad knows, apart from how it looks. Models outlive their elements, so a page switch
// loses neither a stroke made a moment before nor the undo history.

const MODELS = new Map() // the pad's key -> model
const PRESS = 4 // dabs of a press without a movement: as many as on the way over one pixel
const HISTORY = 300

function openModel(data) {
  let model = MODELS.get(data.key)
  if (!model) {
    model = { version: null, tool: BRUSHES[0].name, touch: 0.5, changes: false, cursor: null, live: null }
    MODELS.set(data.key, model)
  }
  model.comparing = false
  return model
}

// The browser owns the pixels: Python's are taken only when it names a new version.
function adopt(model, data) {
  if (model.version === data.version) return false
  Object.assign(model, {
    version: data.version,
    original: fromText(data.original),
    pixels: fromText(data.pixels),
    past: [], future: [], forgotten: 0, live: null,
  })
  return true
}

// What is on the sheet now: the stroke under way is seen in whole greys, as it will be sent.
function currentPixels({ live, pixels }) {
  return live ? Uint8Array.from(live.ink, Math.round) : pixels
}

// Pictures are never altered, only replaced: history is a list of pictures.
function change(model, pixels) {
  model.past.push(model.pixels)
  if (model.past.length > HISTORY) model.forgotten += Boolean(model.past.shift())
  model.future = []
  model.pixels = pixels
}

function undo(model) {
  if (!model.past.length) return "Nothing to undo"
  model.future.push(model.pixels)
  model.pixels = model.past.pop()
  return "Undone"
}

function redo(model) {
  if (!model.future.length) return "Nothing to redo"
  model.past.push(model.pixels)
  model.pixels = model.future.pop()
  return "Redone"
}

function reset(model) {
  if (!alteredCount(model)) return "Nothing to reset"
  change(model, model.original)
  return "Back to the original"
}

function alteredCount({ pixels, original }) {
  return pixels.reduce((count, grey, i) => count + (grey !== original[i]), 0)
}

// The names and the grid units (1000 across the sheet) are those that pointer.js speaks.
function startLine(model, data, point) {
  const { step, radius, force } = brushNamed(model.tool)
  model.comparing = false
  model.live = {
    tool: model.tool, step, radius: radius(model.touch), force: force(model.touch), at: pixelsOf(point),
    from: model.pixels, ink: Float32Array.from(model.pixels), cover: new Float32Array(SIDE * SIDE),
    seed: model.past.length + model.forgotten,
  }
  for (let i = 0; i < PRESS; i++) dab(model.live, [0, 0])
  return ""
}

function extendLine(model, data, point) {
  const { live } = model
  const [x, y] = pixelsOf(point)
  const away = Math.hypot(x - live.at[0], y - live.at[1])
  const along = [(live.step * (x - live.at[0])) / away, (live.step * (y - live.at[1])) / away]
  for (let i = 0; i < Math.floor(away / live.step + 1e-6); i++) {
    // Smudging takes the ink from where the brush was, painting puts it where the brush goes.
    const moved = [live.at[0] + along[0], live.at[1] + along[1]]
    if (live.tool !== "smudge") live.at = moved
    dab(live, along)
    live.at = moved
  }
}

function dab(live, along) {
  brushNamed(live.tool).dab(live, along)
}

function endLine(model) {
  const pixels = currentPixels(model)
  const { label } = brushNamed(model.live.tool)
  model.live = null
  if (samePixels(pixels, model.pixels)) return `${label} changed nothing`
  change(model, pixels)
  const count = alteredCount(model)
  return `${label} used. ${count} ${count === 1 ? "pixel differs" : "pixels differ"} from the original`
}

function lineWidth(model) {
  return (brushNamed(model.tool).radius(model.touch) * 2 * 1000) / SIDE
}

function pixelsOf(point) {
  return point.map(value => (value * SIDE) / 1000)
}
