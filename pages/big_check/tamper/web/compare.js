// The original for as long as the button is held: by finger, mouse, space or enter.

function listenToCompare(pad) {
  const button = pad.compare
  button.onpointerdown = event => {
    if (event.button || pad.model.live) return
    button.setPointerCapture(event.pointerId)
    compare(pad, true)
  }
  button.onpointerup = button.onpointercancel = button.onlostpointercapture = button.onblur = () => compare(pad, false)
  button.oncontextmenu = event => event.preventDefault() // a long press is what it is for
  button.onkeydown = event => holdByKey(pad, event, true)
  button.onkeyup = event => holdByKey(pad, event, false)
  // A click without a pointer or a key comes from assistive technology, which cannot hold: it toggles.
  button.onclick = event => event.detail || event.pointerType || compare(pad, !pad.model.comparing)
}

function holdByKey(pad, event, held) {
  if (event.key !== " " && event.key !== "Enter") return
  event.preventDefault() // no click of its own
  if (!event.repeat) compare(pad, held)
}

function compare(pad, held) {
  if (pad.model.comparing === held || (held && pad.model.live)) return
  pad.model.comparing = held
  announce(pad, held ? "This is the original" : "This is the altered digit")
  refresh(pad)
}
