// Painting: the background picture, then one layer of ink, at the screen's own resolution.

const INK = { light: "#16202e", dark: "#f5f2ea" }

function schemeOf(element) {
  const probe = getComputedStyle(element).color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0]
  const unit = Math.max(...probe.slice(0, 3)) > 1 ? 255 : 1
  return (probe[0] + probe[1] + probe[2]) / (3 * unit) > 0.5 ? "dark" : "light"
}

function loadPicture(pad, url) {
  if (pad.url === url) return
  pad.url = url
  pad.picture = null
  if (!url) return
  const picture = new Image()
  picture.onload = () => {
    if (pad.url !== url) return
    pad.picture = picture
    requestPaint(pad)
  }
  picture.src = url
}

function requestPaint(pad) {
  pad.frame ||= requestAnimationFrame(() => {
    pad.frame = 0
    paint(pad)
  })
}

function fitCanvas(pad) {
  const ratio = window.devicePixelRatio || 1
  const width = Math.round(pad.canvas.clientWidth * ratio)
  const height = Math.round(pad.canvas.clientHeight * ratio)
  for (const canvas of [pad.canvas, pad.settled, pad.layer]) {
    if (canvas.width === width && canvas.height === height) continue
    canvas.width = width
    canvas.height = height
    pad.painted = null
  }
  return width
}

function paint(pad) {
  const width = fitCanvas(pad)
  if (!width) return
  const scale = width / 1000
  const { strokes, live } = pad.model
  // Finished strokes are drawn once, not with every movement of the hand.
  if (pad.painted !== strokes || pad.paintedInk !== pad.ink) {
    paintStrokes(wiped(pad.settled), strokes, pad.ink, scale)
    pad.painted = strokes
    pad.paintedInk = pad.ink
  }
  const layer = wiped(pad.layer)
  layer.drawImage(pad.settled, 0, 0)
  if (live) paintStrokes(layer, [live], pad.ink, scale)
  const g = wiped(pad.canvas)
  if (pad.picture) g.drawImage(pad.picture, 0, 0, pad.canvas.width, pad.canvas.height)
  g.drawImage(pad.layer, 0, 0)
}

function paintStrokes(g, strokes, ink, scale) {
  g.strokeStyle = g.fillStyle = ink
  for (const stroke of strokes) toolOf(stroke).paint(g, stroke, scale)
}

function wiped(canvas) {
  const g = canvas.getContext("2d")
  g.clearRect(0, 0, canvas.width, canvas.height)
  return g
}
