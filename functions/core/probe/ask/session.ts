import { evaluate } from '../../model/expression.ts'
import type { SessionPlace } from '../../model/question.ts'
import { parseAnswer } from '../answer.ts'
import type { WireAnswer } from '../network/network.ts'

/** Longest session that is taken from an answer: it has to fit into a request. */
const longestSession = 8_192

/** Returns the session in the answer to a login; `null` if there is none. Servers of web pages answer a good login with a redirect. */
export function sessionIn(answer: WireAnswer, place: SessionPlace): string | null {
  if (answer.status < 200 || answer.status > 399) return null
  const { json, header } = parseAnswer(answer)
  const found = valueAt(place, { json, header, cookies: [answer.headers['set-cookie'] ?? []].flat() })
  return typeof found === 'string' && found !== '' && found.length <= longestSession ? found : null
}

type Answer = Pick<ReturnType<typeof parseAnswer>, 'json' | 'header'> & { readonly cookies: readonly string[] }

function valueAt(place: SessionPlace, { json, header, cookies }: Answer): unknown {
  if (typeof place === 'string') return json === undefined ? null : evaluate(place, json)
  return 'header' in place ? header(place.header) : cookieIn(cookies, place.cookie)
}

/** Returns the value of a cookie, as the server wrote it. The last of one name counts (RFC 6265 section 5.3). `null` if it is removed. */
function cookieIn(cookies: readonly string[], name: string): string | null {
  const last = cookies.findLast((cookie) => cookie.slice(0, cookie.indexOf('=')).trim() === name)
  if (last === undefined || isRemoved(last)) return null
  return (last.split(';', 1)[0] ?? '').slice(last.indexOf('=') + 1).trim()
}

/** Returns true for a cookie that ends when it is set: a server removes the session of a failed login so. */
function isRemoved(cookie: string): boolean {
  const age = /;\s*max-age\s*=\s*(-?\d+)/i.exec(cookie)?.[1]
  if (age !== undefined) return Number(age) <= 0
  const end = Date.parse(/;\s*expires\s*=\s*([^;]+)/i.exec(cookie)?.[1] ?? '')
  return end < longAgoMs
}

/** The end of 2019 in epoch milliseconds. Removed cookies end in 1970 or 2000 by custom; clocks that differ do not matter so. */
const longAgoMs = Date.UTC(2020, 0)
