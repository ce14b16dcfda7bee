import { Agent } from 'undici'
import type { Controller, ControllerView, GrantedLease, IntruderOrder } from '../controller/client.ts'
import { noController } from '../controller/no-controller.ts'
import type { Variables } from '../experiment/variables.ts'
import { eligibleIn } from '../injectors/wire.ts'
import { type Intruder, type IntruderReport, referencesOf, startIntruder } from '../intruder/intruder.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { MetricName } from '../measures/metric.ts'
import type { SubjectView, TrialSubject } from '../trial/subject.ts'
import type { ErrorPlace } from './error-name.ts'
import { createVirtualUser, type FlowStep, plainFlow } from './flow.ts'
import { createLeakTally, type LeakTally } from './leak-tally.ts'
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
  /** Predicate for an answer that served a request; `null` compares answers. */
  readonly accepts?: IntruderOrder['accepts'] | null
  /** Places of an error's name in the service's answers, besides the usual ones. */
  readonly errors?: readonly ErrorPlace[]
  /** Steps of one call; the URL is read without any. */
  readonly flow?: readonly FlowStep[]
  readonly variables?: Variables
}

/** The runner sees neither the alerts nor the monitor of a service. */
const alwaysUnmeasured: readonly MetricName[] = ['alerts_lost', 'time_to_detect', 'time_to_alert']

/** Opens a running service whose dependencies are behind a controller's injection points. */
export function openService(options: ServiceOptions): TrialSubject {
  const { instances, controller, logs, protectedUrl } = options
  const dispatcher = new Agent({ connections: 64 })
  const users = usersOf(options, dispatcher)
  const watch = watchLogs(logs)
  const tally = createLeakTally(controller.leaksIn)
  const intruder = createServiceIntruder(options)
  const sight = createSight(controller, tally)
  let lease: GrantedLease | null = null
  return {
    instances,
    async call(arm) {
      const { outcome, text } = await users[arm].call()
      if (arm === 'fault') tally.add('answers of the service', text)
      return outcome
    },
    async inject(order) {
      lease = await controller.inject(order, intruder.order)
      await intruder.begin()
      return lease.silence
    },
    renew: async () => lease !== null && controller.renew(lease.id).catch(() => false),
    async remove() {
      // First, because `controller.remove` rejects if the controller is gone, and the intruder would go on.
      await intruder.stop()
      if (lease !== null) await controller.remove(lease.id)
    },
    async observe(how = 'so far') {
      if (how === 'complete') await watch.look()
      for (const { source, text } of watch.lines) tally.add(`log ${source}`, text)
      const { view, leaks, isLost } = await sight.look()
      const { wire, intruder: seenByController, ...seen } = view
      const report = seenByController ?? intruder.report()
      return {
        ...seen,
        evidence: 'requests',
        // The control arm does not use the injection points, so its requests are not seen.
        wire: { fault: wire, control: [] },
        log: logs.length === 0 ? null : watch.lines,
        leaks: isKnown(seen.planes) ? leaks : null,
        monitor: null,
        failOpen: protectedUrl === null ? null : (report?.accepted ?? null),
        intruderProblem: report?.problem ?? null,
        duplicates: null,
        alerts: null,
        unmeasured: unmeasuredOf(seen.planes, protectedUrl),
        unreadable: watch.unreadable(),
        isLost,
        eligible: (order) => eligibleIn(wire, order),
      }
    },
    isRestored: async () => !(await controller.isLive().catch(() => true)),
    leaksIn: (where, text) => controller.leaksIn(where, [text]),
    async close() {
      await watch.stop()
      await controller.release().catch(() => undefined)
      await dispatcher.destroy()
    },
  }
}

/** Makes one user for each arm. */
function usersOf({ urls, flow = plainFlow, variables = new Map(), errors = [] }: ServiceOptions, dispatcher: Agent) {
  const userOf = (url: string) => createVirtualUser({ url, flow, variables, dispatcher, errors })
  return { fault: userOf(urls.fault), control: userOf(urls.control) }
}

type Sight = { readonly view: ControllerView; readonly leaks: readonly SecretLeak[]; readonly isLost: boolean }

/** Looks through a controller. If it dies, what was seen last is kept: one that was started again knows nothing of the run. */
function createSight(controller: Controller, tally: LeakTally): { look(): Promise<Sight> } {
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

/** Lets the controller run the intruder, because it knows tokens of the service. Without a controller, this process does. */
function createServiceIntruder({ controller, protectedUrl, accepts = null }: ServiceOptions) {
  let running: Intruder | null = null
  let last: IntruderReport | null = null
  const order: IntruderOrder = {
    ...(protectedUrl === null ? {} : { protectedUrl }),
    ...(accepts === null ? {} : { accepts }),
  }
  return {
    order,
    report: () => running?.report() ?? last,
    async begin() {
      if (protectedUrl === null || controller !== noController) return
      const asked = { url: protectedUrl, sample: () => undefined, declared: accepts }
      running = startIntruder(asked, await referencesOf(asked))
    },
    async stop() {
      last = (await running?.stop()) ?? last
      running = null
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
    ['duplicate_side_effects', !planes.includes('api')],
    ['fail_open', protectedUrl === null],
    ['leaked_secrets', !isKnown(planes)],
  ]
  const missing = others.flatMap(([name, isMissing]) => (isMissing ? [name] : []))
  return [...alwaysUnmeasured, ...unmeasured.map((plane) => byPlane[plane]), ...missing]
}
