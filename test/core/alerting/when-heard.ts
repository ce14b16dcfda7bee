import { watchSeconds } from '../../../functions/core/model/cadences.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { parseDuration, spellDuration } from '../../../functions/core/model/duration.ts'
import { declaring } from '../../support/check.ts'
import { nowSeconds } from '../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../support/simulation.ts'

const cadences = ['10s', '1m', '5m', '15m', '1h', '24h'] as const

/** An event, what leads to it, and the message that people wait for. */
type HeardEvent = {
  readonly what: string
  /** The check from the event on, where the event changes it. */
  readonly check?: Partial<Check>
  /** Answers before and from the event on; null for none. */
  readonly before: number | null
  readonly from: number | null
  readonly message: RegExp
}

const day = 86_400

const events: readonly HeardEvent[] = [
  { what: 'its API refuses the token', before: 200, from: 401, message: /^page ALARM: .* rejected/ },
  { what: 'its API accepts it again', before: 401, from: 200, message: /^page OK: .* is good again/ },
  { what: 'its answer is not understood', before: 200, from: 418, message: /^\w+ ALARM: .* unrecognized/ },
  {
    what: 'its answer is still not understood: a page',
    before: 200,
    from: 418,
    message: /^page ALARM: .* unrecognized/,
  },
  { what: 'its provider does not answer', before: 200, from: null, message: /^notice ALARM: .* cannot be judged/ },
  { what: 'its provider answers again', before: null, from: 200, message: /^notice OK: / },
  {
    what: 'its end is near',
    check: { expiry: declaring({ expires: nowSeconds + 20 * day }), warnSeconds: 90 * day, criticalSeconds: 30 * day },
    before: 200,
    from: 200,
    message: /^page ALARM: .* expiring/,
  },
]

/** Plays each event at each cadence. Returns the rows of a table with the time from the first look after the event to the message. */
export async function whenHeard(): Promise<readonly string[]> {
  const rows: string[] = []
  for (const event of events) {
    const cells: string[] = []
    for (const cadence of cadences) cells.push(await heardAfter(event, parseDuration(cadence) ?? 0))
    rows.push(`| ${event.what} | ${cells.join(' | ')} |`)
  }
  const rule = `|${'---|'.repeat(cadences.length + 1)}`
  return [`| event | every ${cadences.join(' | every ')} |`, rule, ...rows]
}

async function heardAfter({ check = {}, before, from, message }: HeardEvent, everySeconds: number): Promise<string> {
  const world = simulate(manyChecks(2, { everySeconds }))
  world.answer(() => before)
  await passed(world, everySeconds, 8 * everySeconds + 3 * watchSeconds, null)
  world.redeploy(manyChecks(2, { ...check, everySeconds }), '0123456789abcdef')
  world.answer((id) => (id === 'check-0' || before === null || from === null ? from : 200))
  const seconds = await passed(world, everySeconds, 5 * everySeconds + 8 * 3_600, message)
  return seconds === null ? 'never' : seconds === 0 ? 'at once' : spellDuration(seconds)
}

/** Lets time pass, a tick first, until the message comes. Returns the seconds since that tick; `null` if it does not come. */
async function passed(world: Simulation, everySeconds: number, most: number, wanted: RegExp | null) {
  const stepSeconds = Math.min(everySeconds, watchSeconds)
  const heard = world.messages.length
  const isHeard = () => world.messages.slice(heard).some(({ to, subject }) => wanted?.test(`${to} ${subject}`) ?? false)
  for (let seconds = 0; seconds <= most; seconds += stepSeconds) {
    const minutes = seconds === 0 ? everySeconds / 60 : stepSeconds / 60
    if (seconds % everySeconds === 0) await world.tick(minutes)
    else await world.watch(minutes)
    if (isHeard()) return seconds
  }
  return null
}
