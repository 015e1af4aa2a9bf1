// What a pad knows, apart from how it looks. Models outlive their elements, so a page switch
// loses neither a stroke drawn a moment before nor the undo history.

const MODELS = new Map() // the pad's key -> model

function openModel(data) {
  let model = MODELS.get(data.key)
  if (!model) {
    model = { version: null, tool: data.tools[0], breadth: 1, cursor: null }
    replaceStrokes(model, [])
    MODELS.set(data.key, model)
  }
  if (!data.tools.includes(model.tool)) model.tool = data.tools[0]
  return model
}

// The browser owns the strokes: Python's are taken only when it names a new version.
function adopt(model, data) {
  if (model.version === data.version) return false
  model.version = data.version
  replaceStrokes(model, data.strokes)
  return true
}

function replaceStrokes(model, strokes) {
  Object.assign(model, { strokes, past: [], future: [], live: null })
}

// Lists of strokes are never altered, only replaced: history is a list of lists.
function change(model, strokes) {
  model.past.push(model.strokes)
  model.future = []
  model.strokes = strokes
}

function undo(model) {
  if (!model.past.length) return "Nothing to undo"
  model.future.push(model.strokes)
  model.strokes = model.past.pop()
  return "Undone"
}

function redo(model) {
  if (!model.future.length) return "Nothing to redo"
  model.past.push(model.strokes)
  model.strokes = model.future.pop()
  return "Redone"
}

function clear(model) {
  if (!model.strokes.length) return "Nothing to clear"
  change(model, [])
  return "Cleared"
}

function lineWidth(model, data) {
  const width = data.pen_width * model.breadth * toolNamed(model.tool).breadth
  return Math.round(Math.min(data.limits.width, Math.max(1, width)))
}

function isFull(model, { limits }) {
  const points = model.strokes.reduce((sum, stroke) => sum + stroke.xy.length / 2, 0)
  return model.strokes.length >= limits.strokes || points >= limits.total
}

function startLine(model, data, point) {
  if (isFull(model, data)) return "The pad is full"
  model.live = newStroke(model.tool, lineWidth(model, data), point)
  return ""
}

// Points closer than 4 units (0.4 % of the width) carry no shape, only bytes.
function extendLine(model, data, [x, y], apart = 4) {
  const { xy } = model.live
  const near = Math.hypot(x - xy[xy.length - 2], y - xy[xy.length - 1]) < apart
  if (!near && xy.length / 2 < data.limits.points) xy.push(x, y)
}

function endLine(model) {
  const erased = model.live.erase
  change(model, [...model.strokes, model.live])
  model.live = null
  return erased ? "Erased" : `Line ${lineCount(model)} drawn`
}

function lineCount(model) {
  return model.strokes.filter(stroke => !stroke.erase).length
}
