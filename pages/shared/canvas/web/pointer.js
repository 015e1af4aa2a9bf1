// Mouse, pen and finger: one pointer draws, every other one is ignored.

const PALM_MS = 1500 // a touch this soon after the pen is the resting hand

function listenToPointers(pad) {
  const { canvas } = pad
  canvas.onpointerdown = event => press(pad, event)
  canvas.onpointermove = event => move(pad, event)
  canvas.onpointerup = canvas.onpointercancel = canvas.onlostpointercapture = event => lift(pad, event)
  canvas.onpointerleave = () => pad.pointer === null && hideNib(pad)
  canvas.ontouchstart = event => !pad.data.disabled && event.preventDefault() // no loupe, no selection
  canvas.oncontextmenu = event => event.preventDefault() // a long press is a slow stroke
}

function press(pad, event) {
  const { model, data } = pad
  if (data.disabled || !event.isPrimary || event.button) return
  if (event.pointerType === "pen") {
    if (pad.pointerType === "touch") dropLine(pad) // the palm came down first
    pad.penAt = event.timeStamp
  }
  if (model.live || isPalm(pad, event)) return
  event.preventDefault()
  pad.canvas.setPointerCapture(event.pointerId)
  pad.root.classList.add("pointing")
  pad.canvas.focus({ preventScroll: true })
  model.cursor = null
  hideNib(pad)
  const refusal = startLine(model, data, gridPoint(pad, event))
  if (refusal) return announce(pad, refusal)
  pad.pointer = event.pointerId
  pad.pointerType = event.pointerType
  holdBack(pad)
  showNib(pad, event)
  refresh(pad)
}

function move(pad, event) {
  if (event.pointerType === "mouse") showNib(pad, event)
  if (event.pointerId !== pad.pointer) return
  if (event.pointerType === "pen") pad.penAt = event.timeStamp
  const coalesced = event.getCoalescedEvents?.() ?? []
  for (const each of coalesced.length ? coalesced : [event]) {
    extendLine(pad.model, pad.data, gridPoint(pad, each))
  }
  requestPaint(pad)
}

function lift(pad, event) {
  if (event.pointerId !== pad.pointer) return
  pad.pointer = pad.pointerType = null
  if (event.pointerType !== "mouse") hideNib(pad)
  if (pad.model.live) commit(pad, endLine(pad.model))
}

function dropLine(pad) {
  pad.pointer = pad.pointerType = pad.model.live = null
}

function isPalm(pad, event) {
  return event.pointerType === "touch" && event.timeStamp - pad.penAt < PALM_MS
}

// A line may leave the sheet a little, so that it need not creep along the edge.
function gridPoint(pad, event) {
  const box = pad.canvas.getBoundingClientRect()
  const over = pad.data.limits.overshoot
  const within = (value, most) => Math.round(Math.min(most + over, Math.max(-over, value)))
  const unit = 1000 / box.width
  return [
    within((event.clientX - box.left) * unit, 1000),
    within((event.clientY - box.top) * unit, gridHeight(pad)),
  ]
}

function gridHeight(pad) {
  return Math.round(1000 * pad.data.ratio)
}

function showNib(pad, event) {
  if (pad.data.disabled || event.pointerType === "touch") return
  placeNib(pad, gridPoint(pad, event))
}

function placeNib(pad, [x, y]) {
  const scale = pad.canvas.clientWidth / 1000
  const size = Math.max(8, lineWidth(pad.model, pad.data) * scale)
  pad.nib.style.width = pad.nib.style.height = `${size}px`
  pad.nib.style.transform = `translate(${x * scale - size / 2}px, ${y * scale - size / 2}px)`
  pad.nib.classList.add("shown")
}

function hideNib(pad) {
  if (!pad.model.cursor) pad.nib.classList.remove("shown", "down")
}
