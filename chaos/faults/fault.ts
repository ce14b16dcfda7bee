import type { Reason } from '../../functions/core/model/reason.ts'
import type { Contract } from '../measures/metric.ts'
import type { Random } from '../random.ts'
import type { Driver } from './driver.ts'
import type { FaultAction, InterceptedRequest, Plane } from './request.ts'

/** Where a fault can be put in. */
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

/** What a strike may know besides the request. */
export type FaultContext = {
  readonly random: Random
  setting(name: string): number
  /** Tokens that passed by before the fault began: those that a fault may call dead. */
  isOld(token: string): boolean
  /** Some other token that passed by lately. */
  anotherToken(than: string): string | undefined
  /** Made ready before the first strike; null where the fault asked for none. */
  readonly foreignToken: string | null
  /** How many requests of a conversation and caller, as `idp orders-1`, were looked at before this one. */
  askedBefore(conversation: string): number
  /** What a fault wants to know again at the next request. */
  readonly memory: Set<string>
}

/** Takes back what a fault has changed. Running it twice is as good as once. */
export type Undo = () => Promise<void>

/** One way in which a fault happens. */
export type Variant = {
  /** The exact change, in a sentence. */
  readonly what: string
  readonly points: readonly [Point, ...Point[]]
  /** Conversations that `strike` looks at. */
  readonly planes: readonly Plane[]
  actOn?(intercepted: InterceptedRequest, context: FaultContext): FaultAction
  /** For faults that are a change of state rather than of requests. */
  begin?(driver: Driver, setting: (name: string) => number): Promise<Undo>
  /** Whether an API must refuse what this fault sends; `either` for spellings that HTTP leaves open. */
  readonly mutants: 'must_be_refused' | 'either' | 'none'
  /** Needs a token of another audience or environment, or one that has expired. */
  readonly foreign?: 'audience' | 'environment' | 'expired'
  /** Where this variant asks something else of a client than its fault does. */
  readonly contract?: Contract
  /** What the monitor's verdict is while the fault is on, for a check of the token itself or of the client that mints it. */
  readonly monitor: { readonly asks: 'token' | 'client' | 'scoped-token'; readonly says: Reason }
}

/** A number that an experiment may set. */
export type Setting = { readonly default: number; readonly min: number; readonly max: number; readonly unit: string }

/** What proves that a fault has met the service: changed requests, expiries that were lived through, or alerts that had to be sent. */
export type ContactEvidence = 'injected' | 'met' | 'expiries'

/** A fault of the catalogue, as data. */
export type FaultDefinition = {
  readonly id: string
  readonly number: `F${number}`
  readonly title: string
  /** What a good client does, in a sentence. */
  readonly expected: string
  /** Words of the victim's own log that name the true cause. */
  readonly causes: readonly string[]
  readonly variants: Readonly<Record<string, Variant>>
  readonly settings: Readonly<Record<string, Setting>>
  readonly contract: Contract
  readonly evidence: ContactEvidence
  /** Whether requests of the whole flow, with its one step that must not be repeated, are made. */
  readonly flow: 'read' | 'order'
  readonly tokens: { readonly format: 'opaque' | 'jwt'; readonly ttlSeconds: number }
  /** A service that starts while the fault is on has no secret in memory yet. */
  readonly coldStart: boolean
  /** Faults that send credentials where they do not belong are never run in production, whatever is opted in. */
  readonly neverInProduction: boolean
}

/** What most faults have in common; a definition names what differs. */
export const usual = {
  settings: {},
  evidence: 'injected',
  flow: 'read',
  tokens: { format: 'opaque', ttlSeconds: 3_600 },
  coldStart: false,
  neverInProduction: false,
} as const
