import type { CheckKey } from '../functions/core/model/check.ts'
import type { RotationReply } from '../functions/core/rotation/order-event.ts'
import type { Preflight } from '../functions/core/rotation/preflight.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import { type RotationClient, rotationClient } from './aws/rotation-client.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { authorOf } from './operator/author.ts'
import { whichCheck } from './operator/which-check.ts'
import { reportDryRun } from './rotate/dry-run.ts'
import { reportEnding } from './rotate/ending.ts'
import { reportRehearsal } from './rotate/rehearsal.ts'
import { watchRotation } from './rotate/watch.ts'
import { plannedSteps, rehearsedSteps, rotationRefusal } from './rotate/words.ts'

/** Options of `tokenwatch rotate`. */
export type RotateOptions = {
  readonly check: string
  readonly environment?: string
  readonly dryRun?: boolean
  readonly rehearseLive?: boolean
  readonly approve?: boolean
  readonly wait?: string
  readonly by?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Default of `--wait`: enough for the four steps and the retries of Secrets Manager. */
const defaultWaitSeconds = 600

/** Rotates the credential of a check because a person asked for it, and shows each phase as it happens. */
export async function run(options: RotateOptions, terminal: Terminal): Promise<CommandResult> {
  const { approve = false, dryRun = false, rehearseLive = false } = options
  if (dryRun && rehearseLive)
    throw new CommandFailure('usage', '--dry-run and --rehearse-live: expected one of the two')
  const by = dryRun ? 'nobody' : authorOf(options.by, terminal)
  const forMs = (secondsOf('--wait', options.wait) ?? defaultWaitSeconds) * 1_000
  const client = await openDeploymentClient(options, terminal)
  const check = await whichCheck(options, client)
  const rotations = rotationClient(client.connection)
  const preflight = preflightIn(
    await rotations.order({ check, act: 'look', by, approve: approve || dryRun || rehearseLive }),
    check,
  )
  if (rehearseLive) return rehearse(preflight, by, options, rotations, terminal)
  if (dryRun) return reportDryRun(preflight, await rotations.dryRun(check))
  const steps = [...plannedSteps(preflight), ...(approve ? [`the rotation is recorded as approved by ${by}`] : [])]
  await agree({ what: `rotate ${check} as ${by}`, steps }, options, terminal)
  return rotateNow({ check, by, approve, forMs }, rotations, terminal)
}

/** Rehearses a rotation at the provider, once the person agrees. */
async function rehearse(
  preflight: Preflight,
  by: string,
  options: RotateOptions,
  rotations: RotationClient,
  terminal: Terminal,
): Promise<CommandResult> {
  const { check } = preflight
  const steps = rehearsedSteps(preflight)
  if (steps === null)
    throw new CommandFailure(
      'not_there',
      `${check}: nothing to rehearse, since Tokenwatch does not perform this rotation itself`,
    )
  await agree({ what: `rehearse the rotation of ${check} as ${by}`, steps }, options, terminal)
  return reportRehearsal(preflight, by, await rotations.rehearse(check))
}

type Ordered = {
  readonly check: CheckKey
  readonly by: string
  readonly approve: boolean
  readonly forMs: number
}

async function rotateNow(
  { check, by, approve, forMs }: Ordered,
  rotations: RotationClient,
  terminal: Terminal,
): Promise<CommandResult> {
  const before = await rotations.journal.read(check)
  const since = Date.now()
  const reply = await rotations.order({ check, act: 'start', by, approve })
  const preflight = preflightIn(reply, check)
  if (reply.kind !== 'started')
    throw new CommandFailure(
      'conflict',
      `${check}: somebody else changed it at the same time; see "tokenwatch rotations ${check}"`,
    )
  if (reply.outcome === 'refused')
    throw new CommandFailure(
      'broken_deployment',
      `Secrets Manager refused to rotate ${check}: its secret may have no rotation function; deploy again, or see the log of tick`,
    )
  if (reply.outcome === 'postponed') throw rotationRefusal(preflight, 'one_is_open')
  const { nextVersionId: versionId } = preflight
  if (preflight.by !== 'ours' || versionId === null) return reportRequested(preflight)
  const known = before?.versionId === versionId ? before.entries.length : 0
  const watched = await watchRotation({ check, versionId, known, since, forMs }, rotations, terminal)
  return reportEnding(preflight, versionId, watched)
}

/** Returns the preflight of a rotation. Fails if something blocks it. */
function preflightIn(reply: RotationReply, check: CheckKey): Preflight {
  if (reply.kind === 'refused') throw new CommandFailure('conflict', `no rotation was started: ${reply.why}`)
  if (reply.kind === 'no_such_check' || reply.kind === 'released')
    throw new CommandFailure(
      'broken_deployment',
      `${check}: the probe knows this check, but tick does not; deploy again`,
    )
  const { preflight } = reply
  if (preflight.blocker !== null) throw rotationRefusal(preflight, preflight.blocker)
  return preflight
}

/** Reports a rotation that AWS or another function performs. Tokenwatch has no record of it to watch. */
function reportRequested({ check, by, versionId }: Preflight): CommandResult {
  const who = by === 'managed' ? 'AWS' : 'your rotation function'
  return {
    exitCode: exitCodes.ok,
    data: { check, by, from: versionId, to: null, ending: 'requested' },
    text: `${check}: rotation requested; ${who} performs it, and the next probe sees the new version\n`,
  }
}
