import { setImmediate } from 'node:timers/promises'
import { reconcileOpening } from '../../functions/core/alerting/incidents/reconcile-opening.ts'
import { openStatelessPager, type StatelessPager } from '../../functions/core/alerting/incidents/stateless-paging.ts'
import type { Message } from '../../functions/core/alerting/messages/message.ts'
import type { TransitionEvent } from '../../functions/core/alerting/transition-events.ts'
import { type AnswerDependencies, answerGate } from '../../functions/core/gate/answer.ts'
import { type Decision, decide } from '../../functions/core/gate/decide.ts'
import type { EvidenceKind } from '../../functions/core/gate/question.ts'
import { cadencesOf, isSlow } from '../../functions/core/model/cadences.ts'
import type { Check, CheckKey } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { ExperimentLease } from '../../functions/core/model/experiment.ts'
import { deploymentMetrics } from '../../functions/core/model/metric-names.ts'
import { readSecret } from '../../functions/core/model/secret-value.ts'
import type { WireAnswer, WireFailure } from '../../functions/core/probe/network/network.ts'
import type { BatchMessage } from '../../functions/core/state/batch-record.ts'
import type { LogEvent } from '../../functions/core/state/log.ts'
import type { SentOpening } from '../../functions/core/state/sent-opening.ts'
import type { ShadowMessage } from '../../functions/core/state/shadow-message.ts'
import { type BatchDependencies, runBatch } from '../../functions/core/tick/batch.ts'
import { deliverBetweenTicks } from '../../functions/core/tick/between-ticks.ts'
import type { Metric } from '../../functions/core/tick/metric.ts'
import { runTick } from '../../functions/core/tick/tick.ts'
import { watchCadences } from '../../functions/core/tick/watch.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { aMessage } from './batch-record.ts'
import { aCheck, aDeployment, aRequest, aSecret } from './check.ts'
import { nowMs } from './reading.ts'
import { aPlace, openStores, provedAt, type Stores } from './stores.ts'

/** Returns the status of an API for the token of a check, at once or later; null if it does not answer. */
export type Answers = (check: string) => number | null | Promise<number | null>

/** A whole deployment with a clock of its own: ticks, concurrent batches and state are real; only the network and SNS are simulated. */
export type Simulation = {
  readonly stores: Stores
  readonly messages: readonly Message[]
  /** Messages that nobody got, since their checks are in the shadow. */
  readonly shadow: readonly ShadowMessage[]
  /** Events that EventBridge has accepted. */
  readonly transitions: readonly TransitionEvent[]
  readonly events: readonly LogEvent[]
  /** Checks whose rotation was requested, in order. */
  readonly rotated: readonly CheckKey[]
  now(): number
  answer(answers: Answers): void
  /** Stores another version of the secret of a check, by its id. */
  rotate(check: string): void
  /** Deploys another config, with these checks. */
  redeploy(checks: readonly Check[], hash: string, changed?: Partial<Deployment>): void
  /** Cuts every invocation off before it has asked anybody, while true. */
  cutOff(cutOff: boolean): void
  /** Makes SNS and EventBridge refuse everything while true, or SNS alone. */
  deafen(deaf: boolean | 'sns'): void
  /** Calls to the table that fail from now on. */
  loseTable(lost: LostCalls): void
  /** Asks the gate about all checks, or about those with these ids. */
  gate(evidence: EvidenceKind, ids?: readonly string[]): Promise<Decision>
  /** Lets time pass, then probes all checks as one batch, with no tick around it. */
  probe(minutes: number): Promise<void>
  /** Values of the metric that the watchdog sends while no cadence is silent, with the time of each. */
  readonly watched: readonly number[]
  /** All metrics of ticks and of the watchdog, in order. */
  readonly metrics: readonly Metric[]
  /** Delivers the batches of the last tick a second time. */
  repeat(): Promise<void>
  /** Lets time pass, then runs the watchdog and the batches that it sends. */
  watch(minutes: number): Promise<void>
  /** Lets time pass, then ticks each named cadence; all of them by default. */
  tick(minutes: number, cadences?: readonly string[]): Promise<void>
}

