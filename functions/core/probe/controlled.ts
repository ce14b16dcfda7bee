import type { Check } from '../model/check.ts'
import { isDeath, isOutage, type Reason } from '../model/reason.ts'
import type { Finding, Verdict } from '../model/verdict.ts'
import { type ReviewFindingsDependencies, saveReviewFindings } from '../state/review-findings.ts'
import type { CheckState } from '../state/state.ts'
import { assess } from './assess.ts'
import type { AttemptDependencies } from './attempt.ts'
import { type Control, control } from './control.ts'
import {
  type ControlCredential,
  canControl,
  decidingControlOf,
  hourlyControlOf,
  isBesideBroken,
  isControlTurn,
  strangerOf,
} from './control-turn.ts'
import { isForbidden } from './forbidden-again.ts'
import { withComparedPermission } from './forbidden-to-all.ts'
import type { Probed } from './probe.ts'
import { isComparable, withComparedRefusal } from './unlike-broken.ts'

/**
 * Tells a bad token from a broken API when a verdict has just become bad. A request without a credential shows if the API still refuses
 * strangers. A verdict that was bad before had its control then.
 */
export async function withControl(
  check: Check,
  probed: Probed,
  previous: CheckState | null,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  const { verdict } = probed
  const isNews = previous?.reason !== verdict.reason
  const last = probed.readings.at(-1)
  // A death by comparison was compared with a request without a credential.
  const isJudgedAlone = last?.kind === 'answered' && last.likeBrokenSinceMs === undefined
  if (!isNews || !isJudgedAlone || !(isDeath(verdict.reason) || isOutage(verdict.reason))) return probed
  if (!canControl(check, dependencies.profileOf(check.profile), 'none')) return probed
  if (dependencies.mayAsk?.(check, 'control') === false) return probed
  return { ...probed, verdict: seenBeside(verdict, await control(check, 'none', dependencies, {})) }
}

/** Adds the result of a control to a verdict. If the API did not answer the control, a refusal proves nothing: `settling`. */
export function seenBeside(verdict: Verdict, { outcome, shown }: Control): Verdict {
  // An API that refuses a dead token is expected to refuse strangers too. A request that was not sent shows nothing.
  if (outcome === 'unsent' || (isDeath(verdict.reason) && outcome === 'refused')) return verdict
  const beside = `without a credential the API ${said[outcome]} (${shown})`
  const findings = verdict.findings.map((finding) => ({ ...finding, detail: `${finding.detail}; ${beside}` }))
  if (!isDeath(verdict.reason) || outcome !== 'unanswered') return { ...verdict, findings }
  const reason: Reason = 'settling'
  const detail = findings.find((finding) => finding.reason === verdict.reason)?.detail ?? beside
  const severity = 'notice'
  return { ...verdict, standing: 'unknown', reason, severity, findings: [{ reason, detail }], rotationDue: false }
}

const said: Readonly<Record<Exclude<Control['outcome'], 'unsent'>, string>> = {
  refused: 'refuses, as expected',
  accepted: 'accepts anyone',
  unanswered: 'gives no usable answer either',
}

/** A judged check, with the controls that were asked beside it. */
export type Controlled = { readonly probed: Probed; readonly controls: readonly Control[] }

/**
 * Asks both controls once, for a person who probes a check by hand: without a credential, and with a broken one. A broken one that is
 * accepted makes a valid verdict `vacuous`; where none may be sent, the request without one does. One that is refused in other words
 * takes back a bare 401. Nothing is asked if nobody answered, or if the check turns controls off.
 */
