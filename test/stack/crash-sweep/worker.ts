import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import type { Check } from '../../../functions/core/model/check.ts'
import type { WeeklyHours } from '../../../functions/core/model/weekly-hours.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { aCheck, aRequest, aSecret, declaring } from '../../support/check.ts'
import {
  type CallKind,
  type Crash,
  type CrashLab,
  type CrashWorld,
  crashes,
  openCrashLab,
  startMs,
} from '../../support/crash-world.ts'
import { isLongRun } from '../../support/long-run.ts'
import type { Swept } from './sweep.ts'

const thresholds = { unknownAfter: 3, misconfiguredAfter: 1, recoversAfter: 2, unprovedAfterSeconds: 1_800 }

/**
 * Outcome of a world: one token becomes invalid, one loses its permission, one is due for its rotation. The page about another, which has
 * an owner, waits for working hours.
 */
type Outcome = { readonly states: readonly unknown[]; readonly rotations: number }

/** Beginning and end of what EventBridge hears of each check, whichever call fails. A failed call may be a change of its own. */
const expectedTransitions = new Set([
  'production/dead healthy rejected',
  'production/denied healthy secret_denied',
  'production/rotated nothing expiring',
  'production/waiting healthy rejected',
])

/** Every page, with its route. */
const expectedPages = new Set([
  'ALARM: production/dead rejected [production]',
  'ALARM: production/waiting rejected [production:payments]',
])

/** Fails calls of a run in turn. */
async function sweep(lab: CrashLab, crash: Crash): Promise<Swept> {
  const reference = await play(lab, { k: Number.POSITIVE_INFINITY, crash })
  assert.deepEqual(reference.transitions, expectedTransitions)
  assert.deepEqual(reference.notified.page, [...expectedPages])
  assert.equal(reference.pagedInFirst, 1, 'the page about the other waits')
  const failed = isLongRun ? reference.calls.map((_, index) => index + 1) : sampleOf(reference.calls, crash)
  for (const k of failed) {
    const { outcome, notified, transitions } = await play(lab, { k, crash })
    const at = `${crash} at call ${k} of ${reference.calls.length}, ${reference.calls[k - 1]}`
    assert.deepEqual(outcome, reference.outcome, at)
    assert.deepEqual(new Set(notified.page), expectedPages, at)
    assert.deepEqual(new Set(notified.notice), new Set(reference.notified.notice), at)
    assert.deepEqual(transitions, expectedTransitions, at)
  }
  return { calls: reference.calls, failed: failed.length }
}

/** Kinds of calls after which a run differs each time: they change what people know. */
const alwaysFailed: readonly CallKind[] = ['PutItem check state', 'Publish page', 'Publish notice', 'PutEvents']

/**
 * Returns the calls that `npm test` fails, counted from 1. Of the first of each kind, each write of a check's state, each message and
 * each event, every kind of crash takes its third.
 */
function sampleOf(calls: readonly CallKind[], crash: Crash): readonly number[] {
  return calls
    .flatMap((kind, index) => (calls.indexOf(kind) === index || alwaysFailed.includes(kind) ? [index + 1] : []))
    .filter((_, index) => index % crashes.length === crashes.indexOf(crash))
}

/** A good tick, the run that fails at its kth call, and the same run again without a failure. */
async function play(lab: CrashLab, { k, crash }: { readonly k: number; readonly crash: Crash }) {
  const name = `sweep-${k}`
  const checks = watched(name)
  for (const { id } of checks) store(lab, `${name}/${id}`)
  const world = await lab.open(name, checks)
  await world.tick()
  world.answer((path) => (path === 'dead' || path === 'waiting' ? 401 : 200))
  refuse(lab, `${name}/denied`)
  world.crashAt(k, crash)
  await world.tick()
  const pagedInFirst = world.notified().page.length
  await world.tick()
  const calls = world.counted()
  world.repair()
  refuse(lab, `${name}/denied`)
  await world.run()
  world.repair()
  const played = {
    calls,
    pagedInFirst,
    notified: world.notified(),
    transitions: world.transitions(),
    outcome: await outcomeOf(world, checks),
  }
  await world.close()
  return played
}

function store({ aws: { secretsManager } }: CrashLab, id: string): void {
  secretsManager.put(id, 'a-token-of-the-sweep')
  if (id.endsWith('/rotated'))
    secretsManager.enableRotation(id, 'arn:aws:lambda:eu-west-1:123456789012:function:rotate')
}

function refuse({ aws: { secretsManager } }: CrashLab, id: string): void {
  secretsManager.inject({
    operation: 'GetSecretValue',
    times: Number.POSITIVE_INFINITY,
    fault: { error: 'AccessDeniedException' },
    when: ({ input }) => JSON.stringify(input).includes(id),
  })
}

/** Minute of the day between the second and the third tick. */
const opensAt = (Math.floor(startMs / 60_000) + 12) % 1_440

const hoursBetweenTicks: WeeklyHours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: opensAt,
  to: (opensAt + 480) % 1_440,
  timeZone: 'UTC',
}

function watched(name: string): readonly Check[] {
  const watch = (id: string, overrides: Partial<Check> = {}) =>
    aCheck({
      id,
      provider: id,
      question: aRequest(`https://api.example/${id}`),
      secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: `${name}/${id}` } }),
      thresholds,
      ...overrides,
    })
  const expiry = declaring({ expires: Math.floor(startMs / 1_000) + 80_000 })
  const rotation = { by: 'managed', rotateWithinSeconds: 86_400 } as const
  const waiting = {
    owner: 'payments',
    routesTo: 'payments',
    urgency: 'hours',
    workingHours: hoursBetweenTicks,
  } as const
  return [watch('dead'), watch('denied'), watch('rotated', { expiry, rotation }), watch('waiting', waiting)]
}

async function outcomeOf(world: CrashWorld, checks: readonly Check[]): Promise<Outcome> {
  const states = await Promise.all(checks.map((check) => world.stateOf(check)))
  return { states: states.map(essence), rotations: world.rotations().size }
}

/** Removes from a state everything that depends on the time of writing. */
function essence(state: CheckState | undefined) {
  if (state === undefined) return null
  const { standing, reason, severity, incident, pending, transitions = [], streak, flapping, rotationFailed } = state
  const open = incident && { severity: incident.severity, reason: incident.reason, notified: incident.notified?.to }
  const { at: _, ...counted } = streak
  return { standing, reason, severity, open, pending, transitions, streak: counted, flapping, rotationFailed }
}

const lab = await openCrashLab()
parentPort?.postMessage(await sweep(lab, workerData))
await lab.close()
