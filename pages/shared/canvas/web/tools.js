// The tools: one row each. A further stroke kind is one more row (and its name in strokes.py).
// `paint` draws one stroke on the ink layer `g`; `scale` turns grid units into device pixels.

const TOOLS = [
  {
    name: "pen",
    label: "Pen",
    breadth: 1,
    icon: '<path d="m4 20 1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19z"/><path d="m14 7 3 3"/>',
    paint: (g, stroke, scale) => drawLine(g, stroke, scale, "source-over"),
  },
  {
    name: "eraser",
    label: "Eraser",
    breadth: 1.5,
    icon: '<path d="m7.5 20-4-4a2 2 0 0 1 0-2.8l9-9a2 2 0 0 1 2.8 0l5 5a2 2 0 0 1 0 2.8L12 20z"/><path d="m8 8.5 8 8"/><path d="M7.5 20H21"/>',
    // Taking ink away, instead of painting paper over it, leaves the picture beneath unharmed.
    paint: (g, stroke, scale) => drawLine(g, stroke, scale, "destination-out"),
  },
]

function toolNamed(name) {
  return TOOLS.find(tool => tool.name === name) ?? TOOLS[0]
}

function toolOf(stroke) {
  return toolNamed(stroke.tool ?? (stroke.erase ? "eraser" : "pen"))
}

function newStroke(name, width, point) {
  const stroke = { w: width, xy: [...point] }
  if (name === "eraser") stroke.erase = true
  else if (name !== "pen") stroke.tool = name
  return stroke
}

function drawLine(g, stroke, scale, operation) {
  g.globalCompositeOperation = operation
  g.lineCap = g.lineJoin = "round"
  g.lineWidth = stroke.w * scale
  g.beginPath()
  tracePath(g, stroke.xy, scale)
  g.stroke()
  g.globalCompositeOperation = "source-over"
}

// Each recorded point bends the line, each midpoint lies on it: smooth, and never far from the hand.
function tracePath(g, xy, scale) {
  const at = i => [xy[2 * i] * scale, xy[2 * i + 1] * scale]
  const last = xy.length / 2 - 1
  const [x0, y0] = at(0)
  g.moveTo(x0, y0)
  if (last === 0) g.lineTo(x0 + 0.01, y0) // a zero-length line would leave no dot
  for (let i = 1; i < last; i++) {
    const [x, y] = at(i)
    const [nextX, nextY] = at(i + 1)
    g.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  }
  if (last > 0) g.lineTo(...at(last))
}
