import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import { everything } from '../../functions/core/gate/selection.ts'
import type { RotationRecord } from '../../functions/core/rotation/record.ts'
import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import type { Connection } from '../aws/connection.ts'
import { deployedGate } from '../aws/deployed-gate.ts'
import { storesOf } from '../aws/deployment-client.ts'
import { rotationClient } from '../aws/rotation-client.ts'
import { CommandFailure } from '../framework/failure.ts'
import { cachedMonths } from './cached-months.ts'
import { happenedBetween, openHappenings, type Snapshot } from './happenings.ts'

/** Rotated checks whose rotations are read. Each takes two requests. */
const mostRotated = 200

/** Rotations of one check. */
const lastRotations = 3

/** Requests at once. */
const atOnce = 8

type Part<Value> = { readonly value: Value; readonly unread: readonly string[] }

/**
 * Looks at a deployment with the rights of an operator. Without the verdicts there is nothing to show, so their failure rejects. Any other
 * part that cannot be read is said.
 */
export function deployedFacts(connection: Connection): () => Promise<DeploymentFacts> {
  const gate = deployedGate(connection)
  const stores = storesOf(connection)
  const { journal } = rotationClient(connection)
  const happenings = openHappenings()
  const monthsOf = cachedMonths(stores.history)
  let before: Snapshot | null = null
  return async () => {
    const { judgements, pulses, at, deployment } = await gate.ask({
      selection: everything,
      evidence: 'remembered',
      maxAgeSeconds: null,
    })
    const keys = judgements.map(({ check }) => check)
    const [states, conditions, rotations] = await Promise.all([
      partly('incidents and evidence', new Map(), () => stores.states.read(keys)),
      partly('silences, storms and outages', [], () => stores.conditions.all()),
      readRotations(judgements, (check) => journal.history(check, lastRotations)),
    ])
    const histories = await partly('history and uptime', new Map(), () => monthsOf(states.value, at))
    const now = { states: states.value, rotations: rotations.value }
    if (before !== null) happenings.add(happenedBetween(before, now))
    before = now
    return {
      deployment,
      at,
      pulses,
      judgements,
      ...now,
      ...happenings.read(),
      conditions: conditions.value,
      histories: histories.value,
      readings: new Map(),
      unread: [...states.unread, ...conditions.unread, ...rotations.unread, ...histories.unread],
      options: `--deployment ${deployment} --region ${connection.region}`,
      faults: [],
    }
  }
}

/** Reads one part. A part that cannot be read is empty, and a sentence says why. */
async function partly<Value>(what: string, empty: Value, read: () => Promise<Value>): Promise<Part<Value>> {
  try {
    return { value: await read(), unread: [] }
  } catch (error) {
    return { value: empty, unread: [`${what}: ${becauseOf(error)}`] }
  }
}

/** Reads the last rotations of every check that Tokenwatch itself rotates. */
async function readRotations(
  judgements: readonly GateJudgement[],
  history: (check: GateJudgement['check']) => Promise<readonly RotationRecord[]>,
): Promise<Part<readonly RotationRecord[]>> {
  const rotated = judgements.filter(({ rotation }) => rotation === 'ours').map(({ check }) => check)
  const beyond = rotated.length - mostRotated
  const more = beyond > 0 ? [`rotations: those of ${beyond} more checks are not read; use "tokenwatch rotations"`] : []
  const older = judgements.some(({ rotation }) => rotation === undefined)
    ? ['rotations: the deployed monitor is of an earlier version and does not say which checks are rotated']
    : []
  const waiting = rotated.slice(0, mostRotated)
  const read = await partly<readonly RotationRecord[]>('rotations', [], async () => {
    const found: RotationRecord[] = []
    while (waiting.length > 0)
      found.push(...(await Promise.all(waiting.splice(0, atOnce).map((check) => history(check)))).flat())
    return found
  })
  return { value: read.value, unread: [...read.unread, ...more, ...older] }
}

function becauseOf(error: unknown): string {
  if (error instanceof CommandFailure) return error.lines.join(' ')
  return error instanceof Error ? error.name : 'unknown'
}
