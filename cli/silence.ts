import { randomBytes } from 'node:crypto'
import {
  refusalOf,
  type SilenceRefused,
  type SilenceRequest,
  silence,
} from '../functions/core/alerting/incidents/silences.ts'
import { instantOf } from '../functions/core/alerting/messages/instant.ts'
import { someOf } from '../functions/core/alerting/messages/words.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import { agree } from './framework/agreement.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { authorOf, reasonOf } from './operator/author.ts'
import { type CoverOptions, coveredChecks, coverOf, sayCovered } from './silence/covered.ts'

/** Options of `tokenwatch silence`. */
export type SilenceOptions = CoverOptions & {
  readonly for?: string
  readonly by?: string
  readonly reason?: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Suppresses notifications about some checks for a while. */
export async function run(options: SilenceOptions, terminal: Terminal): Promise<CommandResult> {
  const asked = requestOf(options, terminal)
  const client = await openDeploymentClient(options, terminal)
  const { covers, checks } = await coveredChecks(asked.covers, client)
  const request = { ...asked, covers }
  const what = `silence ${sayCovered(covers)} until ${instantOf(request.until)}`
  const steps = [
    `covers ${someOf(checks)}`,
    `shown to everybody: ${request.by}, "${request.reason}"`,
    'verdicts, metrics and the gate continue; you are notified at the end of what is still wrong',
  ]
  await agree({ what, steps }, options, terminal)
  const { conditions } = client
  const newId = () => randomBytes(6).toString('hex')
  const begun = await silence(request, { conditions, now: Date.now, newId })
  if (typeof begun === 'string') throw new CommandFailure('usage', refusals[begun])
  const { id, until, by, reason } = begun
  return {
    exitCode: exitCodes.ok,
    data: { id, covers, checks, until: new Date(until).toISOString(), by, reason },
    text: `silenced ${sayCovered(covers)} until ${instantOf(until)}; to end it early: tokenwatch silence end ${id}\n`,
  }
}

/** Parses the options before anything is asked of AWS. */
function requestOf(options: SilenceOptions, terminal: Terminal): SilenceRequest {
  const covers = coverOf(options)
  const seconds = secondsOf('--for', options.for)
  if (seconds === null)
    throw new CommandFailure('usage', '--for <duration> is missing: every silence has an end, for example --for 4h')
  const [now, by, reason] = [Date.now(), authorOf(options.by, terminal), reasonOf(options.reason)]
  const request = { covers, until: now + seconds * 1_000, by, reason }
  const refused = refusalOf(request, now)
  if (refused !== null) throw new CommandFailure('usage', refusals[refused])
  return request
}

const refusals: Readonly<Record<SilenceRefused, string>> = {
  ended_before_it_began: '--for: the silence would end before it begins; choose a longer duration such as 4h',
  too_long: '--for: expected at most 30d, so that no silence is forgotten',
  nobody: '--by <who> is missing',
  no_reason: '--reason <text> is missing',
}
