// Painting: one square a pixel, in whole dots of the screen, dark ink on light paper in either theme.

const PAPER_COLOUR = [255, 253, 245]
const INK_COLOUR = [20, 26, 42]
const MORE_COLOUR = [213, 94, 0]
const LESS_COLOUR = [0, 114, 178]
const FADED = 0.45 // how much of the ink is left behind the tints
const SIGNED = 6 // greys from which a change gets its sign

function requestPaint(pad) {
  pad.frame ||= requestAnimationFrame(() => {
    pad.frame = 0
    paint(pad)
  })
}

// The sheet has a whole number of dots a pixel, so that no pixel is wider than its neighbour.
function fitCanvas({ canvas }) {
  const dots = Math.round((canvas.clientWidth * (window.devicePixelRatio || 1)) / SIDE)
  if (dots && canvas.width !== SIDE * dots) canvas.width = canvas.height = SIDE * dots
  return dots
}

function paint(pad) {
  const dots = fitCanvas(pad)
  if (!dots) return
  const { comparing, changes, original } = pad.model
  const pixels = comparing ? original : currentPixels(pad.model)
  const tinted = changes && !comparing
  pad.small.putImageData(pictureOf(pixels, tinted ? original : null), 0, 0)
  const g = pad.canvas.getContext("2d")
  g.imageSmoothingEnabled = false
  g.drawImage(pad.small.canvas, 0, 0, pad.canvas.width, pad.canvas.height)
  rule(g, dots)
  if (tinted) signs(g, dots, pixels, original)
  showTeller(pad)
}

function pictureOf(pixels, original) {
  const picture = new ImageData(SIDE, SIDE)
  pixels.forEach((grey, i) => picture.data.set([...colourOf(grey, original ? grey - original[i] : 0, original), 255], 4 * i))
  return picture
}

function colourOf(grey, more, tinted) {
  const colour = blend(PAPER_COLOUR, INK_COLOUR, (grey / INK) * (tinted ? FADED : 1))
  if (!more) return colour
  return blend(colour, more > 0 ? MORE_COLOUR : LESS_COLOUR, 0.3 + 0.7 * Math.abs(more / INK) ** 0.6)
}

function blend(from, to, share) {
  return from.map((value, i) => Math.round(value + (to[i] - value) * share))
}

// Hairlines between the pixels, as on squared paper.
function rule(g, dots) {
  g.fillStyle = "rgb(90 110 150 / 11%)"
  for (let i = 1; i < SIDE; i++) {
    g.fillRect(i * dots, 0, 1, g.canvas.height)
    g.fillRect(0, i * dots, g.canvas.width, 1)
  }
}

// Colour is never alone: plus for more ink, minus for less.
function signs(g, dots, pixels, original) {
  const arm = Math.round(dots * 0.24)
  const thick = Math.max(1, Math.round(dots * 0.11))
  const from = Math.floor((dots - thick) / 2)
  pixels.forEach((grey, i) => {
    const more = grey - original[i]
    if (Math.abs(more) < SIGNED) return
    const x = (i % SIDE) * dots + from
    const y = Math.floor(i / SIDE) * dots + from
    g.fillStyle = Math.abs(more) > 110 ? "#fff" : more > 0 ? "#7a3200" : "#003c61"
    g.fillRect(x - arm, y, 2 * arm + thick, thick)
    if (more > 0) g.fillRect(x, y - arm, thick, 2 * arm + thick)
  })
}