/** Of the table: every call, every write, or those that are about states or conditions alone. */
export type LostCalls = 'all' | 'writes' | 'states' | 'conditions' | 'nothing'

/** Checks `<prefix>0`, `<prefix>1` and so on, of one provider, each with a secret of its own. */
export function manyChecks(count: number, overrides: Partial<Check> = {}, prefix = 'check-'): readonly Check[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${prefix}${index}`
    const secret = aSecret({ token: null }, { source: { from: 'secrets-manager', id: `production/${id}` } })
    return aCheck({ secret, ...overrides, id, question: aRequest(`https://api.example/${id}`) })
  })
}

export function simulate(
  checks: readonly Check[],
  rest: Partial<Deployment> = {},
  experiment: ExperimentLease | null = null,
  containers = 1,
): Simulation {
  const world = worldOf(aDeployment(checks, rest), experiment, containers)
  const shared = sharedBy(world)
  const probing = probingIn(world, shared)
  const { stores, messages, transitions, shadow, events, rotated, watched, metrics } = world
  const seen = { stores, messages, transitions, shadow, events, rotated, watched, metrics }
  return {
    ...seen,
    now: () => world.clockMs,
    ...troublesIn(world),
    gate: (evidence, ids = []) => askGate(evidence, ids, { ...probing, deployment: world.deployment }),
    async probe(minutes) {
      world.clockMs += minutes * 60_000
      await probeOnce(world, probing)
    },
    repeat: () => runAll(world.batches, world, probing),
    async watch(minutes) {
      world.clockMs += minutes * 60_000
      await watchOnce(world, shared, probing)
    },
    rotate: (check) => {
      world.versions.set(check, (world.versions.get(check) ?? 1) + 1)
    },
    redeploy: (next, hash, changed = {}) => {
      world.deployment = aDeployment(next, { ...rest, ...changed, hash })
    },
    async tick(minutes, cadences = [...cadencesOf(world.deployment).keys()]) {
      world.clockMs += minutes * 60_000
      for (const cadence of cadences) await tickOne(cadence, world, shared, probing)
    },
  }
}

function worldOf(deployment: Deployment, experiment: ExperimentLease | null, containers: number): World {
  const world: World = {
    stores: openStores([], experiment),
    messages: [],
    transitions: [],
    shadow: [],
    events: [],
    rotated: [],
    watched: [],
    metrics: [],
    batches: [],
    deployment,
    versions: new Map(),
    answers: () => 200,
    clockMs: nowMs,
    isCutOff: false,
    isDeaf: false,
    lost: 'nothing',
    pagers: [],
    turn: 0,
    openings: [],
    readAt: nowMs,
  }
  world.pagers = openContainers(world, containers)
  return world
}

/** Probes all checks as one batch. */
function probeOnce(world: World, probing: Probing): Promise<void> {
  const all = world.deployment.checks.map(({ key }) => key)
  return runAll([aMessage(all, { tick: world.clockMs })], world, probing)
}

/** Changes how the world around the deployment behaves. */
const troublesIn = (world: World): Pick<Simulation, 'answer' | 'cutOff' | 'deafen' | 'loseTable'> => ({
  answer: (next) => {
    world.answers = next
  },
  cutOff: (next) => {
    world.isCutOff = next
  },
  deafen: (next) => {
    world.isDeaf = next
  },
  loseTable: (next) => {
    world.lost = next
  },
})

async function askGate(
  evidence: EvidenceKind,
  ids: readonly string[],
  dependencies: AnswerDependencies,
): Promise<Decision> {
  const selection = { ids, tags: [], usedBy: [], environment: null }
  const question = { selection, evidence, maxAgeSeconds: null, scope: { only: null, except: [] } }
  const answer = await answerGate(question, dependencies)
  return decide(answer, { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null })
}

