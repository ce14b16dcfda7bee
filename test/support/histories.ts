import { acknowledge } from '../../functions/core/alerting/incidents/acknowledge.ts'
import { silence } from '../../functions/core/alerting/incidents/silences.ts'
import { watchSeconds } from '../../functions/core/model/cadences.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { type Belief, type HeardMessage, hear, heardAt, knowsOf, nothingHeard } from './heard.ts'
import { type LostCalls, manyChecks, type Simulation, simulate } from './simulation.ts'

/** The answers that a token may get: accepted, refused, not understood, none. */
export type Answer = 200 | 401 | 418 | null

/** One event of a history. `which` is a check, by its number. */
export type HistoryStep =
  | { readonly does: 'answer'; readonly which: number; readonly with: Answer }
  | { readonly does: 'answer_all'; readonly with: Answer }
  | { readonly does: 'silence'; readonly which: number }
  | { readonly does: 'acknowledge'; readonly which: number }
  | { readonly does: 'lose_table'; readonly lost: LostCalls }
  | { readonly does: 'refuse_messages' }
  | { readonly does: 'repair' }
  | { readonly does: 'repeat' }
  | { readonly does: 'deploy' }
  | { readonly does: 'clock_back' }
  | { readonly does: 'wait' }

export type History = {
  readonly everySeconds: number
  readonly checks: number
  readonly steps: readonly (readonly [step: HistoryStep, ticks: number])[]
}

/** Milliseconds within which people have to know of a trouble or of its end, once nothing stands in the way. */
export function boundMs(everySeconds: number): number {
  const everyMs = everySeconds * 1_000
  return everySeconds > watchSeconds ? everyMs + 9_000_000 : 5 * everyMs + 1_200_000
}

/** A running history, and what is true in it. */
type Running = {
  readonly world: Simulation
  readonly history: History
  readonly checks: readonly Check[]
  readonly answers: Answer[]
  /** Since when each answer is as it is, and since when nothing stood in the way of messages. */
  readonly since: number[]
  clearSince: number
  faultAt: number
  nextTickAt: number
  read: number
  readonly belief: Belief
  readonly heard: HeardMessage[]
  readonly wrong: string[]
}

/** Plays a history, and returns everything that people heard late, heard twice, or heard without an end. */
export async function playHistory(
  history: History,
  spoil: (message: HeardMessage) => HeardMessage | null = (it) => it,
) {
  const running = begin(history)
  await pass(running, 1, spoil)
  for (const [step, ticks] of history.steps) {
    await take(running, step)
    await pass(running, step.does === 'wait' ? waitTicks(history) : ticks, spoil)
  }
  await take(running, { does: 'repair' })
  await pass(running, waitTicks(history), spoil)
  return { wrong: running.wrong, heard: running.heard }
}

/** Ticks after which everybody has to know of everything. */
const waitTicks = ({ everySeconds }: History): number => Math.ceil(boundMs(everySeconds) / (everySeconds * 1_000)) + 1

function begin(history: History): Running {
  const { everySeconds } = history
  const environments = ['production', 'staging']
  const checks = manyChecks(history.checks, { everySeconds }).map((check, index) => {
    const environment = environments[index % 2] ?? 'production'
    return { ...check, environment, key: `${environment}/${check.id}` as const, provider: `provider-${index % 2}` }
  })
  const world = simulate(checks)
  const answers: Answer[] = checks.map(() => 200)
  world.answer((check) => answers[Number(check.slice('check-'.length))] ?? null)
  const at = world.now()
  return {
    world,
    history,
    checks,
    answers,
    since: checks.map(() => at),
    clearSince: at,
    faultAt: Number.NEGATIVE_INFINITY,
    nextTickAt: at,
    read: 0,
    belief: nothingHeard(),
    heard: [],
    wrong: [],
  }
}

