// Tampering without a pointer: arrows move a frame from pixel to pixel, space held uses the tool.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const LEAP = 4

function listenToKeys(pad) {
  pad.canvas.onkeydown = event => onKey(pad, event)
  pad.canvas.onkeyup = event => {
    if (event.key === " ") leaveLine(pad)
  }
  pad.canvas.onblur = () => {
    pad.root.classList.remove("pointing")
    leave(pad)
  }
  pad.root.onkeydown = event => {
    pad.root.classList.remove("pointing")
    onShortcut(pad, event)
  }
}

function onKey(pad, event) {
  if (pad.data.disabled || pad.pointer !== null || event.ctrlKey || event.metaKey || event.altKey) return
  const arrow = ARROWS[event.key]
  if (arrow) walk(pad, arrow, event.shiftKey ? LEAP : 1)
  else if (event.key === " ") putDown(pad)
  else if (event.key === "Escape" && pad.model.cursor) leave(pad)
  else return
  pad.root.classList.remove("pointing")
  event.preventDefault()
  event.stopPropagation()
}

function onShortcut(pad, event) {
  if (pad.data.disabled || pad.model.live || !(event.ctrlKey || event.metaKey)) return
  const key = event.key.toLowerCase()
  if (key !== "z" && key !== "y") return
  event.preventDefault()
  event.stopPropagation()
  const forward = key === "y" || event.shiftKey
  commit(pad, forward ? redo(pad.model) : undo(pad.model))
}

function walk(pad, [dx, dy], step) {
  const { model, data } = pad
  const [column, row] = cursorOf(model)
  const within = value => Math.min(SIDE - 1, Math.max(0, value))
  model.cursor = [within(column + dx * step), within(row + dy * step)]
  if (model.live) extendLine(model, data, middleOf(model.cursor))
  else announce(pad, placeInWords(model))
  refresh(pad)
}

function putDown(pad) {
  const { model, data } = pad
  if (model.live) return // the key repeats
  model.cursor = cursorOf(model)
  holdBack(pad)
  startLine(model, data, middleOf(model.cursor))
  refresh(pad)
}

function cursorOf(model) {
  return model.cursor ?? [SIDE / 2, SIDE / 2]
}

function middleOf(cursor) {
  return cursor.map(place => ((place + 0.5) * 1000) / SIDE)
}

function placeInWords({ cursor: [column, row], pixels }) {
  return `Row ${row + 1}, column ${column + 1}, ${Math.round((pixels[row * SIDE + column] / INK) * 100)} % ink`
}

function leaveLine(pad) {
  if (pad.pointer === null && pad.model.live) commit(pad, endLine(pad.model))
}

// Leaving the sheet ends the stroke: half of it is kept, not lost.
function leave(pad) {
  if (pad.pointer !== null) return
  pad.model.cursor = null
  hideNib(pad)
  leaveLine(pad)
  refresh(pad)
}
