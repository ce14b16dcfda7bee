/**
 * Script of a live page. It replaces what has changed, says when the console is gone, and counts ages by a clock that never jumps. A page
 * without it shows the same and reloads by itself.
 */
export const script = `
'use strict'
const body = document.body
const link = document.getElementById('link')
let readAt = performance.now() - Number(body.dataset.age)
let lostAt = null
let start = null
let isFetching = false
let isAskedAgain = false
let source = null
let heardAt = performance.now()

const seconds = (since) => Math.max(0, Math.round((performance.now() - since) / 1000))
const words = (count) => count < 60 ? count + 's' : count < 3600 ? Math.floor(count / 60) + 'm ' + count % 60 + 's' : Math.floor(count / 3600) + 'h ' + Math.floor(count % 3600 / 60) + 'm'

function showAge() {
  const age = document.getElementById('age')
  if (age !== null) age.textContent = words(seconds(readAt))
  link.hidden = lostAt === null
  if (lostAt !== null) {
    const said = 'Disconnected from the console for ' + words(seconds(lostAt)) + '. What you see is ' + words(seconds(readAt)) + ' old. Trying again.'
    if (link.textContent !== said) link.textContent = said
  }
}

function replace(text) {
  const fresh = new DOMParser().parseFromString(text, 'text/html')
  const [from, to] = [fresh.getElementById('live'), document.getElementById('live')]
  if (from === null || to === null || fresh.body.dataset.live === undefined) return
  const focused = document.activeElement
  const key = to.contains(focused) ? focused.getAttribute('href') ?? focused.id : null
  for (const open of to.querySelectorAll('details[open][id]')) fresh.getElementById(open.id)?.setAttribute('open', '')
  to.replaceChildren(...from.childNodes)
  readAt = performance.now() - Number(fresh.body.dataset.age)
  if (key) [...to.querySelectorAll('a, button, summary')].find((one) => (one.getAttribute('href') ?? one.id) === key)?.focus({ preventScroll: true })
}

async function refresh() {
  if (isFetching) { isAskedAgain = true; return }
  isFetching = true
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
    if (answer.ok) replace(await answer.text())
  } catch {
    lostAt ??= performance.now()
  }
  isFetching = false
  showAge()
  if (isAskedAgain) { isAskedAgain = false; refresh() }
}

function lose() {
  lostAt ??= performance.now()
  showAge()
  source?.close()
  source = null
  setTimeout(follow, 1000)
}

/** Takes a connection that is silent for too long as lost: a machine that slept hears of nothing. */
function watch() {
  if (source !== null && performance.now() - heardAt > 20000) lose()
  showAge()
}

function follow() {
  heardAt = performance.now()
  source = new EventSource('/events')
  source.addEventListener('beat', () => { heardAt = performance.now() })
  source.addEventListener('start', ({ data }) => {
    heardAt = performance.now()
    lostAt = null
    if (start !== null && start !== data) { location.reload(); return }
    start = data
    showAge()
  })
  source.addEventListener('changed', () => { heardAt = performance.now(); refresh() })
  source.onerror = lose
}

if (body.dataset.live !== undefined) {
  follow()
  setInterval(watch, 1000)
}
`
