import { Agent } from 'undici'
import type { Controller, GrantedLease, IntruderOrder } from '../controller/client.ts'
import { noController } from '../controller/no-controller.ts'
import type { Variables } from '../experiment/variables.ts'
import { type Intruder, type IntruderReport, referencesOf, startIntruder } from '../intruder/intruder.ts'
import { type FieldWords, noFieldWords } from '../token/field-kind.ts'
import type { TrialSubject } from '../trial/subject.ts'
import type { ErrorPlace } from './error-name.ts'
import { createVirtualUser, type FlowStep, plainFlow } from './flow.ts'
import { createLeakTally } from './leak-tally.ts'
import type { LogSource } from './log-source.ts'
import { watchLogs } from './log-watch.ts'
import { createOwnSecrets, type OwnSecrets } from './own-secrets.ts'
import { createSight, searchLines, serviceView } from './service-view.ts'

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
  /** Values of the file's `secrets`, and the user's words about fields. */
  readonly secrets?: Iterable<string>
  readonly fields?: FieldWords
  /** Receives the trace of each call of the fault arm. */
  readonly sentTrace?: ((traceId: string) => void) | undefined
}

/** Opens a running service whose dependencies are behind a controller's injection points. */
export function openService(options: ServiceOptions): TrialSubject {
  const { instances, controller, logs } = options
  const dispatcher = new Agent({ connections: 64 })
  const own = createOwnSecrets(options.secrets ?? [], options.fields ?? noFieldWords)
  const users = usersOf(options, dispatcher, own)
  const watch = watchLogs(logs)
  const tally = createLeakTally(controller.leaksIn)
  const intruder = createServiceIntruder(options)
  const sight = createSight(controller, tally)
  const leases: GrantedLease[] = []
  return {
    instances,
    async call(arm) {
      const { outcome, text } = await users[arm].call()
      if (arm === 'fault') tally.add('answers of the service', text)
      return outcome
    },
    async inject(order) {
      const lease = await controller.inject(order, intruder.order)
      leases.push(lease)
      await intruder.begin()
      return lease.silence
    },
    async renew() {
      const live = await Promise.all(leases.map(({ id }) => controller.renew(id).catch(() => false)))
      return live.includes(true)
    },
    async remove() {
      // First, because `controller.remove` rejects if the controller is gone, and the intruder would go on.
      await intruder.stop()
      for (const { id } of leases.toReversed()) await controller.remove(id)
    },
    async observe(how = 'so far') {
      if (how === 'complete') await watch.look(how)
      searchLines(watch.lines, tally, own)
      return serviceView(await sight.look(), { ...options, watch, own, report: intruder.report() })
    },
    isRestored: async () => !(await controller.isLive().catch(() => true)),
    leaksIn: async (where, text) => [...own.leaksIn(where, text), ...(await controller.leaksIn(where, [text]))],
    async close() {
      await watch.stop()
      await controller.release().catch(() => undefined)
      await dispatcher.destroy()
    },
  }
}

/** Makes one user for each arm. */
function usersOf(
  { urls, flow = plainFlow, variables = new Map(), errors = [], sentTrace }: ServiceOptions,
  dispatcher: Agent,
  own: OwnSecrets,
) {
  const common = { flow, variables, dispatcher, errors, own }
  return {
    fault: createVirtualUser({ ...common, url: urls.fault, sentTrace }),
    control: createVirtualUser({ ...common, url: urls.control }),
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
      if (protectedUrl === null || controller !== noController || running !== null) return
      const asked = { url: protectedUrl, sample: () => undefined, declared: accepts }
      running = startIntruder(asked, await referencesOf(asked))
    },
    async stop() {
      last = (await running?.stop()) ?? last
      running = null
    },
  }
}
