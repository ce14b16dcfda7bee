/** Shortest part of a value that is never shown: shorter ones occur in any text. */
const shownLimit = 8

/** Shortest part of a longer value that is taken out of a text. Shorter ones may be words of the answer itself, such as the name of a vendor. */
const echoLength = 12

/** Stands in a text for a value that was taken out of it. It is no letter, so it makes no word. */
const mark = '#'

/** Returns true if a text holds any eight characters of a value, plain or in an encoding that a server may use. */
export function holdsEcho(text: string, values: readonly string[]): boolean {
  const forms = formsOf(values)
  for (let start = 0; start + shownLimit <= text.length; start += 1) {
    const part = text.slice(start, start + shownLimit)
    if (forms.some((form) => form.includes(part))) return true
  }
  return false
}

/**
 * Returns a function that takes the echoes of some values out of a text: whole ones and long parts, plain or encoded, and what a mask
 * leaves of a start or an end.
 */
export function echoRemover(values: readonly string[]): (text: string) => string {
  const whole = values.filter((value) => value.length < echoLength)
  const short = formsOf(whole).map((form) => new Set([form]))
  const long = new Set(formsOf(values).flatMap(partsOf))
  const removals = [long, ...short].filter(({ size }) => size > 0)
  return (text) => withoutMasked(removals.reduce(withoutParts, text), values)
}

/** A character that may go on a token: a base64 text goes on before and after the value. */
const goesOn = /[\w+/=-]/

/** Returns the place at which the run of such characters ends, from a place in a direction. */
function endOfRun(text: string, from: number, step: 1 | -1): number {
  let at = from
  while (goesOn.test(text[step === 1 ? at : at - 1] ?? '')) at += step
  return at
}

/** Takes out every stretch that consists of some parts, which are all of one length. */
function withoutParts(text: string, parts: ReadonlySet<string>): string {
  const [{ length } = ''] = parts
  let kept = ''
  let rest = 0
  for (let start = 0; start + length <= text.length; start += 1) {
    if (!parts.has(text.slice(start, start + length))) continue
    let end = start + length
    while (end < text.length && parts.has(text.slice(end - length + 1, end + 1))) end += 1
    kept += text.slice(rest, Math.max(rest, endOfRun(text, start, -1))) + mark
    rest = endOfRun(text, end, 1)
    start = rest - 1
  }
  return kept + text.slice(rest)
}

const formsOf = (values: readonly string[]): readonly string[] =>
  values.filter((value) => value.length >= shownLimit).flatMap(encodingsOf)

const partsOf = (form: string): readonly string[] =>
  Array.from({ length: Math.max(0, form.length - echoLength + 1) }, (_, start) => form.slice(start, start + echoLength))

/** Characters with which servers cover the middle of a credential that they repeat, and what stands beside them. */
const masked = /([^\s"'<>,;()*•…]{0,40})(?:[*•]{2,}|…|\.{3,}|[xX]{5,})([^\s"'<>,;()*•…]{0,40})/g

/** Takes a covered echo out of a text (`sk-ab****Yz`): the mask, and the start or the end of a value beside it. */
function withoutMasked(text: string, values: readonly string[]): string {
  return text.replace(masked, (found: string, before: string, after: string) =>
    values.some((value) => endsWithStart(before, value) || startsWithEnd(after, value)) ? mark : found,
  )
}

/** Fewest characters beside a mask that show that they are of a value. */
const shownLength = 2

const endsWithStart = (text: string, value: string): boolean =>
  lengths(text, value).some((length) => text.endsWith(value.slice(0, length)))

const startsWithEnd = (text: string, value: string): boolean =>
  lengths(text, value).some((length) => text.startsWith(value.slice(-length)))

const lengths = (text: string, value: string): readonly number[] =>
  Array.from(
    { length: Math.max(0, Math.min(text.length, value.length) - shownLength + 1) },
    (_, at) => at + shownLength,
  )

function encodingsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const shifted = [0, 1, 2].flatMap((offset) => {
    const aligned = bytes.subarray(offset)
    return [aligned.toString('base64'), aligned.toString('base64url')]
  })
  const hex = bytes.toString('hex')
  const reversed = [...value].reverse().join('')
  const percented = [encodeURIComponent(value.toWellFormed()), new URLSearchParams([['', value]]).toString().slice(1)]
  return [
    value,
    value.toLowerCase(),
    value.toUpperCase(),
    reversed,
    hex,
    hex.toUpperCase(),
    ...percented,
    ...percented.map((text) => text.replace(/%../g, (code) => code.toLowerCase())),
    JSON.stringify(value).slice(1, -1),
    value.replace(/[&<>"']/g, (character) => entities.get(character) ?? character),
    ...shifted,
  ]
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])
