import { Agent, request } from 'undici'
import type { Controller } from '../controller/client.ts'
import { eligibleIn } from '../injectors/wire.ts'
import type { CallOutcome } from '../lab/client.ts'
import { type Intruder, startIntruder } from '../lab/intruder.ts'
import type { MetricName } from '../measures/metric.ts'
import type { SubjectView, TrialSubject } from '../trial/subject.ts'
import { createLeakTally } from './leak-tally.ts'
import type { LogSource } from './log-source.ts'
import { watchLogs } from './log-watch.ts'

export type ServiceOptions = {
  /** URL that users call, and URL of the same service without the injection points. */
  readonly urls: Readonly<Record<'fault' | 'control', string>>
  readonly instances: number
  readonly controller: Controller
  /** The service's own logs, open. */
  readonly logs: readonly LogSource[]
  /** URL that must refuse requests without a valid token; `null` if none was named. */
  readonly protectedUrl: string | null
}

/** Time that a caller waits for the service. */
const subjectTimeoutMs = 10_000

/** Characters of an answer that are searched for secrets. */
const maxAnswerLength = 65_536

/** The runner sees neither the orders nor the alerts nor the monitor of a service. */
const alwaysUnmeasured: readonly MetricName[] = [
  'duplicate_side_effects',
  'alerts_lost',
  'time_to_detect',
  'time_to_alert',
]

/** Opens a running service whose dependencies are behind a controller's injection points. */
export function openService({ urls, instances, controller, logs, protectedUrl }: ServiceOptions): TrialSubject {
  const dispatcher = new Agent({ connections: 64 })
  const watch = watchLogs(logs)
  const tally = createLeakTally(controller.leaksIn)
  let intruder: Intruder | null = null
  let accepted: number | null = null
  let leaseId: string | null = null
  return {
    instances,
    async call(arm) {
      const { outcome, text } = await callOnce(urls[arm], dispatcher)
      if (arm === 'fault') tally.add('answers of the service', text)
      return outcome
    },
    async inject(order) {
      leaseId = await controller.inject(order)
      if (protectedUrl !== null) intruder = startIntruder(protectedUrl)
    },
    renew: async () => leaseId !== null && controller.renew(leaseId).catch(() => false),
    async remove() {
      // First, because `controller.remove` rejects if the controller is gone, and the intruder would go on calling.
      accepted = (await intruder?.stop()) ?? accepted
      intruder = null
      if (leaseId !== null) await controller.remove(leaseId)
    },
    async observe(how = 'so far') {
      if (how === 'complete') await watch.look()
      for (const { source, text } of watch.lines) tally.add(`log ${source}`, text)
      const leaks = await tally.found()
      const { wire, ...seen } = await controller.observe()
      return {
        ...seen,
        evidence: 'requests',
        // The control arm does not use the injection points, so its requests are not seen.
        wire: { fault: wire, control: [] },
        log: logs.length === 0 ? null : watch.lines,
        leaks: isKnown(seen.planes) ? leaks : null,
        monitor: null,
        failOpen: protectedUrl === null ? null : (intruder?.accepted() ?? accepted),
        duplicates: null,
        alerts: null,
        unmeasured: unmeasuredOf(seen.planes, protectedUrl),
        unreadable: watch.unreadable(),
        eligible: (order) => eligibleIn(wire, order),
      }
    },
    isRestored: async () => !(await controller.isLive()),
    leaksIn: (where, text) => controller.leaksIn(where, [text]),
    async close() {
      await watch.stop()
      await dispatcher.destroy()
    },
  }
}

/** Only injection points see secrets, so without any the secrets are not known. */
const isKnown = (planes: SubjectView['planes']): boolean => planes.length > 0

/** Returns the metrics that need an injection point, or a URL, that this target does not have. */
function unmeasuredOf(planes: SubjectView['planes'], protectedUrl: string | null): readonly MetricName[] {
  const byPlane = { api: 'amplification.api', idp: 'amplification.idp', secrets: 'amplification.secrets' } as const
  const unmeasured = (['api', 'idp', 'secrets'] as const).filter((plane) => !planes.includes(plane))
  const others: readonly (readonly [MetricName, boolean])[] = [
    ['fail_open', protectedUrl === null],
    ['leaked_secrets', !isKnown(planes)],
  ]
  const missing = others.flatMap(([name, isMissing]) => (isMissing ? [name] : []))
  return [...alwaysUnmeasured, ...unmeasured.map((plane) => byPlane[plane]), ...missing]
}

/** Calls the service once. A status from 400 is a failure; an `error` in the JSON body is its name. */
async function callOnce(
  url: string,
  dispatcher: Agent,
): Promise<{ readonly outcome: CallOutcome; readonly text: string }> {
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      signal: AbortSignal.timeout(subjectTimeoutMs),
    })
    const answered = (await body.text()).slice(0, maxAnswerLength)
    const text = `${Object.values(headers).join('\n')}\n${answered}`
    if (statusCode >= 400) {
      const error = /"error"\s*:\s*"([a-z_]{1,60})"/.exec(answered)?.[1] ?? null
      return { outcome: { kind: 'failed', error }, text }
    }
    const isDegraded = headers['x-degraded'] !== undefined
    return { outcome: isDegraded ? { kind: 'degraded', error: 'degraded' } : { kind: 'ok' }, text }
  } catch {
    return { outcome: { kind: 'failed', error: null }, text: '' }
  }
}
