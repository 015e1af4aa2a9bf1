// Drawing without a pointer: arrows move a ring over the sheet, space puts the pen down and lifts it.

const STEP = 25
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

function listenToKeys(pad) {
  pad.canvas.onkeydown = event => onKey(pad, event)
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
  if (arrow) walk(pad, arrow, event.shiftKey ? 4 * STEP : STEP)
  else if (event.key === " ") toggle(pad, event)
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
  const [x, y] = cursorOf(pad)
  const within = (value, most) => Math.min(most, Math.max(0, value))
  model.cursor = [within(x + dx * step, 1000), within(y + dy * step, gridHeight(pad))]
  if (model.live) extendLine(model, data, model.cursor, 1)
  refresh(pad)
}

function toggle(pad, event) {
  const { model, data } = pad
  if (event.repeat) return
  model.cursor = cursorOf(pad)
  if (model.live) return commit(pad, `Pen up. ${endLine(model)}`)
  announce(pad, startLine(model, data, model.cursor) || "Pen down")
  refresh(pad)
}

function cursorOf(pad) {
  return pad.model.cursor ?? [500, Math.round(gridHeight(pad) / 2)]
}

// Leaving the sheet lifts the pen: half a line is kept, not lost.
function leave(pad) {
  if (pad.pointer !== null) return
  pad.model.cursor = null
  hideNib(pad)
  if (pad.model.live) commit(pad, `Pen up. ${endLine(pad.model)}`)
}