/** Everything that a simulation changes. */
type World = {
  readonly stores: Stores
  readonly messages: Message[]
  readonly transitions: TransitionEvent[]
  readonly shadow: ShadowMessage[]
  readonly events: LogEvent[]
  readonly rotated: CheckKey[]
  readonly watched: number[]
  readonly metrics: Metric[]
  /** Batches of the last tick. */
  batches: readonly BatchMessage[]
  deployment: Deployment
  answers: Answers
  clockMs: number
  isCutOff: boolean
  /** Makes SNS and EventBridge refuse everything, or SNS alone. */
  isDeaf: boolean | 'sns'
  lost: LostCalls
  /** Numbers of the current versions, by the id of the check; 1 if absent. */
  readonly versions: Map<string, number>
  /** Memory of each container of the probe; the next batch runs in the one whose turn it is. */
  pagers: readonly StatelessPager[]
  turn: number
  /** Openings on the function's own queue, with a delay. */
  openings: readonly SentOpening[]
  readAt: number
}

/** Opens containers whose openings wait on one queue. */
function openContainers(world: World, containers: number): readonly StatelessPager[] {
  const remember = async (opening: SentOpening): Promise<void> => {
    world.openings = [...world.openings, opening]
  }
  return Array.from({ length: containers }, () => openStatelessPager(remember))
}

/** Returns what the next container remembers. */
function nextContainer(world: World): Pick<BatchDependencies, 'statelessPager'> {
  world.turn += 1
  const statelessPager = world.pagers[world.turn % world.pagers.length]
  if (statelessPager === undefined) throw new Error('a simulation has a container')
  return { statelessPager }
}

/** Dependencies of ticks and batches alike. */
const sharedBy = (world: World) => ({
  ...world.stores,
  ...breaking(world.stores, () => world.lost),
  monitor: { ...world.stores.monitor, readMonitor: async () => provedAt(world.clockMs) },
  place: aPlace,
  unmarked: new Map<string, number>(),
  publish: async (message: Message) => {
    if (world.isDeaf !== false) throw new Error('SNS refuses everything')
    if (message.shadow === undefined) world.messages.push(message)
    else world.shadow.push(message.shadow)
  },
  putEvents: async (events: readonly TransitionEvent[]) => {
    if (world.isDeaf === true) return new Set<string>()
    world.transitions.push(...events)
    return new Set(events.map(({ id }) => id))
  },
  log: (event: LogEvent) => void world.events.push(event),
  now: () => world.clockMs,
  sleep: aMoment,
})

type Shared = ReturnType<typeof sharedBy>
type Probing = Omit<BatchDependencies, 'deployment' | 'statelessPager'>

const probingIn = (world: World, shared: Shared): Probing => ({
  ...shared,
  profileOf,
  network: {
    exchange: async ({ url }) => wireAnswerOf(await world.answers(url.pathname.slice(1))),
    close: async () => {},
  },
  readCredential: async (reference) => {
    const { source } = reference
    const check = source.from === 'secrets-manager' ? source.id.slice(source.id.lastIndexOf('/') + 1) : ''
    const versionId = `version-${world.versions.get(check) ?? 1}`
    return readSecret({ value: 'a-token-of-the-simulation', versionId }, reference, null)
  },
  remainingMs: () => (world.isCutOff ? 0 : 300_000),
})

/** Runs one tick, then all of its batches concurrently. */
async function tickOne(cadence: string, world: World, shared: Shared, probing: Probing): Promise<void> {
  const queue: BatchMessage[] = []
  const { deployment, rotated } = world
  const dependencies = {
    ...shared,
    deployment,
    subscriptions: async () => [],
    sweep: async () => ({
      versionIds: new Map(),
      managedByAws: new Set<CheckKey>(),
      nextRotations: new Map(),
      wiring: new Map(),
      hosts: new Map(),
      absent: new Set<CheckKey>(),
      untold: new Set<CheckKey>(),
    }),
    enqueue: async (batches: readonly { readonly message: BatchMessage }[]) =>
      void queue.push(...batches.map(({ message }) => message)),
    ask: async () => {},
    publishMetrics: async (sent: readonly Metric[]) => void world.metrics.push(...sent),
    rotate: async ({ key }: Check) => {
      rotated.push(key)
      return 'requested' as const
    },
  }
  await runTick({ cadence, spreadSeconds: 0 }, dependencies)
  world.batches = queue
  await runAll(queue, world, probing)
}

