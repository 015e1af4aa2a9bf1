// The teller who looks on: how far the digit is from the original, against the budget.

const TELLER = {
  calm: "The teller sees nothing",
  suspicious: "The teller looks twice",
  noticed: "The teller notices: over the budget",
}
const SUSPICIOUS = 0.7 // share of the budget
const TRACK = 1.25 // the bar ends beyond the budget, so that the limit can be seen to be crossed
const REST_MS = 700 // a reader is told when the hand rests, not with every movement

// The L2 distance to the original in units of full ink, as CLEVER measures it.
function distance(pixels, original) {
  const sum = pixels.reduce((total, grey, i) => total + (grey - original[i]) ** 2, 0)
  return Math.sqrt(sum) / INK
}

function judge(model, { budget, spent }) {
  const total = Math.hypot(spent, distance(currentPixels(model), model.original))
  const mood = total > budget ? "noticed" : total >= SUSPICIOUS * budget ? "suspicious" : "calm"
  return { total, mood, number: inNumbers(total, budget) }
}

// One decimal, and more only where fewer would say "3.5 of 3.5" of a digit that is over.
function inNumbers(total, budget) {
  let digits = Math.abs(budget * 10 - Math.round(budget * 10)) < 1e-9 ? 1 : 2
  const told = value => value.toFixed(digits)
  while (digits < 5 && Number(told(total)) > Number(told(budget)) !== total > budget) digits++
  return `${told(total)} of ${told(budget)}`
}

function showTeller(pad) {
  const { model, data, teller } = pad
  const { total, mood, number } = judge(model, data)
  const share = value => `${Math.min(1, value / (TRACK * data.budget)) * 100}%`
  pad.root.dataset.mood = mood
  teller.words.textContent = TELLER[mood]
  teller.number.textContent = number
  teller.total.style.width = share(total)
  teller.others.style.width = share(data.spent)
  teller.limit.style.insetInlineStart = share(data.budget)
  const said = `${TELLER[mood]}. ${number}`
  if (said === teller.said) return
  teller.said = said
  teller.root.setAttribute("aria-valuemax", data.budget)
  teller.root.setAttribute("aria-valuenow", Math.min(data.budget, total).toFixed(3))
  teller.root.setAttribute("aria-valuetext", said)
  teller.root.title = data.spent ? `Distortion (L2), ${data.spent.toFixed(1)} of it on other digits` : "Distortion (L2)"
  clearTimeout(teller.timer)
  // What a reader meets on opening the pad is the meter itself; news are the changes after that.
  if (teller.told !== undefined) teller.timer = setTimeout(() => (teller.seen.textContent = said), REST_MS)
  teller.told = said
}
