import type { Controller, ControllerView } from '../controller/client.ts'
import type { Plane } from '../faults/request.ts'
import { eligibleIn } from '../injectors/wire.ts'
import type { IntruderReport } from '../intruder/intruder.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { MetricName } from '../measures/metric.ts'
import type { SubjectView } from '../trial/subject.ts'
import type { LeakTally } from './leak-tally.ts'
import type { LogWatch } from './log-watch.ts'
import type { OwnSecrets } from './own-secrets.ts'

/** The runner sees neither the alerts nor the monitor of a service. */
const alwaysUnmeasured: readonly MetricName[] = ['alerts_lost', 'time_to_detect', 'time_to_alert']

/** Everything that a controller showed when it was asked last. */
export type Sight = { readonly view: ControllerView; readonly leaks: readonly SecretLeak[]; readonly isLost: boolean }

/** Looks through a controller. If it dies, what was seen last is kept: one that was started again knows nothing of the run. */
export function createSight(controller: Controller, tally: LeakTally): { look(): Promise<Sight> } {
  let last: Sight | null = null
  return {
    async look() {
      if (last?.isLost === true) return last
      try {
        const leaks = await tally.found()
        last = { view: await controller.observe(), leaks, isLost: false }
      } catch (error) {
        if (last === null) throw error
        last = { ...last, isLost: true }
      }
      return last
    },
  }
}

/** Searches the lines of all logs for secrets of the service and of its users. */
export function searchLines(lines: LogWatch['lines'], tally: LeakTally, own: OwnSecrets): void {
  for (const [source, some] of Map.groupBy(lines, (line) => line.source)) {
    const texts = some.map(({ text }) => text)
    for (const text of texts) tally.add(`log ${source}`, text)
    own.log.look(`log ${source}`, texts)
  }
}

type Around = {
  readonly logs: readonly unknown[]
  readonly protectedUrl: string | null
  readonly watch: LogWatch
  readonly own: OwnSecrets
  readonly report: IntruderReport | null
}

/** Joins everything that can be seen of a service. */
export function serviceView(
  { view, leaks, isLost }: Sight,
  { watch, own, report, logs, protectedUrl }: Around,
): SubjectView {
  const { wire, intruder: seenByController, changeable: _, ...seen } = view
  const intruder = seenByController ?? report
  return {
    ...seen,
    evidence: 'requests',
    // The control arm does not use the injection points, so its requests are not seen.
    wire: { fault: wire, control: [] },
    log: logs.length === 0 ? null : watch.lines,
    leaks: joined(isKnown(seen.planes) ? leaks : null, own.log.found()),
    monitor: null,
    failOpen: protectedUrl === null ? null : (intruder?.accepted ?? null),
    intruderProblem: intruder?.problem ?? null,
    duplicates: null,
    alerts: null,
    unmeasured: unmeasuredOf(seen.planes, { protectedUrl, hasLog: logs.length > 0, hasLines: watch.lines.length > 0 }),
    unreadable: watch.unreadable(),
    isLost,
    eligible: (order) => eligibleIn(wire, order),
  }
}

/** A leak is known even if the other secrets are not. The same secret in the same log counts once. */
function joined(seen: readonly SecretLeak[] | null, own: readonly SecretLeak[]): readonly SecretLeak[] | null {
  const isNew = (leak: SecretLeak) =>
    seen?.some(({ where, fingerprint }) => where === leak.where && fingerprint === leak.fingerprint) !== true
  return seen === null && own.length === 0 ? null : [...(seen ?? []), ...own.filter(isNew)]
}

/** Only injection points see secrets, so without any the secrets are not known. */
const isKnown = (planes: SubjectView['planes']): boolean => planes.length > 0

/** Figures that are read from the requests of a plane. */
const figuresOf: Readonly<Partial<Record<Plane, readonly MetricName[]>>> = {
  api: ['amplification.api', 'peak_ratio', 'early_retries', 'accepted_mutants', 'duplicate_side_effects'],
  idp: ['amplification.idp', 'early_retries'],
  secrets: ['amplification.secrets'],
}

/** Returns the metrics that need an injection point, or a URL, that this target does not have. */
function unmeasuredOf(
  planes: SubjectView['planes'],
  {
    protectedUrl,
    hasLog,
    hasLines,
  }: Pick<Around, 'protectedUrl'> & { readonly hasLog: boolean; readonly hasLines: boolean },
): readonly MetricName[] {
  const unseen = (['api', 'idp', 'secrets'] as const).filter((plane) => !planes.includes(plane))
  const others: readonly (readonly [MetricName, boolean])[] = [
    ['fail_open', protectedUrl === null],
    // A log without a line shows no leak. It may be held back until it is long enough.
    ['leaked_secrets', !isKnown(planes) || !hasLines],
    ['diagnosis_correct', !hasLog],
  ]
  const missing = others.flatMap(([name, isMissing]) => (isMissing ? [name] : []))
  return [...alwaysUnmeasured, ...unseen.flatMap((plane) => figuresOf[plane] ?? []), ...missing]
}

/**
 * Takes planes out of a view. A fault inside the service's own process answers and changes requests before any injection point sees them:
 * what arrives there says nothing about what the service sent, nor about what its API accepted.
 */
export function withoutPlanes(seen: SubjectView, hidden: readonly Plane[]): SubjectView {
  const isShown = ({ plane }: { readonly plane: Plane }) => !hidden.includes(plane)
  return {
    ...seen,
    planes: seen.planes.filter((plane) => isShown({ plane })),
    wire: { fault: seen.wire.fault.filter(isShown), control: seen.wire.control.filter(isShown) },
    unmeasured: [...new Set([...seen.unmeasured, ...hidden.flatMap((plane) => figuresOf[plane] ?? [])])],
  }
}
