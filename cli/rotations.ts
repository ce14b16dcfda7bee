import { instantOf } from '../functions/core/alerting/messages/instant.ts'
import type { CheckKey } from '../functions/core/model/check.ts'
import type { RotationRecord } from '../functions/core/rotation/record.ts'
import { rehearsalKey } from '../functions/core/rotation/rehearsal.ts'
import type { Stop } from '../functions/core/rotation/stop.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import { type RotationClient, rotationClient } from './aws/rotation-client.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { authorOf } from './operator/author.ts'
import { whichCheck } from './operator/which-check.ts'
import { auditData, auditText } from './rotate/audit.ts'

/** Options of `tokenwatch rotations`. */
export type RotationsOptions = {
  readonly check: string
  readonly environment?: string
  readonly last?: string
  readonly release?: boolean
  readonly by?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Shows the audit trail of a check's rotations, or releases the old key with `--release`. */
export async function run(options: RotationsOptions, terminal: Terminal): Promise<CommandResult> {
  const newest = countOf(options.last)
  const by = options.release === true ? authorOf(options.by, terminal) : null
  const client = await openDeploymentClient(options, terminal)
  const check = await whichCheck(options, client)
  const rotations = rotationClient(client.connection)
  if (by !== null) return release({ check, by }, options, rotations, terminal)
  const [records, rehearsal, stop] = await Promise.all([
    rotations.journal.history(check, newest),
    rotations.journal.read(rehearsalKey(check)),
    rotations.journal.readStop(check),
  ])
  const shown = isNews(stop, records) ? stop : null
  return {
    exitCode: exitCodes.ok,
    data: { check, ...auditData({ records, rehearsal }, shown) },
    text: auditText(check, { records, rehearsal }, shown, terminal.paint),
  }
}

/** Returns false for a stop of another rotation, or of one that was completed since. */
function isNews(stop: Stop | null, [last]: readonly RotationRecord[]): boolean {
  return stop !== null && last?.versionId === stop.versionId && last.phase !== 'done'
}

const defaultCount = 10
const maximumCount = 100

function countOf(text: string | undefined): number {
  if (text === undefined) return defaultCount
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= maximumCount) return count
  throw new CommandFailure(
    'usage',
    `--last: expected a number from 1 to ${maximumCount}, found a string of ${text.length} characters`,
  )
}

async function release(
  { check, by }: { readonly check: CheckKey; readonly by: string },
  options: RotationsOptions,
  { journal, order }: RotationClient,
  terminal: Terminal,
): Promise<CommandResult> {
  const record = await journal.read(check)
  if (record === null || (record.phase !== 'held' && record.phase !== 'draining'))
    throw new CommandFailure(
      'not_there',
      `${check}: no rotation waits for its consumers; see "tokenwatch rotations ${check}"`,
    )
  const { oldId, promotedAt, pendingMessage, versionId } = record
  const steps = [
    `the old key${oldId === null ? '' : ` ${oldId}`} is revoked at the next review, even if somebody still uses it`,
    ...(pendingMessage === null || pendingMessage.detail === '' ? [] : [pendingMessage.detail]),
    ...(promotedAt === null ? [] : [`version ${versionId} has been current since ${instantOf(promotedAt)}`]),
  ]
  await agree({ what: `record that every consumer of ${check} uses the new key, as ${by}`, steps }, options, terminal)
  const reply = await order({ check, act: 'release', by, approve: false })
  if (reply.kind !== 'released')
    throw new CommandFailure(
      'conflict',
      `nothing was released: ${reply.kind === 'refused' ? reply.why : `see "tokenwatch rotations ${check}"`}`,
    )
  return {
    exitCode: exitCodes.ok,
    data: { check, versionId, oldId, releasedBy: by },
    text: `${check}: released by ${by}; the old key is revoked at the next review\n`,
  }
}
