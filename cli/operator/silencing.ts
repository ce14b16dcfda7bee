import { randomBytes } from 'node:crypto'
import {
  refusalOf,
  type SilenceRefused,
  type SilenceRequest,
  silence,
} from '../../functions/core/alerting/incidents/silences.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { someOf } from '../../functions/core/alerting/messages/words.ts'
import type { Covered } from '../../functions/core/model/maintenance.ts'
import type { ConditionStore, Silence } from '../../functions/core/state/conditions.ts'
import { sayCovered } from '../../functions/status-page/covered.ts'
import type { PlannedChange } from '../framework/agreement.ts'
import { secondsOf } from '../framework/durations.ts'
import { CommandFailure } from '../framework/failure.ts'
import { reasonOf } from './author.ts'

/** The words of a person who wants a silence. */
export type SilenceWords = {
  readonly covers: Covered
  readonly for: string | undefined
  readonly reason: string | undefined
  /** Returns the name for the record, or fails. Asked after the length, so that the first missing flag is named first. */
  author(): string
}

/** Returns the request of a silence. Fails before anything is asked of the deployment. */
export function silenceRequestOf({ covers, for: length, reason: text, author }: SilenceWords): SilenceRequest {
  const seconds = secondsOf('--for', length)
  if (seconds === null)
    throw new CommandFailure('usage', '--for <duration> is missing: every silence has an end, for example --for 4h')
  const [now, by, reason] = [Date.now(), author(), reasonOf(text)]
  const request = { covers, until: now + seconds * 1_000, by, reason }
  const refused = refusalOf(request, now)
  if (refused !== null) throw new CommandFailure('usage', refusals[refused])
  return request
}

/** Plans a silence over these checks. */
export function planSilence({ covers, until, by, reason }: SilenceRequest, checks: readonly string[]): PlannedChange {
  const steps = [
    `covers ${someOf(checks)}`,
    `shown to everybody: ${by}, "${reason}"`,
    'verdicts, metrics and the gate continue; you are notified at the end of what is still wrong',
  ]
  return { what: `silence ${sayCovered(covers)} until ${instantOf(until)}`, steps }
}

/** Begins a silence. */
export async function silenceNow(
  request: SilenceRequest,
  conditions: Pick<ConditionStore, 'all' | 'put'>,
): Promise<Silence> {
  const begun = await silence(request, { conditions, now: Date.now, newId: () => randomBytes(6).toString('hex') })
  if (typeof begun === 'string') throw new CommandFailure('usage', refusals[begun])
  return begun
}

const refusals: Readonly<Record<SilenceRefused, string>> = {
  ended_before_it_began: '--for: the silence would end before it begins; choose a longer duration such as 4h',
  too_long: '--for: expected at most 30d, so that no silence is forgotten',
  nobody: '--by <who> is missing',
  no_reason: '--reason <text> is missing',
}
