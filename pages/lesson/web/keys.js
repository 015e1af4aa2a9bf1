/* Arrow keys and a clicker's page keys leaf through the lesson; F goes full-screen. */
const OWN_KEYS = "input, textarea, select, [contenteditable], [role=slider], [role=listbox], [role=radiogroup], [role=option], [role=menuitem], [role=grid], canvas, [data-keys]";
const LEAF = { ArrowRight: "lesson-next", PageDown: "lesson-next", ArrowLeft: "lesson-back", PageUp: "lesson-back" };
const ready = new WeakMap();

function press(key) {
  const button = document.querySelector(`.st-key-${key} button`);
  if (button && !button.disabled) button.click();
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

export default function (component) {
  const parent = component.parentElement;
  if (ready.has(parent)) return ready.get(parent);
  const button = parent.querySelector("button");
  const answer = (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    // What a focused slider or pad does with its arrow keys is its own affair.
    const own = event.composedPath().some((part) => part.matches?.(OWN_KEYS));
    if (own && !event.key.startsWith("Page")) return;
    if (event.key in LEAF) {
      event.preventDefault();
      press(LEAF[event.key]);
    } else if (event.key === "f" || event.key === "F") full();
  };
  button.addEventListener("click", full);
  document.addEventListener("keydown", answer);
  const end = () => {
    document.removeEventListener("keydown", answer);
    ready.delete(parent);
  };
  ready.set(parent, end);
  return end;
}
