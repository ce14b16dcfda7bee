import { randomBytes } from 'node:crypto'
import {
  endSilence,
  refusalOf,
  type SilenceRefused,
  type SilenceRequest,
  silence,
} from '../../functions/core/alerting/incidents/silences.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { someOf } from '../../functions/core/alerting/messages/words.ts'
import type { Covered } from '../../functions/core/model/maintenance.ts'
import { silencesAt } from '../../functions/core/state/active-conditions.ts'
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

/** Returns the active silence of an id. Fails if there is none. */
export async function activeSilence(id: string, conditions: Pick<ConditionStore, 'all'>): Promise<Silence> {
  const found = silencesAt(await conditions.all(), Date.now()).find((one) => one.id === id)
  if (found !== undefined) return found
  throw new CommandFailure(
    'not_there',
    'no silence with this id is active: "tokenwatch incidents" lists the active ones',
  )
}

/** Plans the end of a silence. */
export function planSilenceEnd({ covers, by, until, reason }: Silence): PlannedChange {
  const steps = [
    `${by} set it until ${instantOf(until)}: "${reason}"`,
    'you are notified at the next tick of what is still wrong',
  ]
  return { what: `end the silence of ${sayCovered(covers)}`, steps }
}

/** Ends a silence now. */
export async function endSilenceNow(id: string, conditions: Pick<ConditionStore, 'all' | 'put'>): Promise<void> {
  if (await endSilence(id, { conditions, now: Date.now })) return
  throw new CommandFailure('conflict', 'somebody else changed the silence at the same time: see "tokenwatch incidents"')
}

const refusals: Readonly<Record<SilenceRefused, string>> = {
  ended_before_it_began: '--for: the silence would end before it begins; choose a longer duration such as 4h',
  too_long: '--for: expected at most 30d, so that no silence is forgotten',
  nobody: '--by <who> is missing',
  no_reason: '--reason <text> is missing',
}