export async function controlOnce(
  check: Check,
  probed: Probed,
  dependencies: AttemptDependencies,
): Promise<Controlled> {
  const { verdict, readings } = probed
  const isValid = verdict.standing === 'valid'
  const isBad = isDeath(verdict.reason) || isOutage(verdict.reason)
  const isBarred = readings.some(isForbidden)
  if (readings.at(-1)?.kind !== 'answered' || !(isValid || isBad || isBarred)) return { probed, controls: [] }
  const unproven = { previous: null, proof: {}, known: null }
  if (check.controls === false) {
    // A refusal that only a standard describes proves no death alone.
    const refused = await withComparedRefusal(check, probed, { ...unproven, broken: null }, dependencies)
    return { probed: refused, controls: [] }
  }
  const profile = dependencies.profileOf(check.profile)
  const isCompared = verdict.reason === 'rejected' && isComparable(check, readings.at(-1), dependencies)
  const wantsBroken = (isValid && !isBesideBroken(check)) || isCompared || isBarred
  const credentials = (['none', ...(wantsBroken ? (['broken'] as const) : [])] as const).filter((credential) =>
    canControl(check, profile, credential),
  )
  const controls = await Promise.all(credentials.map((credential) => control(check, credential, dependencies, {})))
  const broken = controls.find(({ credential }) => credential === 'broken') ?? null
  const stranger = controls.find(({ credential }) => credential === strangerOf(check, profile)) ?? null
  const refused = await withComparedRefusal(check, probed, { ...unproven, broken }, dependencies)
  const compared = await withComparedPermission(check, refused, { ...unproven, stranger }, dependencies)
  const asked = { controls, deciding: decidingControlOf(check, profile) }
  return { probed: { ...compared, verdict: judgedBeside(check, compared, asked) }, controls }
}

type AskedControls = { readonly controls: readonly Control[]; readonly deciding: ControlCredential | null }

function judgedBeside(check: Check, { verdict, readings }: Probed, { controls, deciding }: AskedControls): Verdict {
  const none = controls.find(({ credential }) => credential === 'none')
  const isBad = isDeath(verdict.reason) || isOutage(verdict.reason)
  if (verdict.standing !== 'valid') return none === undefined || !isBad ? verdict : seenBeside(verdict, none)
  const proving = controls.find(({ credential }) => credential === deciding)
  return proving?.outcome === 'accepted'
    ? assess(check, readings, verdict.at, { reviewFindings: [vacuous(check, proving)] })
    : verdict
}

/** The hourly control that was answered, with what follows for the check. */
export type Vacuity = { readonly asked: Control; readonly findings: readonly Finding[] }

/** Sends the hourly control if the check is due for it, and stores the finding until the next time. Null if nothing was learnt. */
export async function lookForVacuity(
  check: Check,
  tick: number,
  dependencies: AttemptDependencies & ReviewFindingsDependencies,
): Promise<Vacuity | null> {
  const credential = hourlyControlOf(check, dependencies.profileOf(check.profile))
  if (credential === null || !isControlTurn(check, tick)) return null
  if (dependencies.mayAsk?.(check, 'control') === false) return null
  const asked = await control(check, credential, dependencies, {})
  if (asked.outcome === 'unsent') return null
  if (asked.outcome === 'unanswered') return asked.shape === null ? null : { asked, findings: [] }
  const findings = asked.outcome === 'accepted' ? [vacuous(check, asked)] : []
  const found = findings.map((finding) => [check.key, finding] as const)
  await saveReviewFindings({ source: 'controls', subject: check.key, found }, dependencies).catch(() => undefined)
  return { asked, findings }
}

/**
 * Adds what the broken credential showed. If the credential itself was proved alive beside it, the request without one is sent too: a
 * later refusal is compared with both answers.
 */
export async function withAnswersToControls(
  check: Check,
  probed: Probed,
  vacuity: Vacuity | null,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  if (vacuity === null || vacuity.asked.credential !== 'broken') return probed
  const broken = vacuity.asked
  const seen = { forbidsBroken: broken.forbidden, answers: null }
  const { standing, evidence } = probed.verdict
  const isComparable = standing === 'valid' && evidence.status !== null && broken.outcome !== 'accepted'
  const canLeaveOut = canControl(check, dependencies.profileOf(check.profile), 'none')
  if (!isComparable || broken.shape === null || !canLeaveOut) return { ...probed, controls: seen }
  if (dependencies.mayAsk?.(check, 'control') === false) return { ...probed, controls: seen }
  const none = await control(check, 'none', dependencies, {})
  if (none.shape === null) return { ...probed, controls: seen }
  const answers = { versionId: evidence.versionId, broken: broken.shape, none: none.shape }
  return { ...probed, controls: { ...seen, answers } }
}

const vacuous = ({ question }: Check, { credential, shown }: Control): Finding => {
  const without = question.kind === 'login' ? 'a request without a session' : 'a request without the credential'
  const stranger = credential === 'none' ? without : 'a broken credential'
  const detail = `the API also accepts ${stranger} (${shown}), so its answer proves nothing: use a ping that needs the credential`
  return { reason: 'vacuous', detail }
}
