import type { Reason } from '../../functions/core/model/reason.ts'
import type { Contract } from '../measures/metric.ts'
import type { Random } from '../random.ts'
import type { Driver } from './driver.ts'
import type { FaultAction, InterceptedRequest, Plane } from './request.ts'

/** Injection points: the places where a fault can be injected. */
export const points = [
  'proxy',
  'interceptor',
  'preload',
  'secrets-endpoint',
  'validation-proxy',
  'oauth-driver',
  'resource-policy',
  'stage-move',
  'alarm-path',
] as const
export type Point = (typeof points)[number]

/** Everything besides the request that a fault may use to decide on its action. */
export type FaultContext = {
  readonly random: Random
  setting(name: string): number
  /** Returns true for a token that was seen before the fault began. */
  isOld(token: string): boolean
  /** Returns another token that was seen recently. */
  anotherToken(than: string): string | undefined
  /** Returns a token that the service used and whose end has provably passed, for at least this long. */
  endedToken(marginSeconds: number): string | undefined
  /** Token that was minted for the fault; `null` if the fault needs none. */
  readonly foreignToken: string | null
  /** Counts the earlier requests of a plane and caller, named as `idp orders-1`, that the fault decided on. */
  askedBefore(planeAndCaller: string): number
  /** Notes of the fault that it reads at later requests. */
  readonly memory: Set<string>
}

/** Undoes the changes of a fault. May be called repeatedly. */
export type Undo = () => Promise<void>

/** One form of a fault. */
export type Variant = {
  /** Describes the exact change in a sentence. */
  readonly what: string
  readonly points: readonly [Point, ...Point[]]
  /** Planes whose requests `actOn` decides on. */
  readonly planes: readonly Plane[]
  actOn?(intercepted: InterceptedRequest, context: FaultContext): FaultAction
  /** Begins a change of state. Faults that only act on requests have none. */
  begin?(driver: Driver, setting: (name: string) => number): Promise<Undo>
  /** Part of a sandbox that `begin` changes. A run without an issuer, store or alert path of its own cannot make the change. */
  readonly changes?: 'issuer' | 'secret' | 'alerts'
  /** True if `begin` only makes the fault meet the service sooner, so that it may be left out. */
  readonly hastens?: true
  /** Answers that prove that a change of state has met the service. Changed requests need no other proof. */
  readonly proof?: readonly ContactProof[]
  /** Says if an API must refuse the changed requests. `either` is for spellings that HTTP allows. */
  readonly mutants: 'must_be_refused' | 'either' | 'none'
  /** Kind of token that must be minted for the fault. */
  readonly foreign?: 'audience' | 'environment' | 'expired'
  /** True if any other token of the service does as well, so that none has to be minted. */
  readonly borrows?: true
  /** Replaces the contract of the fault for this variant. */
  readonly contract?: Contract
  /** Reason that the monitor gives while the fault is on, for a check of the token or of the client that mints it. */
  readonly monitor: { readonly asks: 'token' | 'client' | 'scoped-token'; readonly says: Reason }
}

/** A number that an experiment may set. */
export type Setting = { readonly default: number; readonly min: number; readonly max: number; readonly unit: string }

/** Mark of a fault that changes state: a token from before it was refused, the client was, or a token got a lifetime of seconds. */
export type ContactProof = 'token_refused' | 'client_refused' | 'short_token'

/** Frequency of contact that is enough: many requests, or one for each instance. `expiries` is the latter, for each lifetime. */
export type ContactEvidence = 'injected' | 'affected' | 'expiries'

/** A fault of the catalogue, as data. */
export type FaultDefinition = {
  readonly id: string
  readonly number: `F${number}`
  readonly title: string
  /** Describes in a sentence how a good client behaves. */
  readonly expected: string
  /** Words in the service's own log that name the true cause. */
  readonly causes: readonly string[]
  readonly variants: Readonly<Record<string, Variant>>
  readonly settings: Readonly<Record<string, Setting>>
  readonly contract: Contract
  readonly evidence: ContactEvidence
  /** Flow that the callers run; `order` has a step that must happen once. */
  readonly flow: 'read' | 'order'
  readonly tokens: { readonly format: 'opaque' | 'jwt'; readonly ttlSeconds: number }
  /** Restarts the service when the fault begins, so that it has no secret in memory. */
  readonly coldStart: boolean
  /** True for faults that send forged or misplaced credentials. They never run in production. */
  readonly neverInProduction: boolean
}

/** Defaults of a definition. */
export const defaults = {
  settings: {},
  evidence: 'injected',
  flow: 'read',
  tokens: { format: 'opaque', ttlSeconds: 3_600 },
  coldStart: false,
  neverInProduction: false,
} as const
