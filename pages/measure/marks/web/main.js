// Mounting: Streamlit calls the default export again at each change of data or theme.

const EDITORS = new WeakMap() // parentElement -> what is mounted there
const SETTLE_MS = 120
const REACH_PX = 26 // a finger is that unsure
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export default function ({ data, parentElement, setStateValue }) {
  let editor = EDITORS.get(parentElement)
  if (!editor) {
    editor = mount(parentElement, data)
    EDITORS.set(parentElement, editor)
  }
  editor.data = data
  editor.send = setStateValue
  if (editor.model.version !== data.version) editor.model = openModel(data)
  if (editor.image.getAttribute("src") !== data.picture) editor.image.src = data.picture
  editor.image.alt = data.label
  editor.root.setAttribute("aria-label", data.label)
  refresh(editor)
  return editor.unmount
}

function mount(parent, data) {
  const $ = query => parent.querySelector(query)
  const editor = {
    root: $(".marks"), photo: $(".photo"), image: $("img"), boxes: $(".boxes"), fresh: $(".fresh"),
    bar: $(".row"), hint: $(".hint"), spoken: $(".spoken"), model: openModel(data), data, timer: 0, from: null,
  }
  editor.bar.onclick = event => press(editor, event)
  editor.boxes.onkeydown = event => onKey(editor, event)
  editor.photo.onpointerdown = event => begin(editor, event)
  editor.photo.onpointermove = event => stretch(editor, event)
  editor.photo.onpointerup = event => finish(editor, event)
  editor.photo.onpointercancel = () => stopDrawing(editor)
  editor.boxes.onclick = event => tap(editor, event)
  editor.unmount = () => {
    clearTimeout(editor.timer)
    EDITORS.delete(parent)
  }
  return editor
}

const ACTIONS = {
  previous: editor => step(editor, -1),
  next: editor => step(editor, 1),
  drop: editor => commit(editor, drop, "Dropped"),
  join: editor => commit(editor, join, "Joined"),
  split: editor => commit(editor, model => split(model, palestColumn(editor)), "Split in two"),
  undo: editor => commit(editor, undo, "Undone"),
  turn: editor => sendNow(editor, { turn: (editor.data.turn + 1) % 4, boxes: null }),
  reset: editor => sendNow(editor, { turn: editor.data.turn, boxes: null }),
}

function press(editor, event) {
  const name = event.target.closest("button")?.dataset.do
  if (name !== "add") return ACTIONS[name]?.(editor)
  // Without a pointer there is nothing to drag: the box lies in the middle, arrows move it.
  if (event.detail === 0) return commit(editor, model => add(model, usualBox(editor)), "Added; arrow keys move it")
  editor.model.drawing = !editor.model.drawing
  refresh(editor)
}

function usualBox({ data, model }) {
  const heights = model.boxes.map(box => box[3] - box[1]).sort((a, b) => a - b)
  const high = Math.min(heights[heights.length >> 1] ?? data.height / 2, data.height)
  const wide = Math.min(0.7 * high, data.width)
  const [x, y] = [data.width / 2, data.height / 2]
  return [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2]
}

function step(editor, by) {
  const { model, boxes } = editor
  const count = model.boxes.length
  if (!count) return
  model.chosen = (model.chosen + by + count) % count
  refresh(editor)
  boxes.querySelector("[aria-pressed=true]")?.focus()
}

function onKey(editor, event) {
  const { model, data } = editor
  if (event.ctrlKey || event.metaKey || event.altKey || model.chosen < 0) return
  const arrow = ARROWS[event.key]
  if (arrow) commit(editor, () => nudge(model, data, arrow, event.shiftKey), "Moved")
  else if (event.key === "Delete" || event.key === "Backspace") ACTIONS.drop(editor)
  else if (event.key.toLowerCase() === "j") ACTIONS.join(editor)
  else if (event.key.toLowerCase() === "s") ACTIONS.split(editor)
  else return
  event.preventDefault()
  event.stopPropagation()
  editor.boxes.querySelector("[aria-pressed=true]")?.focus()
}

// A tap beside a small box means the nearest one.
function tap(editor, event) {
  const { model } = editor
  const pressed = [...editor.boxes.children].indexOf(event.target.closest(".mark"))
  if (event.detail === 0 && pressed >= 0) return choose(editor, pressed) // by keyboard
  const [x, y] = placeOf(editor, event)
  const reach = REACH_PX * editor.data.width / editor.photo.clientWidth
  const away = ([left, top, right, bottom]) => Math.hypot(
    Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
  const near = boxes => boxes.map((box, number) => ({ number, far: away(box) + 0.01 * Math.hypot(middle(box)[0] - x, middle(box)[1] - y) }))
    .filter(({ far }) => far <= reach).sort((a, b) => a.far - b.far)[0]
  const [mark, aside] = [near(model.boxes), near(model.aside)]
  if (aside && (!mark || aside.far < mark.far)) choose(editor, model.boxes.length + aside.number)
  else choose(editor, mark ? mark.number : -1)
}

// What was left out is taken in by choosing it.
function choose(editor, number) {
  const { model } = editor
  if (number >= model.boxes.length) return commit(editor, () => takeIn(model, number - model.boxes.length), "Taken in")
  model.chosen = number
  refresh(editor)
}

function placeOf({ photo, data }, event) {
  const frame = photo.getBoundingClientRect()
  const within = (value, most) => Math.min(most, Math.max(0, value))
  return [
    within((event.clientX - frame.left) * data.width / frame.width, data.width),
    within((event.clientY - frame.top) * data.height / frame.height, data.height),
  ]
}

function begin(editor, event) {
  if (!editor.model.drawing || !event.isPrimary || event.button) return
  event.preventDefault()
  editor.photo.setPointerCapture(event.pointerId)
  editor.from = placeOf(editor, event)
}

function dragged(editor, event) {
  const [[x0, y0], [x1, y1]] = [editor.from, placeOf(editor, event)]
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)]
}