/** Runs batches at once. One that the table refuses returns to the queue, and is stale by then. */
async function runAll(batches: readonly BatchMessage[], world: World, probing: Probing): Promise<void> {
  const { deployment, lost } = world
  await readOpenings(world, probing)
  const runs = batches.map((message) => runBatch(message, { ...probing, ...nextContainer(world), deployment }))
  if (lost === 'nothing') await Promise.all(runs)
  else await Promise.allSettled(runs)
}

/** Gives the openings of the queue to one container after the other, once for each minute that has passed. */
async function readOpenings(world: World, probing: Probing): Promise<void> {
  const minutes = Math.min(5, Math.floor((world.clockMs - world.readAt) / 60_000))
  if (minutes < 1) return
  world.readAt = world.clockMs
  for (let minute = 0; minute < minutes && world.openings.length > 0; minute += 1) {
    const waiting = world.openings
    world.openings = []
    const container = nextContainer(world)
    for (const opening of waiting)
      await reconcileOpening(opening, { ...probing, ...container, deployment: world.deployment })
  }
}

/** Runs the watchdog, then all batches that it sends, and delivers what waits between slow ticks. */
async function watchOnce(world: World, shared: Shared, probing: Probing): Promise<void> {
  const { deployment, watched } = world
  const queue: BatchMessage[] = []
  await watchCadences({
    ...shared,
    deployment,
    enqueue: async (batches) => void queue.push(...batches.map(({ message }) => message)),
    publishMetrics: async (sent, at) => {
      world.metrics.push(...sent)
      if (sent.some(({ name }) => name === deploymentMetrics.watched)) watched.push(at)
    },
  })
  await runAll(queue, world, probing)
  const publishMetrics = async (sent: readonly Metric[]) => void world.metrics.push(...sent)
  if (isSlow(deployment)) await deliverBetweenTicks({ ...shared, deployment, publishMetrics })
}

/** Takes no time on the clock. Other tasks run meanwhile, for more turns the longer it is. */
async function aMoment(milliseconds: number): Promise<void> {
  for (let turn = 0; turn < milliseconds / 100; turn += 1) await setImmediate()
}

/** Stores whose calls fail. */
function breaking(
  { states, records, conditions }: Stores,
  lost: () => LostCalls,
): Pick<Stores, 'states' | 'records' | 'conditions'> {
  const unless = async <Result>(losses: readonly LostCalls[], call: () => Promise<Result>): Promise<Result> => {
    if (losses.includes(lost())) throw new Error('the table is away')
    return call()
  }
  return {
    states: {
      read: (checks) => unless(['all', 'states'], () => states.read(checks)),
      pending: () => unless(['all', 'states'], () => states.pending()),
      write: (state) => unless(['all', 'writes', 'states'], () => states.write(state)),
      worked: (credentials) => unless(['all', 'states'], () => states.worked(credentials)),
      noteWorked: (credential) => unless(['all', 'writes', 'states'], () => states.noteWorked(credential)),
      readExperiment: () => unless(['all'], () => states.readExperiment()),
    },
    records: {
      ...records,
      readBatch: (cadence, batch) => unless(['all'], () => records.readBatch(cadence, batch)),
      writeBatch: (record) => unless(['all', 'writes'], () => records.writeBatch(record)),
    },
    conditions: {
      ...conditions,
      all: () => unless(['all', 'conditions'], () => conditions.all()),
      put: (condition, forgetAt) => unless(['all', 'writes'], () => conditions.put(condition, forgetAt)),
      addDead: (window, checks, judged) => unless(['all', 'writes'], () => conditions.addDead(window, checks, judged)),
    },
  }
}

const timings = { dnsMs: 1, connectMs: 1, tlsMs: 1, firstByteMs: 1, bodyMs: 1, totalMs: 5 }

/** Returns the answer for a status; a timeout for null. */
export function wireAnswerOf(status: number | null): WireAnswer | WireFailure {
  if (status === null) return { kind: 'failure', reason: 'timed_out', code: 'deadline', phase: 'connect', timings }
  const body = new TextEncoder().encode('{}')
  return { kind: 'answer', status, headers: { 'content-type': 'application/json' }, body, timings }
}

/** Pseudo-random numbers from 0 to 1, the same at each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
