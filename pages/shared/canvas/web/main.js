// Mounting: Streamlit calls the default export again at each change of data or theme.

const PADS = new WeakMap() // parentElement -> what is mounted there
const LINK_MS = 2000 // long enough for a change of page to unmount the pad

export default function ({ data, parentElement, setStateValue }) {
  let pad = PADS.get(parentElement)
  const first = !pad
  if (first) {
    pad = mount(parentElement, data)
    PADS.set(parentElement, pad)
  }
  pad.data = data
  pad.send = setStateValue
  if (adopt(pad.model, data)) dropPending(pad)
  else if (first && !sameStrokes(pad.model.strokes, data.strokes)) sendSoon(pad)
  dress(pad)
  refresh(pad)
  return pad.unmount
}

function mount(parent, data) {
  const $ = query => parent.querySelector(query)
  const pad = {
    root: $(".pad"), canvas: $("canvas"), ghost: $(".ghost span"), nib: $(".nib"), bar: $(".bar"),
    tools: $(".tools"), range: $("input"), spoken: $(".spoken"),
    settled: document.createElement("canvas"), layer: document.createElement("canvas"),
    model: openModel(data), data, pointer: null, pointerType: null, penAt: -Infinity, frame: 0, timer: 0,
  }
  listenToPointers(pad)
  listenToKeys(pad)
  buildToolbar(pad)
  const watch = new ResizeObserver(() => refresh(pad))
  watch.observe(pad.canvas)
  const outside = event => pressOutside(pad, event.composedPath())
  document.addEventListener("pointerdown", outside, true)
  pad.root.addEventListener("focusout", event => focusOutside(pad, event.relatedTarget))
  pad.unmount = () => {
    watch.disconnect()
    document.removeEventListener("pointerdown", outside, true)
    cancelAnimationFrame(pad.frame)
    clearTimeout(pad.timer)
    pad.model.live = pad.model.cursor = null
    PADS.delete(parent)
  }
  return pad
}

function dress(pad) {
  const { data, root, canvas } = pad
  const scheme = schemeOf(root)
  root.dataset.scheme = scheme
  // A picture is light paper in either theme.
  pad.ink = data.ink ?? INK[data.background ? "light" : scheme]
  root.style.setProperty("--pad-max", `${data.max_width}px`)
  root.style.setProperty("--pad-aspect", `1000 / ${gridHeight(pad)}`)
  root.classList.toggle("pictured", Boolean(data.background))
  root.classList.toggle("disabled", data.disabled)
  root.setAttribute("aria-label", data.label)
  canvas.tabIndex = data.disabled ? -1 : 0
  canvas.setAttribute("aria-disabled", data.disabled)
  pad.ghost.textContent = data.hint ?? ""
  fillTools(pad)
  loadPicture(pad, data.background)
}

function refresh(pad) {
  const { model, data } = pad
  const lines = lineCount(model)
  const empty = !model.strokes.length && !model.live
  pad.root.classList.toggle("empty", empty && data.hint !== null)
  pad.canvas.setAttribute("aria-label", `${data.label}, ${lines ? `${lines} ${lines > 1 ? "lines" : "line"}` : "empty"}. `
    + "Draw with a finger or mouse. On the keyboard, press space to put the pen down and the arrow keys to move it.")
  if (model.cursor) placeNib(pad, model.cursor)
  pad.nib.classList.toggle("down", Boolean(model.cursor && model.live))
  refreshToolbar(pad)
  requestPaint(pad)
}

// The same words twice are news the second time too: an unseen space makes them differ.
function announce(pad, words) {
  pad.spoken.textContent = pad.spoken.textContent === words ? `${words}\u00a0` : words
}

// One rerun a digit, not one a stroke: the strokes go out when the hand rests.
function commit(pad, words) {
  announce(pad, words)
  refresh(pad)
  sendSoon(pad)
}

function sendSoon(pad, wait = pad.data.settle_ms) {
  clearTimeout(pad.timer)
  pad.unsent = true
  pad.timer = setTimeout(() => sendNow(pad), wait)
}

// A button elsewhere gets the drawing before its own click. A link must not: an update sent behind
// the change of page would take the app back. The model brings the strokes when the pad returns.
function pressOutside(pad, path) {
  if (!pad.unsent || path.includes(pad.root)) return
  if (path.some(element => element.tagName === "A")) sendSoon(pad, LINK_MS)
  else sendNow(pad)
}

// The same for whoever comes by keyboard: focus moves on before Enter presses the button.
function focusOutside(pad, next) {
  if (next && !pad.root.contains(next) && !next.closest("a")) sendNow(pad)
}

function holdBack(pad) {
  clearTimeout(pad.timer)
}

function sendNow(pad) {
  if (!pad.unsent || pad.pointer !== null) return
  dropPending(pad)
  const { strokes, version } = pad.model
  pad.send("drawing", { strokes, version, revision: pad.data.revision })
}

function dropPending(pad) {
  clearTimeout(pad.timer)
  pad.unsent = false
}

function sameStrokes(ours, theirs) {
  return JSON.stringify(ours) === JSON.stringify(theirs)
}
