/** One case of the gate, and the line of every reporter about it. */
export type GateCase = {
  readonly title: string
  readonly args: readonly string[]
  /** Milliseconds that the monitor's clock is ahead of its last tick. */
  readonly laterMs?: number
  readonly code: 0 | 1 | 2
  readonly ruling: 'pass' | 'refuse' | 'cannot_tell'
  readonly headline: string
  readonly because: RegExp
  readonly annotation: RegExp | null
  readonly junit: RegExp
}

const yes = '? YES'
const no = '? NO'
const cannotTell = '? CANNOT TELL'
const minutes = 60_000

export const gateCases: readonly GateCase[] = [
  {
    title: 'a healthy credential',
    args: ['--used-by', 'shop'],
    code: 0,
    ruling: 'pass',
    headline: `May shop rely on its credentials${yes}`,
    because: /✓ production\/orders {2}healthy, expires in 59m/,
    annotation: null,
    junit: /<testcase [^>]*name="production\/orders"[^>]*\/>/,
  },
  {
    title: 'an invalid credential',
    args: ['--used-by', 'docs', '--environment', 'production'],
    code: 1,
    ruling: 'refuse',
    headline: `May docs in production rely on its credentials${no}`,
    because:
      /✗ production\/wiki {2}rejected: .*\(HTTP 401\)\n +since .* UTC\n +breaks +Nobody can order\n +owner +platform\n +do +put a working token/,
    annotation: /^::error title=Tokenwatch%3A production\/wiki::rejected/m,
    junit: /failures="1"[\s\S]*<failure message="rejected: /,
  },
  {
    title: 'an invalid credential that is advisory',
    args: ['--used-by', 'docs-preview'],
    code: 0,
    ruling: 'pass',
    headline: '? YES, but 1 advisory check does not pass',
    because: /✗ production\/chat {2}rejected[\s\S]*gate +advisory/,
    annotation: /^::warning title=Tokenwatch%3A production\/chat::/m,
    junit: /skipped="1"[\s\S]*<skipped\/>\s*<system-out><!\[CDATA\[rejected: /,
  },
  {
    title: 'a credential that expires too soon',
    args: ['orders', '--min-ttl', '2h'],
    code: 1,
    ruling: 'refuse',
    headline: `May a deployment rely on orders${no}`,
    because: /✗ production\/orders {2}expires in 59m \d+s \(answer\), --min-ttl requires 2h/,
    annotation: /^::error .*expires in/m,
    junit: /<failure message="expires in /,
  },
  {
    title: 'a credential that lives long enough',
    args: ['orders', '--min-ttl', '30m'],
    code: 0,
    ruling: 'pass',
    headline: yes,
    because: /✓/,
    annotation: null,
    junit: /failures="0" errors="0"/,
  },
  {
    title: 'an API that does not answer',
    args: ['--used-by', 'search'],
    code: 2,
    ruling: 'cannot_tell',
    headline: cannotTell,
    because: /\? production\/search {2}unreachable: connection_refused/,
    annotation: /^::error title=Tokenwatch%3A production\/search::unreachable/m,
    junit: /<error message="unreachable/,
  },
  {
    title: 'an end that nobody knows, where it has to be known',
    args: ['--used-by', 'undated', '--require-expiry'],
    code: 2,
    ruling: 'cannot_tell',
    headline: cannotTell,
    because: /\? production\/bare {2}its expiry is unknown/,
    annotation: /^::error .*its expiry is unknown/m,
    junit: /<error message="its expiry is unknown/,
  },
  {
    title: 'an end that nobody knows, where nobody asks',
    args: ['--used-by', 'undated'],
    code: 0,
    ruling: 'pass',
    headline: yes,
    because: /✓ production\/bare {2}healthy\n/,
    annotation: null,
    junit: /errors="0"/,
  },
  {
    title: 'a record that is too old, where nothing is probed',
    args: ['--used-by', 'shop', '--evidence', 'recorded', '--max-age', '1m'],
    laterMs: 5 * minutes,
    code: 2,
    ruling: 'cannot_tell',
    headline: cannotTell,
    because: /\? production\/orders {2}stale: last judged 5m \d*s? ?ago, at most 1m are accepted/,
    annotation: /^::error .*stale/m,
    junit: /<error message="stale/,
  },
  {
    title: 'a record that is too old, where a probe may be made',
    args: ['--used-by', 'shop', '--max-age', '1m'],
    laterMs: 5 * minutes,
    code: 0,
    ruling: 'pass',
    headline: yes,
    because: /0 recorded, 1 probed now/,
    annotation: null,
    junit: /errors="0"/,
  },
  {
    title: 'a dead monitor, although its probe answers',
    args: ['--used-by', 'shop'],
    laterMs: 30 * minutes,
    code: 2,
    ruling: 'cannot_tell',
    headline: cannotTell,
    because: /! the monitor is down: its last tick for 5m was 30m/,
    annotation: /^::error title=Tokenwatch::the monitor is down/m,
    junit: /name="monitor">\s*<error message="the monitor is down/,
  },
  {
    title: 'a secret that is not there',
    args: ['--used-by', 'sales'],
    code: 1,
    ruling: 'refuse',
    headline: no,
    because: /✗ production\/crm {2}secret_missing/,
    annotation: /^::error .*secret_missing/m,
    junit: /<failure message="secret_missing/,
  },
  {
    title: 'an address that is not the API',
    args: ['--used-by', 'routes'],
    code: 2,
    ruling: 'cannot_tell',
    headline: cannotTell,
    because: /\? production\/maps {2}wrong_target/,
    annotation: /^::error .*wrong_target/m,
    junit: /<error message="wrong_target/,
  },
  {
    title: 'all of them, of which the worst counts',
    args: [],
    code: 1,
    ruling: 'refuse',
    headline: `May a deployment rely on its credentials${no}`,
    because: /2 refused|3 refused/,
    annotation: /^::error/m,
    junit: /tests="8"/,
  },
  {
    title: 'an invalid credential that somebody overrides',
    args: ['--used-by', 'docs', '--override', 'the wiki is not needed today'],
    code: 0,
    ruling: 'refuse',
    headline: `${no}, overridden: "the wiki is not needed today"`,
    because: /✗ production\/wiki/,
    annotation: /^::warning title=Tokenwatch%3A production\/wiki/m,
    junit: /<property name="override" value="NO, overridden/,
  },
]
