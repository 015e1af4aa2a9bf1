// Keeps one text of a visitor in this browser, and tells it once to a visit that does not know it.

const TOLD = new WeakSet() // parentElements

export default function ({ data, parentElement, setStateValue }) {
  const name = `clever-digit ${data.name}`
  try {
    if (data.text === null) {
      const held = localStorage.getItem(name)
      if (held && !TOLD.has(parentElement)) setStateValue("held", held)
      TOLD.add(parentElement)
    } else if (data.text) localStorage.setItem(name, data.text)
    else localStorage.removeItem(name)
  } catch {
    // A browser that keeps nothing loses its place with a reload, and nothing else.
  }
}
