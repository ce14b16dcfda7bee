import { type Check, type CheckKey, hostOf } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { HostBinding } from '../model/host-binding.ts'
import { lambdaNetwork, probeLocationNames } from '../model/probe-locations.ts'
import { callsOf } from '../probe/calls/calls-of.ts'
import { paceOf } from '../probe/calls/pace.ts'
import type { BatchMessage } from '../state/batch-record.ts'
import { turned } from './turn.ts'

/** Number of checks in a batch, at most. */
export const batchSize = 50

/** Bytes of a message, at most. Lower than the limit of SQS, so that an envelope fits around it. */
export const messageLimitBytes = 200_000

/** Batches of one host that may run at once. Each later group starts a second after the one before. */
const sideBySide = 8

/** A batch, ready for the queue. */
export type CutBatch = {
  readonly message: BatchMessage
  /** Delay of its message: the batches of one host follow each other. */
  readonly delaySeconds: number
  /** Name of the probe location that all of its checks are probed from. */
  readonly location: string
}

export type Cut = {
  readonly cadence: string
  readonly tick: number
  readonly versionIds: ReadonlyMap<CheckKey, string>
  /** Hosts to which the secrets of a check may be sent. */
  readonly hosts?: ReadonlyMap<CheckKey, readonly HostBinding[]>
  /** Checks whose secret is proved missing. */
  readonly missing?: ReadonlySet<CheckKey>
  /** Checks whose secret the last complete listing does not hold. */
  readonly unlisted?: ReadonlySet<CheckKey>
}

/**
 * Cuts the checks of one cadence into batches of one probe location. Checks of one host stay together: one batch sees the connections,
 * time-outs and limits of a host. Batch numbers run through all locations. One config always gives the same batches; each tick sends
 * them in another order.
 */
export function cutBatches(
  deployment: Deployment,
  checks: readonly Check[],
  { cadence, tick, versionIds, hosts = new Map(), missing = new Set(), unlisted = new Set() }: Cut,
): readonly CutBatch[] {
  const names = probeLocationNames(deployment)
  const byLocation = Object.entries(Object.groupBy(checks, (check) => names.get(check.environment) ?? lambdaNetwork))
  const sorted = byLocation.toSorted(([a], [b]) => order(a, b))
  const cut = sorted.flatMap(([location, members = []]) => divide(members).map((batch) => ({ location, batch })))
  const delays = delaysOf(
    cut.map(({ batch }) => batch),
    deployment,
  )
  const sent = cut.map(
    ({ location, batch: members }, batch): CutBatch => ({
      location,
      message: {
        cadence,
        tick,
        batch,
        checks: members.map((check) => check.key),
        versionIds: versionsOf(members, versionIds),
        ...hostsOf(members, hosts),
        ...placesOf('missing', members, missing),
        ...placesOf('unlisted', members, unlisted),
        config: deployment.hash,
      },
      delaySeconds: delays[batch] ?? 0,
    }),
  )
  return turned(sent, tick, checks[0]?.everySeconds ?? 1)
}

/** Fills one batch after the other with checks sorted by host. */
function divide(checks: readonly Check[]): readonly (readonly Check[])[] {
  const batches: Check[][] = []
  for (const check of checks.toSorted((a, b) => order(hostOf(a) ?? '', hostOf(b) ?? '') || order(a.key, b.key))) {
    const open = batches.at(-1)
    if (open === undefined || open.length >= batchSize || sizeOf(open) + sizeOf([check]) > messageLimitBytes)
      batches.push([check])
    else open.push(check)
  }
  return batches
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Estimates the bytes of checks in a message: each key is in it twice, once with a version id. */
function sizeOf(checks: readonly Check[]): number {
  return checks.reduce((sum, { key }) => sum + 2 * key.length + 80, 0)
}

function hostsOf(
  checks: readonly Check[],
  hosts: ReadonlyMap<CheckKey, readonly HostBinding[]>,
): Pick<BatchMessage, 'hosts'> {
  const bound = checks.flatMap(({ key }) => (hosts.has(key) ? [[key, hosts.get(key) ?? []] as const] : []))
  return bound.length === 0 ? {} : { hosts: Object.fromEntries(bound) }
}

function placesOf(
  name: 'missing' | 'unlisted',
  checks: readonly Check[],
  some: ReadonlySet<CheckKey>,
): Pick<BatchMessage, 'missing' | 'unlisted'> {
  const places = checks.flatMap(({ key }, index) => (some.has(key) ? [index] : []))
  return places.length === 0 ? {} : { [name]: places }
}

function versionsOf(checks: readonly Check[], versionIds: ReadonlyMap<CheckKey, string>): Record<CheckKey, string> {
  const found: Record<CheckKey, string> = {}
  for (const { key } of checks) {
    const versionId = versionIds.get(key)
    if (versionId !== undefined) found[key] = versionId
  }
  return found
}

/**
 * Returns the delay of each batch, in seconds. Of the batches that begin with one host, a limited number starts at once, and no more of
 * them in a span than the budget of the host allows.
 */
function delaysOf(batches: readonly (readonly Check[])[], deployment: Deployment): readonly number[] {
  const before = new Map<string, { batches: number; calls: number; delayFor(callsBefore: number): number }>()
  return batches.map((batch) => {
    const [first] = batch
    const host = first === undefined ? null : hostOf(first)
    if (first === undefined || host === null) return 0
    const queue = before.get(host) ?? { batches: 0, calls: 0, delayFor: paceOf(deployment, host, first.everySeconds) }
    const delay = Math.max(Math.floor(queue.batches / sideBySide), queue.delayFor(queue.calls))
    before.set(host, { ...queue, batches: queue.batches + 1, calls: queue.calls + callsTo(host, batch) })
    return delay
  })
}

function callsTo(host: string, batch: readonly Check[]): number {
  return batch.flatMap(({ question, needs }) => callsOf(question, needs)).filter((called) => called === host).length
}
