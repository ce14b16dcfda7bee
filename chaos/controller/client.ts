import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import { z } from 'zod'
import type { Plane } from '../faults/request.ts'
import type { ArmedCounts, CountsOfFault } from '../injectors/armed-fault.ts'
import { sampleBody } from '../injectors/ramp.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { DeclaredAcceptance } from '../intruder/acceptance.ts'
import type { IntruderReport } from '../intruder/intruder.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import { type FieldWords, noFieldWords } from '../token/field-kind.ts'
import type { InjectionOrder } from '../trial/subject.ts'
import type { Claim } from './claim.ts'
import { leaksShape, viewShape } from './view.ts'

/** Everything that a controller has seen. Instants are on this process's monotonic clock. */
export type ControllerView = {
  readonly counts: ArmedCounts
  readonly countsOfEach: readonly CountsOfFault[]
  readonly wire: readonly WireEntry[]
  readonly acceptedAfterRevocationMs: number | null
  readonly sawSignatureV4: boolean
  /** Result of the intruder's calls to the protected URL; `null` if there were none. */
  readonly intruder: IntruderReport | null
  /** Planes that an injection point covers. */
  readonly planes: readonly Plane[]
  /** Parts of the controller's own issuer that faults can change. */
  readonly changeable: readonly ('issuer' | 'secret')[]
}

/** A lease that a controller granted. */
export type GrantedLease = { readonly id: string; readonly silence: number }

/** A client of the controller. */
export type Controller = {
  /** Resolves with the lease's id, and the seconds without a sign of life after which it ends. */
  inject(order: InjectionOrder, intrusion?: IntruderOrder): Promise<GrantedLease>
  renew(id: string): Promise<boolean>
  remove(id: string): Promise<void>
  /** Makes the controller this run's own until `release`. Resolves with the claim of another run, or with `null`. */
  claim(seconds: number): Promise<Claim | null>
  release(): Promise<void>
  /** Ends the fault of this run and its claim. Rejects if the controller belongs to another run. */
  reset(): Promise<void>
  isLive(): Promise<boolean>
  observe(): Promise<ControllerView>
  /** Finds secrets in texts. The secrets never leave the controller. */
  leaksIn(where: string, texts: readonly string[]): Promise<readonly SecretLeak[]>
}

/** The controller refused a request; `status` is its HTTP status. */
export class ControllerRefused extends Error {
  override readonly name = 'ControllerRefused'
  readonly status: number

  constructor(status: number) {
    super(`the controller answered ${status}`)
    this.status = status
  }
}

/** The controller gave no answer. */
export class ControllerUnreachable extends Error {
  override readonly name = 'ControllerUnreachable'
}

const controllerTimeoutMs = 5_000

const granted = z.object({ id: z.string(), silence: z.number() })
const live = z.object({ live: z.boolean() })

/** Names the URL to call without a valid token while the fault is on, and how the target shows that it served a request. */
export type IntruderOrder = { readonly protectedUrl?: string; readonly accepts?: DeclaredAcceptance }

export type ControllerConnection = {
  readonly controlToken?: string | null
  /** Id of the run. The controller refuses the orders of any other one meanwhile. */
  readonly run?: string
  readonly fields?: FieldWords
  /** Environment of the experiment, which the controller compares with its own. */
  readonly environment?: string
}

const claimed = z.object({ run: z.string(), secondsLeft: z.number() })

export function connectController(url: string, connection: ControllerConnection = {}): Controller {
  const { controlToken = null, run = randomUUID(), fields = noFieldWords, ...rest } = connection
  const ask = askAt(url, controlToken)
  let renewing: NodeJS.Timeout | undefined
  const release = async () => {
    clearInterval(renewing)
    await ask('DELETE', `/v1/runs/${run}`)
  }
  return {
    inject: async (order, intrusion = {}) =>
      granted.parse(await ask('POST', '/v1/faults', { ...orderBody(order), ...intrusion, ...rest, run })),
    async claim(seconds) {
      const answer = await ask('POST', '/v1/runs', { run, seconds, ...rest })
      const other = claimed.safeParse(answer).data
      if (other !== undefined) return other
      const granted = z.object({ seconds: z.number() }).parse(answer).seconds
      clearInterval(renewing)
      renewing = setInterval(
        () => void ask('POST', '/v1/runs', { run, seconds, ...rest }).catch(() => undefined),
        (granted * 1_000) / 3,
      ).unref()
      return null
    },
    release,
    async reset() {
      await ask('POST', '/v1/reset', { run })
      await release()
    },
    renew: async (id) => live.parse(await ask('POST', `/v1/faults/${id}/renew`)).live,
    remove: async (id) => void (await ask('DELETE', `/v1/faults/${id}`)),
    isLive: async () => live.parse(await ask('GET', '/v1/faults')).live,
    leaksIn: async (where, texts) => leaksShape.parse(await ask('POST', '/v1/leaks', { where, texts, fields })).leaks,
    observe: async () => onOurClock(viewShape.parse(await ask('GET', '/v1/view'))),
  }
}

/** Returns a function that sends one request and resolves with the JSON of its answer. 410 and 409 to a claim are answers. */
function askAt(url: string, controlToken: string | null) {
  const authorization = controlToken === null ? {} : { authorization: `Bearer ${controlToken}` }
  return async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const answer = await request(new URL(path, url), {
      method,
      headers: { 'content-type': 'application/json', ...authorization },
      signal: AbortSignal.timeout(controllerTimeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new ControllerUnreachable('the controller gave no answer', { cause })
    })
    const json: unknown = await answer.body.json()
    const isAnswer = answer.statusCode === 410 || (answer.statusCode === 409 && path === '/v1/runs')
    if (answer.statusCode > 299 && !isAnswer) throw new ControllerRefused(answer.statusCode)
    return json
  }
}

function orderBody({ fault, leaseSeconds, pathPrefix, maxInjected, beside = false, ...order }: InjectionOrder): object {
  const { definition, variantName: variant } = fault
  const params = Object.fromEntries(Object.keys(definition.settings).map((name) => [name, fault.setting(name)]))
  return {
    fault: definition.id,
    variant,
    params,
    sample: sampleBody(order),
    ...(beside ? { together: true } : {}),
    lease: `${Math.ceil(leaseSeconds * 1_000)}ms`,
    ...(pathPrefix === '' ? {} : { match: { path: pathPrefix } }),
    ...(Number.isFinite(maxInjected) ? { maxInjected } : {}),
  }
}

function onOurClock({ counts, countsOfEach, wire, ...rest }: z.output<typeof viewShape>): ControllerView {
  const nowMs = performance.now()
  const at = (agoMs: number | null) => (agoMs === null ? null : nowMs - agoMs)
  const timesOf = <Counts extends z.output<typeof viewShape>['counts']>(given: Counts) => {
    const { firstInjectedAgoMs, lastInjectedAgoMs, spentAgoMs, ...plain } = given
    const times = { firstInjectedMs: at(firstInjectedAgoMs), lastInjectedMs: at(lastInjectedAgoMs) }
    return { ...plain, ...times, spentMs: at(spentAgoMs) }
  }
  return {
    ...rest,
    counts: timesOf(counts),
    countsOfEach: countsOfEach.map((one) => timesOf(one)),
    wire: wire.map(({ agoMs, endedAgoMs, ...entry }) => ({ ...entry, atMs: nowMs - agoMs, endedMs: at(endedAgoMs) })),
  }
}
