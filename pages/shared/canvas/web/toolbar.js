// The tray below the sheet: tools, line width, undo, redo, clear.

const ACTIONS = { undo, redo, clear }

function buildToolbar(pad) {
  pad.bar.onclick = event => {
    const button = event.target.closest("button")
    if (!button || pad.model.live) return
    if (button.dataset.tool) chooseTool(pad, button.dataset.tool)
    else commit(pad, ACTIONS[button.dataset.do](pad.model))
  }
  pad.tools.onkeydown = event => stepTool(pad, event)
  pad.range.oninput = () => {
    pad.model.breadth = 2 ** Number(pad.range.value)
    refresh(pad)
  }
  // A third to three times the given width, in equal ratios: the middle of the wedge is the default.
  Object.assign(pad.range, { min: -1.5, max: 1.5, step: 0.05 })
}

function fillTools(pad) {
  const names = pad.data.tools.join()
  if (pad.toolNames === names) return
  pad.toolNames = names
  pad.tools.innerHTML = pad.data.tools.length < 2 ? "" : pad.data.tools.map(toolButton).join("")
}

function toolButton(name) {
  const { label, icon } = toolNamed(name)
  return `<button type="button" role="radio" data-tool="${toolNamed(name).name}" aria-label="${label}" title="${label}">
    <svg viewBox="0 0 24 24" aria-hidden="true">${icon}</svg></button>`
}

function chooseTool(pad, name) {
  pad.model.tool = name
  announce(pad, `${toolNamed(name).label} chosen`)
  refresh(pad)
}

// A radio group is one stop of the Tab key; arrows move inside it.
function stepTool(pad, event) {
  const [dx, dy] = ARROWS[event.key] ?? [0, 0]
  if (!(dx + dy)) return
  event.preventDefault()
  const names = pad.data.tools
  const next = names.indexOf(pad.model.tool) + dx + dy
  chooseTool(pad, names[(next + names.length) % names.length])
  pad.tools.querySelector("[aria-checked=true]")?.focus()
}

function refreshToolbar(pad) {
  const { model, data } = pad
  for (const button of pad.tools.children) {
    const chosen = button.dataset.tool === model.tool
    button.setAttribute("aria-checked", chosen)
    button.tabIndex = chosen ? 0 : -1
    button.disabled = data.disabled
  }
  const lists = { undo: model.past, redo: model.future, clear: model.strokes }
  for (const [name, list] of Object.entries(lists)) {
    pad.bar.querySelector(`[data-do=${name}]`).disabled = data.disabled || !list.length
  }
  pad.range.parentElement.hidden = !data.show_width
  pad.range.disabled = data.disabled
  pad.range.value = Math.log2(model.breadth)
  pad.range.setAttribute("aria-valuetext", `${lineWidth(model, data)} of 1000`)
}
