// Mounting: Streamlit calls the default export again at each change of data or theme.

const PADS = new WeakMap() // parentElement -> what is mounted there
const LINK_MS = 2000 // long enough for a change of page to unmount the pad
const SQUARE = { ratio: 1, limits: { overshoot: 100 } } // the sheet, as pointer.js wants to know it

export default function ({ data, parentElement, setStateValue }) {
  let pad = PADS.get(parentElement)
  const first = !pad
  if (first) {
    pad = mount(parentElement, data)
    PADS.set(parentElement, pad)
  }
  pad.data = { ...data, ...SQUARE }
  pad.send = setStateValue
  if (adopt(pad.model, data)) dropPending(pad)
  else if (first && !samePixels(pad.model.pixels, fromText(data.pixels))) sendSoon(pad)
  dress(pad)
  refresh(pad)
  return pad.unmount
}

function mount(parent, data) {
  const $ = query => parent.querySelector(query)
  const small = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE })
  const teller = {
    root: $(".teller"), words: $(".words"), number: $(".number"), seen: $(".seen"),
    total: $(".total"), others: $(".others"), limit: $(".limit"), timer: 0,
  }
  const pad = {
    root: $(".pad"), canvas: $("canvas"), nib: $(".nib"), spot: $(".spot"), bar: $(".bar"), tools: $(".tools"),
    range: $("input"), compare: $(".compare"), changes: $(".changes"), spoken: $(".did"),
    small: small.getContext("2d"), teller, model: openModel(data), data, pointer: null, pointerType: null,
    penAt: -Infinity, frame: 0, timer: 0,
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
    clearTimeout(teller.timer)
    if (pad.model.live) endLine(pad.model)
    pad.model.cursor = null
    PADS.delete(parent)
  }
  return pad
}

function dress(pad) {
  const { data, root, canvas } = pad
  root.dataset.scheme = schemeOf(root)
  root.style.setProperty("--sheet-max", `${data.max_width}px`)
  root.classList.toggle("disabled", data.disabled)
  root.setAttribute("aria-label", data.label)
  canvas.tabIndex = data.disabled ? -1 : 0
  canvas.setAttribute("aria-disabled", data.disabled)
}

function schemeOf(element) {
  const probe = getComputedStyle(element).color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0]
  const unit = Math.max(...probe.slice(0, 3)) > 1 ? 255 : 1
  return (probe[0] + probe[1] + probe[2]) / (3 * unit) > 0.5 ? "dark" : "light"
}

function refresh(pad) {
  const { model, data } = pad
  pad.canvas.setAttribute("aria-label", `${data.label}, ${alteredCount(model)} of ${SIDE * SIDE} pixels altered. `
    + "Draw with a finger or mouse. On the keyboard, move with the arrow keys and hold space to use the tool.")
  pad.root.classList.toggle("comparing", model.comparing)
  pad.root.classList.toggle("tinted", model.changes)
  pad.spot.classList.toggle("shown", Boolean(model.cursor))
  pad.spot.classList.toggle("down", Boolean(model.cursor && model.live))
  const [column, row] = cursorOf(model)
  pad.spot.style.translate = `${column * 100}% ${row * 100}%`
  refreshToolbar(pad)
  requestPaint(pad)
}

// The same words twice are news the second time too: an unseen space makes them differ.
function announce(pad, words) {
  pad.spoken.textContent = pad.spoken.textContent === words ? `${words}\u00a0` : words
}

// One rerun a change of mind, not one a stroke: the pixels go out when the hand rests.
function commit(pad, words) {
  pad.model.comparing = false
  announce(pad, words)
  refresh(pad)
  sendSoon(pad)
}

function sendSoon(pad, wait = pad.data.settle_ms) {
  clearTimeout(pad.timer)
  pad.unsent = true
  pad.timer = setTimeout(() => sendNow(pad), wait)
}

// A button elsewhere gets the pixels before its own click. A link must not: an update sent behind
// the change of page would take the app back. The model brings the pixels when the pad returns.
function pressOutside(pad, path) {
  if (path.includes(pad.root)) return
  leaveLine(pad)
  if (!pad.unsent) return
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
  if (!pad.unsent || pad.model.live) return
  dropPending(pad)
  const { pixels, version } = pad.model
  pad.send("tampering", { pixels: toText(pixels), version, revision: pad.data.revision })
}

function dropPending(pad) {
  clearTimeout(pad.timer)
  pad.unsent = false
}
