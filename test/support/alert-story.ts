import assert from 'node:assert/strict'
import { acknowledgedBy } from '../../functions/core/alerting/incidents/acknowledge.ts'
import { transition } from '../../functions/core/alerting/transition.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { parseDuration } from '../../functions/core/model/duration.ts'
import { type Reason, reasons, severityOf } from '../../functions/core/model/reason.ts'
import { type AlertContext, normalContext } from '../../functions/core/state/alert-context.ts'
import { afterGivingUp, afterRotation } from '../../functions/core/state/rotation-failed.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { aCheck } from './check.ts'
import { nowMs } from './reading.ts'
import { aVerdict, evidence } from './verdict.ts'

const minutesApart = 5 * 60_000

/** The state of a story so far. */
type StoryState = {
  readonly state: CheckState | null
  readonly atMs: number
  readonly tick: number
  readonly notified: readonly string[]
}

/** Plays the verdicts of a story through the state machine. Returns every message with the number of its tick. */
export function notifyInStory(verdicts: string, overrides: Partial<Check> = {}): readonly string[] {
  const check = aCheck(overrides)
  const begun: StoryState = { state: null, atMs: nowMs - minutesApart, tick: 0, notified: [] }
  return verdicts
    .split(',')
    .map((step) => step.trim())
    .flatMap(repeated)
    .reduce((story, step) => next(story, step, check), begun).notified
}

function repeated(step: string): readonly string[] {
  const [, what = step, times = '1'] = /^(.*) x(\d+)$/.exec(step) ?? []
  return Array.from({ length: Number(times) }, () => what)
}

function next(story: StoryState, step: string, check: Check): StoryState {
  const { state } = story
  const later = /^(\w+) later$/.exec(step)?.[1]
  if (later !== undefined) {
    const seconds = parseDuration(later) ?? assert.fail(`no duration: ${later}`)
    return { ...story, atMs: story.atMs + seconds * 1_000 - minutesApart }
  }
  if (step === 'acknowledged') return { ...story, state: state && acknowledgedBy(state, 'sam', story.atMs) }
  if (step === 'refused' || step === 'accepted')
    return { ...story, state: state && afterRotation(state, 'version-1', step === 'accepted') }
  if (step === 'given up') return { ...story, state: state && afterGivingUp(state) }
  return judged({ ...story, atMs: story.atMs + minutesApart, tick: story.tick + 1 }, step, check)
}

function judged({ state, atMs, tick, notified }: StoryState, step: string, check: Check): StoryState {
  const { reason, left, around } = read(step)
  const at = atMs + 500
  const leftSeconds = left === undefined ? null : (parseDuration(left) ?? assert.fail(`no duration: ${left}`))
  const expiry = leftSeconds === null ? null : ({ source: 'jwt', at: Math.floor(at / 1_000) + leftSeconds } as const)
  const critical = leftSeconds !== null && leftSeconds <= check.criticalSeconds
  const severity = severityOf(reason, { critical })
  const verdict = aVerdict(reason, { severity, evidence: { ...evidence, expiry }, at })
  const judgement = { check, verdict, tick: atMs, judgedBefore: null, questionHash: 'a-question', alertContext: around }
  const after = transition(state, judgement)
  const lines = after.pending.map(({ to, kind, incident }) => `${tick}: ${to} ${kind} ${incident.reason}`)
  return { state: { ...after, pending: [] }, atMs, tick, notified: [...notified, ...lines] }
}

/** `expiring in 20d (suppressed)` */
function read(step: string): { reason: Reason; left: string | undefined; around: AlertContext } {
  const [, name, left, around] = /^(\w+)(?: in (\w+))?(?: \((\w+)\))?$/.exec(step) ?? []
  const reason = reasons.find((one) => one === name) ?? assert.fail(`no verdict: ${step}`)
  return { reason, left, around: alertContext(around) }
}

function alertContext(around: string | undefined): AlertContext {
  switch (around) {
    case undefined:
      return normalContext
    case 'suppressed':
      return { ...normalContext, suppressed: true }
    case 'unreliable':
      return { ...normalContext, unreliable: true }
    case 'storm':
      return { ...normalContext, inStorm: true }
    case 'shared':
      return { ...normalContext, inStorm: true, isShared: true }
    case 'ends':
      return { ...normalContext, endInStorm: true }
    default:
      return assert.fail(`no alert context: ${around}`)
  }
}
