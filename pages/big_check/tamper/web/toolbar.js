// The tray: tools with their names, the touch, undo, redo, reset, and two ways to look at it.

const ACTIONS = { undo, redo, reset }

function buildToolbar(pad) {
  pad.bar.onclick = event => {
    const button = event.target.closest("button")
    if (!button || pad.model.live) return
    if (button.dataset.tool) chooseTool(pad, button.dataset.tool)
    else if (button.dataset.do) commit(pad, ACTIONS[button.dataset.do](pad.model))
    else if (button === pad.changes) toggleChanges(pad)
  }
  pad.tools.innerHTML = BRUSHES.map(toolButton).join("")
  pad.tools.onkeydown = event => stepTool(pad, event)
  Object.assign(pad.range, { min: 0, max: 1, step: 0.05 })
  pad.range.oninput = () => {
    pad.model.touch = Number(pad.range.value)
    refresh(pad)
  }
  listenToCompare(pad)
}

function toolButton({ name, label, icon }) {
  return `<button type="button" role="radio" data-tool="${name}">
    <svg viewBox="0 0 24 24" aria-hidden="true">${icon}</svg>${label}</button>`
}

function chooseTool(pad, name) {
  pad.model.tool = name
  announce(pad, `${brushNamed(name).label} chosen`)
  refresh(pad)
}

// A radio group is one stop of the Tab key; arrows move inside it.
function stepTool(pad, event) {
  const [dx, dy] = ARROWS[event.key] ?? [0, 0]
  if (!(dx + dy) || pad.model.live) return
  event.preventDefault()
  const names = BRUSHES.map(brush => brush.name)
  const next = names.indexOf(pad.model.tool) + dx + dy
  chooseTool(pad, names[(next + names.length) % names.length])
  pad.tools.querySelector("[aria-checked=true]")?.focus()
}

function toggleChanges(pad) {
  pad.model.changes = !pad.model.changes
  announce(pad, pad.model.changes ? "Altered pixels are tinted: orange plus for more ink, blue minus for less" : "No tints")
  refresh(pad)
}

function refreshToolbar(pad) {
  const { model, data } = pad
  for (const button of pad.tools.children) {
    const chosen = button.dataset.tool === model.tool
    button.setAttribute("aria-checked", chosen)
    button.tabIndex = chosen ? 0 : -1
    button.disabled = data.disabled
  }
  const useful = { undo: model.past.length, redo: model.future.length, reset: alteredCount(model) }
  for (const [name, count] of Object.entries(useful)) {
    pad.bar.querySelector(`[data-do=${name}]`).disabled = data.disabled || !count
  }
  pad.range.disabled = data.disabled
  pad.range.value = model.touch
  pad.range.setAttribute("aria-valuetext", `${Math.round(model.touch * 100)} %, ${touchInWords(model.touch)}`)
  pad.compare.setAttribute("aria-pressed", model.comparing)
  pad.changes.setAttribute("aria-pressed", model.changes)
}

function touchInWords(touch) {
  return touch < 0.34 ? "light" : touch > 0.66 ? "heavy" : "medium"
}