async function take(running: Running, step: HistoryStep): Promise<void> {
  const { world, checks, answers, since } = running
  const check = 'which' in step ? checks[step.which % checks.length] : undefined
  switch (step.does) {
    case 'answer':
    case 'answer_all':
      for (const [index, one] of checks.entries()) {
        if ((check !== undefined && check !== one) || answers[index] === step.with) continue
        answers[index] = step.with
        since[index] = world.now()
      }
      return
    case 'silence': {
      if (check === undefined) return
      const until = world.now() + 7_200_000
      running.clearSince = Math.max(running.clearSince, until)
      const asked = { covers: { check: check.key }, until, by: 'sam', reason: 'a move' }
      await silence(asked, { ...world.stores, now: world.now, newId: () => `silence-${until}` })
      return
    }
    case 'acknowledge':
      if (check !== undefined) await acknowledge(check.key, 'sam', { ...world.stores, now: world.now })
      return
    case 'lose_table':
      world.loseTable(step.lost)
      running.clearSince = Number.POSITIVE_INFINITY
      return
    case 'refuse_messages':
      world.deafen(true)
      running.clearSince = Number.POSITIVE_INFINITY
      return
    case 'repair':
      world.loseTable('nothing')
      world.deafen(false)
      if (running.clearSince === Number.POSITIVE_INFINITY) running.clearSince = world.now() + 7_200_000
      return
    case 'repeat':
      return world.repeat()
    case 'deploy':
      world.redeploy(checks, `config-${world.now()}`)
      for (let times = 0; times < 3; times += 1) await world.tick(0.5).catch(() => null)
      running.nextTickAt = world.now() + running.history.everySeconds * 1_000
      return
    case 'clock_back':
      await world.tick(-2, []).catch(() => null)
      running.clearSince = Math.max(running.clearSince, world.now() + 240_000)
      return
    case 'wait':
      return
  }
}

/** Lets as many intervals pass, and looks after each step what people know. */
async function pass(running: Running, ticks: number, spoil: (message: HeardMessage) => HeardMessage | null) {
  const { world, history } = running
  const everyMs = history.everySeconds * 1_000
  const stepMs = Math.min(everyMs, watchSeconds * 1_000)
  const isSlow = everyMs > stepMs
  const until = world.now() + ticks * everyMs
  while (world.now() < until) {
    const minutes = stepMs / 60_000
    if (isSlow) await world.watch(minutes).catch(() => null)
    if (!isSlow || world.now() >= running.nextTickAt) {
      await world.tick(isSlow ? 0 : minutes).catch(() => null)
      running.nextTickAt = world.now() + everyMs
    }
    listen(running, spoil)
    look(running)
  }
}

function listen(running: Running, spoil: (message: HeardMessage) => HeardMessage | null): void {
  const { world, belief, heard, wrong } = running
  if (running.clearSince === Number.POSITIVE_INFINITY) running.faultAt = world.now()
  const faultAgoMs = world.now() - running.faultAt
  for (const message of world.messages.slice(running.read)) {
    const one = spoil(heardAt(world.now(), message))
    if (one === null) continue
    heard.push(one)
    wrong.push(...hear(belief, one, faultAgoMs))
    const pages = heard.filter(({ at, to, name }) => to === 'page' && name === one.name && one.at - at < 3_600_000)
    if (pages.length > mostPagesHourly) wrong.push(`${one.name}: ${pages.length} pages within an hour`)
  }
  running.read = world.messages.length
}

/** Pages of one name within an hour: four changes, then flapping, and what a table that is away repeats. */
const mostPagesHourly = 8

/** Compares what is true for long enough with what people know. */
function look({ world, history, checks, answers, since, clearSince, belief, wrong }: Running): void {
  const nowMs = world.now()
  for (const [index, { key, provider }] of checks.entries()) {
    const from = Math.max(since[index] ?? nowMs, clearSince)
    if (nowMs - from <= boundMs(history.everySeconds)) continue
    const answer = answers[index]
    const isKnown = knowsOf(belief, key)
    if ((answer === 401 || answer === 418) && !isKnown) wrong.push(`${key}: nobody knows of ${answer}`)
    if (answer === 200 && belief.open.has(key)) wrong.push(`${key}: is good, and nobody knows`)
    if (answer === null && !isKnown && ![...belief.groups.keys()].some((name) => name.includes(`/${provider}`)))
      wrong.push(`${key}: nobody knows that it is not answered`)
  }
}
