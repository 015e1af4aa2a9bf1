/* A clear pane over the picture: press, drag or tap to move the input; arrow keys move it too. */
const EVERY_MS = 140;
const panes = new WeakMap();

function pane(parent) {
  const pad = parent.querySelector(".pad");
  const mark = parent.querySelector(".mark");
  const self = { data: {}, send: () => {}, sent: 0, timer: 0, held: false };

  const post = (place) => {
    clearTimeout(self.timer);
    // One message at a time: a hand moves faster than a picture is drawn.
    const wait = self.sent + EVERY_MS - performance.now();
    if (wait > 0) self.timer = setTimeout(() => post(place), wait);
    else {
      self.sent = performance.now();
      self.send(place);
    }
  };
  const move = (x, y) => {
    const { view } = self.data;
    const within = (value) => Math.round(100 * Math.max(-view, Math.min(view, value))) / 100;
    const place = { x: within(x), y: within(y) };
    Object.assign(self.data, place);
    mark.style.left = `${50 + (50 * place.x) / view}%`;
    mark.style.top = `${50 - (50 * place.y) / view}%`;
    post(place);
  };
  const follow = (event) => {
    const box = pad.getBoundingClientRect();
    const { view } = self.data;
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    move((2 * across - 1) * view, (1 - 2 * down) * view);
  };
  const hold = (held) => {
    self.held = held;
    pad.classList.toggle("held", held);
  };
  pad.addEventListener("pointerdown", (event) => {
    // A finger may be about to scroll the page: it counts when it lifts again.
    if (event.pointerType === "touch" || event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    hold(true);
    follow(event);
  });
  pad.addEventListener("pointermove", (event) => self.held && follow(event));
  pad.addEventListener("pointercancel", () => hold(false));
  pad.addEventListener("pointerup", (event) => {
    if (self.held || event.pointerType === "touch") follow(event);
    hold(false);
  });
  pad.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.01 : self.data.step;
    move(self.data.x + step * way[0], self.data.y + step * way[1]);
  });
  return self;
}

export default function (component) {
  const { parentElement: parent, data, setTriggerValue } = component;
  if (!panes.has(parent)) panes.set(parent, pane(parent));
  const self = panes.get(parent);
  self.send = (place) => setTriggerValue("place", place);
  // While a hand or a message is under way, the browser knows better where the input is.
  const busy = self.held || performance.now() < self.sent + EVERY_MS;
  self.data = busy ? { ...data, x: self.data.x, y: self.data.y } : { ...data };
  parent.querySelector(".pad").setAttribute("aria-label", data.label);
}
