import { acknowledge } from '../../functions/core/alerting/incidents/acknowledge.ts'
import { silence } from '../../functions/core/alerting/incidents/silences.ts'
import { cadenceOf, watchSeconds } from '../../functions/core/model/cadences.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { aSecret, declaring } from './check.ts'
import { type Belief, type HeardMessage, hear, heardAt, nothingHeard } from './heard.ts'
import { type Answer, boundMs, openGroupsOf, type TrueCheck, unknownOf } from './history-truth.ts'
import { type LostCalls, manyChecks, type Simulation, simulate } from './simulation.ts'

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
  | { /** Deploys the config so many times within a few minutes. */ readonly does: 'deploy'; readonly times: number }
  | {
      /** Gives a token, or all of them, an end in so many hours. */ readonly does: 'end'
      readonly which: number | null
      readonly hours: number
    }
  | {
      /** Replaces a token by a good one without an end: another version of its secret. */ readonly does: 'rotate'
      readonly which: number
    }
  | {
      /** Changes the config of a check. */ readonly does: 'configure'
      readonly which: number
      readonly to: Partial<Pick<Check, 'owner' | 'routesTo' | 'urgency' | 'paging' | 'everySeconds'>>
    }
  | { readonly does: 'remove'; readonly which: number }
  | { readonly does: 'add'; readonly which: number }
  | { readonly does: 'clock_back' }
  | { readonly does: 'wait' }

export type History = {
  /** Intervals of the checks, one after the other, again and again. */
  readonly cadences: readonly number[]
  readonly checks: number
  /** True if all checks read one secret. */
  readonly isShared?: boolean
  /** Containers that the batches run in. */
  readonly containers?: number
  readonly steps: readonly (readonly [step: HistoryStep, ticks: number])[]
}

/** Changes a message on its way, or loses it: a planted fault. */
export type Spoil = (message: HeardMessage) => HeardMessage | null

/** Changes what the world remembers after a deployment: another planted fault. */
export type SpoilDeployment = (world: Simulation) => Promise<void>

/** A running history, and what is true in it. */
type Running = {
  readonly world: Simulation
  readonly spoil: Spoil
  readonly spoilDeployment: SpoilDeployment
  readonly all: readonly TrueCheck[]
  /** Longest interval that a check had so far. */
  slowestSeconds: number
  /** Milliseconds between two looks. */
  stepMs: number
  clearSince: number
  faultAt: number
  /** Instant of the next tick of each cadence, by its name. */
  readonly nextAt: Map<string, number>
  nextWatchAt: number
  read: number
  readonly belief: Belief
  readonly heard: HeardMessage[]
  readonly wrong: string[]
}

/** Plays a history, and returns everything that people heard late, heard twice, or heard without an end. */
export async function playHistory(
  history: History,
  spoil: Spoil = (it) => it,
  spoilDeployment: SpoilDeployment = async () => undefined,
) {
  const running = begin(history, { spoil, spoilDeployment })
  await pass(running, running.slowestSeconds * 1_000)
  for (const [step, ticks] of history.steps) {
    await take(running, step)
    const passes = step.does === 'wait' ? waitMs(running) : ticks * running.stepMs
    await pass(running, passes)
  }
  await take(running, { does: 'repair' })
  await pass(running, waitMs(running))
  return { wrong: running.wrong, heard: running.heard }
}

/** Time after which everybody has to know of everything. */
const waitMs = ({ slowestSeconds, stepMs }: Running): number => boundMs(slowestSeconds) + 2 * stepMs

const owners = ['payments', 'web'].map((name) => ({ name, page: [], notice: [], workingHours: null }))

const oneSecret = aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/one' } })

function begin(
  { cadences, checks: count, containers = 1, isShared = false }: History,
  faults: Pick<Running, 'spoil' | 'spoilDeployment'>,
): Running {
  const environments = ['production', 'staging']
  const checks = manyChecks(count, {
    warnSeconds: 86_400,
    criticalSeconds: 43_200,
    ...(isShared ? { secret: oneSecret } : {}),
  }).map((check, index) => {
    const environment = environments[index % 2] ?? 'production'
    const everySeconds = cadences[index % cadences.length] ?? 300
    const key = `${environment}/${check.id}` as const
    return { ...check, environment, everySeconds, key, provider: `provider-${index % 2}` }
  })
  const world = simulate(checks, { owners }, null, containers)
  const at = world.now()
  const all = checks.map((check): TrueCheck => ({ check, isWatched: true, answer: 200, endsAt: null, since: at }))
  world.answer((id) => all[Number(id.slice('check-'.length))]?.answer ?? null)
  return {
    world,
    ...faults,
    all,
    ...pacedBy(checks, 0),
    clearSince: at,
    faultAt: Number.NEGATIVE_INFINITY,
    nextAt: new Map(),
    nextWatchAt: at,
    read: 0,
    belief: nothingHeard(),
    heard: [],
    wrong: [],
  }
}

/** Returns how slow, and how often to be looked at, checks are. */
const pacedBy = (checks: readonly Check[], slowestSeconds: number): Pick<Running, 'slowestSeconds' | 'stepMs'> => ({
  slowestSeconds: Math.max(slowestSeconds, ...checks.map(({ everySeconds }) => everySeconds)),
  stepMs: Math.min(watchSeconds, ...checks.map(({ everySeconds }) => everySeconds)) * 1_000,
})

