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
import { consumerReader } from './consumer-reading.ts'
import { happenedBetween, openHappenings, type Snapshot } from './happenings.ts'
import { readInTurn } from './read-in-turn.ts'

/** Rotated checks whose rotations are read. Each takes two requests. */
const mostRotated = 200

/** Rotations of one check that a page shows. */
const lastRotations = 3

type Part<Value> = { readonly value: Value; readonly unread: readonly string[] }

/**
 * Looks at a deployment with the rights of an operator. Without the verdicts there is nothing to show, so their failure rejects. Any other
 * part that cannot be read is said.
 */
export function deployedFacts(connection: Connection, newest = lastRotations): () => Promise<DeploymentFacts> {
  const gate = deployedGate(connection)
  const stores = storesOf(connection)
  const { journal } = rotationClient(connection)
  const readConsumers = consumerReader(stores.observations, Date.now)
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
    const [states, conditions, rotations, consumers] = await Promise.all([
      partly('incidents and evidence', new Map(), () => stores.states.read(keys)),
      partly('silences, storms and outages', [], () => stores.conditions.all()),
      readRotations(judgements, (check) => journal.history(check, newest)),
      partly('consumers', { value: new Map(), unread: [] }, () => readConsumers(judgements)),
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
      consumers: consumers.value.value,
      histories: histories.value,
      readings: new Map(),
      unread: [states, conditions, rotations, consumers, consumers.value, histories].flatMap(({ unread }) => unread),
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
  const read = await partly<readonly RotationRecord[]>('rotations', [], async () =>
    (await readInTurn(rotated.slice(0, mostRotated), history)).flat(),
  )
  return { value: read.value, unread: [...read.unread, ...more, ...older] }
}

function becauseOf(error: unknown): string {
  if (error instanceof CommandFailure) return error.lines.join(' ')
  return error instanceof Error ? error.name : 'unknown'
}