function stretch(editor, event) {
  if (!editor.from) return
  editor.fresh.hidden = false
  lay(editor.fresh, dragged(editor, event), editor.data)
}

function finish(editor, event) {
  if (!editor.from) return
  const box = dragged(editor, event)
  stopDrawing(editor)
  if (!isLarge(box, editor.data)) return
  editor.model.drawing = false
  commit(editor, model => add(model, box), "Added")
}

function stopDrawing(editor) {
  editor.from = null
  editor.fresh.hidden = true
}

// Where two digits touch there is least ink: the column nearest to the paper, near the middle.
function palestColumn({ image, model, data }) {
  const [left, top, right, bottom] = model.boxes[model.chosen]
  const scale = image.naturalWidth / data.width
  const [wide, high] = [Math.max(3, Math.round((right - left) * scale)), Math.max(1, Math.round((bottom - top) * scale))]
  const sheet = Object.assign(document.createElement("canvas"), { width: wide, height: high }).getContext("2d")
  sheet.drawImage(image, left * scale, top * scale, wide, high, 0, 0, wide, high)
  const pixels = sheet.getImageData(0, 0, wide, high).data
  const grey = (x, y) => pixels[4 * (y * wide + x)] + pixels[4 * (y * wide + x) + 1] + pixels[4 * (y * wide + x) + 2]
  const rows = [...Array(high).keys()]
  const all = rows.flatMap(y => [...Array(wide).keys()].map(x => grey(x, y))).sort((a, b) => a - b)
  const paper = all[all.length >> 1]
  let best = wide >> 1, least = Infinity
  for (let x = Math.floor(0.3 * wide); x <= Math.ceil(0.7 * wide) && x < wide; x++) {
    const ink = rows.reduce((sum, y) => sum + Math.abs(grey(x, y) - paper), 0) / high + 20 * Math.abs(x / wide - 0.5)
    if (ink < least) [best, least] = [x, ink]
  }
  return Math.round(left + best / scale)
}

function commit(editor, act, words) {
  act(editor.model)
  editor.spoken.textContent = editor.spoken.textContent === words ? `${words}\u00a0` : words
  refresh(editor)
  clearTimeout(editor.timer)
  editor.timer = setTimeout(() => sendNow(editor, { turn: editor.data.turn, boxes: editor.model.boxes }), SETTLE_MS)
}

function sendNow(editor, marks) {
  clearTimeout(editor.timer)
  editor.send("marks", { ...marks, version: editor.model.version })
}

function lay(element, [left, top, right, bottom], { width, height }) {
  Object.assign(element.style, {
    left: `${100 * left / width}%`, top: `${100 * top / height}%`,
    width: `${100 * (right - left) / width}%`, height: `${100 * (bottom - top) / height}%`,
  })
}

function refresh(editor) {
  const { model, data, boxes } = editor
  const read = new Map(data.read.map(({ box, ...rest }) => [box.join(), rest]))
  fill(boxes, [...model.boxes.map(box => ({ box, ...read.get(box.join()) })), ...model.aside.map(box => ({ box, aside: true }))])
  ;[...boxes.children].forEach((mark, number) => {
    const chosen = number === model.chosen
    mark.setAttribute("aria-pressed", chosen)
    mark.tabIndex = chosen || (model.chosen < 0 && !number) ? 0 : -1
    const box = number < model.boxes.length ? model.boxes[number] : model.aside[number - model.boxes.length]
    mark.classList.toggle("high", box[1] / data.width * editor.photo.clientWidth < 20) // no room above it
    lay(mark, box, data)
  })
  editor.root.classList.toggle("drawing", model.drawing)
  const none = model.chosen < 0
  const off = {
    previous: model.boxes.length < 2, next: model.boxes.length < 2, drop: none, split: none,
    join: none || model.boxes.length < 2, undo: !model.past.length, reset: !data.corrected && !model.past.length,
  }
  for (const button of editor.bar.children) button.disabled = off[button.dataset.do] ?? false
  editor.bar.querySelector("[data-do=add]").setAttribute("aria-pressed", model.drawing)
  editor.hint.textContent = model.drawing
    ? "Drag a box around one digit."
    : none ? "Read wrongly? Tap a box to drop, join or split it, or add one."
      : "Drop, join with the next, or split the chosen box. Arrow keys move it, with Shift they stretch it."
  if (!model.drawing && none && model.aside.length) editor.hint.textContent += " Dotted: left out; tap to take it in."
}

// Elements stay while their number does: focus must not be lost.
function fill(parent, marks) {
  while (parent.children.length > marks.length) parent.lastChild.remove()
  while (parent.children.length < marks.length) {
    const mark = document.createElement("button")
    mark.type = "button"
    mark.append(document.createElement("span"))
    parent.append(mark)
  }
  marks.forEach(({ label, doubted, aside }, number) => {
    const mark = parent.children[number]
    mark.className = `mark${doubted ? " doubted" : ""}${aside ? " aside" : ""}`
    mark.firstChild.textContent = aside ? "" : `${label ?? ""}${doubted ? "?" : ""}`
    const said = label === undefined ? "not read yet" : `read as ${label}${doubted ? ", doubted" : ""}`
    mark.setAttribute("aria-label", aside ? "Left out: take it in" : `Box ${number + 1}, ${said}`)
  })
}