async function take(running: Running, step: HistoryStep): Promise<void> {
  const { world, all } = running
  const which = 'which' in step && step.which !== null ? all[step.which % all.length] : undefined
  switch (step.does) {
    case 'answer':
    case 'answer_all':
      return change(running, which, (one) => {
        one.answer = step.with
      })
    case 'silence':
      return which === undefined ? undefined : silenceFor(running, which)
    case 'acknowledge':
      if (which !== undefined) await acknowledge(which.check.key, 'sam', { ...world.stores, now: world.now })
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
    case 'clock_back':
      await world.tick(-2, []).catch(() => null)
      running.clearSince = Math.max(running.clearSince, world.now() + 240_000)
      return
    case 'wait':
      return
    default:
      return takeConfig(running, step, which)
  }
}

type ConfigStep = Extract<HistoryStep, { does: 'deploy' | 'end' | 'rotate' | 'configure' | 'remove' | 'add' }>

/** Changes the config, and deploys it. */
async function takeConfig(running: Running, step: ConfigStep, which: TrueCheck | undefined): Promise<void> {
  const { world, all } = running
  switch (step.does) {
    case 'deploy':
      return deploy(running, step.times)
    case 'end':
      change(running, which, (one) => {
        one.endsAt = world.now() + step.hours * 3_600_000
      })
      return deploy(running, 1)
    case 'rotate':
      if (which === undefined) return
      world.rotate(which.check.secret === oneSecret ? 'one' : which.check.id)
      change(running, which, (one) => {
        one.endsAt = null
        one.answer = 200
      })
      return deploy(running, 1)
    case 'configure':
      change(running, which, (one) => {
        one.check = { ...one.check, ...step.to }
      })
      Object.assign(
        running,
        pacedBy(
          all.map(({ check }) => check),
          running.slowestSeconds,
        ),
      )
      return deploy(running, 1)
    case 'remove':
      if (which === undefined || all.filter(({ isWatched }) => isWatched).length === 1) return
      change(running, which, (one) => {
        one.isWatched = false
      })
      return deploy(running, 1)
    case 'add':
      change(running, which, (one) => {
        one.isWatched = true
      })
      return deploy(running, 1)
  }
}

/** Changes the truth about a check, or about all. */
function change({ world, all }: Running, which: TrueCheck | undefined, how: (one: TrueCheck) => void): void {
  for (const one of which === undefined ? all : [which]) {
    const before = JSON.stringify(one)
    how(one)
    if (JSON.stringify(one) !== before) one.since = world.now()
  }
}

async function silenceFor(running: Running, { check }: TrueCheck): Promise<void> {
  const { world } = running
  const until = world.now() + 7_200_000
  running.clearSince = Math.max(running.clearSince, until)
  const asked = { covers: { check: check.key }, until, by: 'sam', reason: 'a move' }
  await silence(asked, { ...world.stores, now: world.now, newId: () => `silence-${until}` })
}

/** Deploys the watched checks as they are now, so many times half a minute apart. Each deployment ticks all cadences. */
async function deploy(running: Running, times: number): Promise<void> {
  const { world, all } = running
  const watched = all.filter(({ isWatched }) => isWatched)
  const checks = watched.map(({ check, endsAt }) => ({
    ...check,
    expiry: declaring({ expires: endsAt === null ? null : Math.floor(endsAt / 1_000) }),
  }))
  for (let time = 0; time < times; time += 1) {
    world.redeploy(checks, `config-${world.now()}`)
    await running.spoilDeployment(world)
    await world.tick(0.5).catch(() => null)
    listen(running)
  }
  running.nextAt.clear()
  for (const { check } of watched) running.nextAt.set(cadenceOf(check), world.now() + check.everySeconds * 1_000)
}

/** Lets time pass, with all ticks and watchdogs that are due, and looks after each step what people know. */
async function pass(running: Running, milliseconds: number): Promise<void> {
  const { world, stepMs, nextAt, all } = running
  const until = world.now() + milliseconds
  while (world.now() < until) {
    const atMs = world.now() + stepMs
    const intervals = new Map(
      all.filter(({ isWatched }) => isWatched).map(({ check }) => [cadenceOf(check), check.everySeconds * 1_000]),
    )
    const due = [...intervals.keys()].filter((name) => atMs >= (nextAt.get(name) ?? 0))
    const isWatchDue = running.slowestSeconds > watchSeconds && atMs >= running.nextWatchAt
    if (isWatchDue) await world.watch(stepMs / 60_000).catch(() => null)
    if (isWatchDue) running.nextWatchAt = atMs + watchSeconds * 1_000
    await world.tick(isWatchDue ? 0 : stepMs / 60_000, due).catch(() => null)
    for (const name of due) nextAt.set(name, atMs + (intervals.get(name) ?? 0))
    listen(running)
    look(running)
  }
}

function listen(running: Running): void {
  const { world, belief, heard, wrong, spoil } = running
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
function look({ world, all, slowestSeconds, clearSince, belief, wrong }: Running): void {
  const nowMs = world.now()
  const surroundings = { clearSince, slowestSeconds }
  for (const one of all) wrong.push(...unknownOf(one, belief, nowMs, surroundings))
  wrong.push(...openGroupsOf(all, belief, nowMs, surroundings))
}
