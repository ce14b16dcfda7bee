import { retryAfterMs } from '../../functions/core/model/http-date.ts'
import { type FaultAction, type InterceptedRequest, pass } from '../faults/request.ts'
import { judgeAcceptance } from '../intruder/acceptance.ts'
import { answerProfile, jsonIn, type SeenAnswer } from '../intruder/answer.ts'
import { bearerOf, headerOf } from '../token/headers.ts'
import { type SeenSecret, secretsInAnswer, secretsInRequest } from '../token/secrets-in.ts'
import {
  type ArmedCounts,
  type ArmedFault,
  type Arming,
  armFault,
  type CountsOfFault,
  sumOfCounts,
} from './armed-fault.ts'
import { createPathMemory, type PathMemory } from './path-memory.ts'
import { createRevocations } from './revocations.ts'
import { createSenders, type Senders } from './senders.ts'
import { createTokenMemory, type TokenMemory } from './token-memory.ts'
import { createWire, tokenIn, type Wire, type WireEntry } from './wire.ts'

/** Decides on every request of an injection point: it passes and is noted, or an armed fault acts on it while its lease is live. */
export type Injection = {
  arm(arming: Arming): void
  /** Ends all faults at once; all requests pass. */
  disarm(how: 'removed' | 'stopped'): void
  decide(request: InterceptedRequest): { readonly action: FaultAction; readonly entry: WireEntry }
  answered(request: InterceptedRequest, entry: WireEntry, status: number, retryAfter?: string | undefined): void
  /** Returns true if the body of the answer to this request is worth keeping for `ended`. */
  wantsAnswer(request: InterceptedRequest, entry: WireEntry): boolean
  /** Receives the whole answer of the real server. Says here if it served a mutant. */
  ended(request: InterceptedRequest, entry: WireEntry, answer: SeenAnswer): void
  /** Marks a token as revoked; from now on a 2xx answer to it is measured. */
  revoked(token: string): void
  /** Counts of all faults that were armed together. */
  counts(): ArmedCounts
  /** Counts of each of them, in the order in which they were armed. */
  countsOfEach(): readonly CountsOfFault[]
  /** Longest time, in milliseconds, that a revoked token was still accepted; `null` if none was revoked. */
  acceptedAfterRevocationMs(): number | null
  /** Returns true if a request was signed with AWS Signature 4. The signature covers the host, so no proxy can forward it. */
  sawSignatureV4(): boolean
  /** Returns a token that the service used lately and that is not this tool's. */
  sampleToken(): string | undefined
  readonly intruding: Senders['intruding']
  readonly paths: PathMemory
  readonly wire: Wire
}

/** A listening injection point. */
export type InjectionPoint = { readonly url: string; close(): Promise<void> }

export type InjectionOptions = {
  readonly monotonicMs?: () => number
  /** Wall clock, by which tokens end. */
  readonly epochMs?: () => number
  /** Receives every credential that passes: none of them may appear in a log. */
  readonly sawSecret?: (secret: SeenSecret) => void
}

export function createInjection(options: InjectionOptions = {}): Injection {
  const { monotonicMs = () => performance.now(), sawSecret = () => undefined } = options
  const wire = createWire(monotonicMs)
  const tokens = createTokenMemory(options.epochMs)
  const revocations = createRevocations(monotonicMs)
  const [paths, senders] = [createPathMemory(), createSenders()]
  let sawSignatureV4 = false
  let armed: readonly ArmedFault[] = []
  const isLive = () => armed.some(({ arming }) => arming.lease.isLive())
  const armedBy = (id: string | null) => armed.find(({ arming }) => arming.lease.id === id) ?? null
  return {
    wire,
    paths,
    intruding: senders.intruding,
    sampleToken: () => tokens.recent[0]?.token,
    arm(arming) {
      const others = arming.beside === true ? armed : []
      armed = [...others, armFault(arming, tokens, monotonicMs)]
    },
    disarm(how) {
      for (const { arming } of armed) arming.lease.end(how)
    },
    decide(request) {
      sawSignatureV4 ||= isSignedV4(request)
      const by = senders.senderOf(request)
      if (by !== 'tool') for (const secret of secretsInRequest(request)) sawSecret(secret)
      const token = bearerOf(request.headers)
      if (token !== undefined && by === 'service') tokens.note(token, isLive())
      const isOwn = by === 'tool' && request.plane === 'api'
      const { action, injectedBy } = isOwn ? untouched : chosenBy(armed, request)
      const isOldToken = token !== undefined && armed.some((one) => one.isOld(token))
      return { action, entry: wire.note(request, action, { by, isOldToken, injectedBy }) }
    },
    answered(request, entry, status, retryAfter) {
      entry.status = status
      entry.endedMs = monotonicMs()
      const waitMs = retryAfterMs(retryAfter, Date.now())
      entry.retryAfterSeconds = waitMs === null ? null : waitMs / 1_000
      if (status < 200 || status > 299 || request.plane !== 'api') return
      if (revocations.longestMs() !== null) revocations.accepted(tokenIn(request), entry.atMs)
    },
    wantsAnswer: (request, { action }) =>
      request.plane === 'idp' ||
      (request.plane === 'api' && (action === 'mutate' || (action === 'pass' && !isLive() && paths.isWanted(request)))),
    ended(request, entry, answer) {
      for (const secret of secretsInAnswer(request.plane, answer)) sawSecret(secret)
      if (request.plane === 'idp') noteGrant(tokens, entry, answer)
      if (request.plane !== 'api') return
      if (entry.action === 'mutate') judgeMutant(armedBy(entry.injectedBy), answer, paths, request)
      else if (!isLive()) noteReference(paths, { request, entry, answer })
    },
    revoked: revocations.revoked,
    counts: () => sumOfCounts(armed.map((one) => one.counts())),
    countsOfEach: () => armed.map((one) => ({ id: one.arming.lease.id, ...one.counts() })),
    acceptedAfterRevocationMs: revocations.longestMs,
    sawSignatureV4: () => sawSignatureV4,
  }
}

const untouched = { action: pass, injectedBy: null } as const

/** Lets the first fault act that wants to. The one that has acted least comes first, so that faults on one plane share the requests. */
function chosenBy(armed: readonly ArmedFault[], request: InterceptedRequest) {
  const inTurn = armed.toSorted((one, other) => one.counts().injected - other.counts().injected)
  for (const one of inTurn) {
    const action = one.choose(request)
    if (action.kind !== 'pass') return { action, injectedBy: one.arming.lease.id }
  }
  return untouched
}

function judgeMutant(
  armed: ArmedFault | null,
  answer: SeenAnswer,
  paths: PathMemory,
  request: InterceptedRequest,
): void {
  if (armed?.arming.fault.variant.mutants !== 'must_be_refused') return
  const acceptance = judgeAcceptance(answer, paths.referencesOf(request), armed.arming.accepts ?? null)
  if (acceptance === 'accepted') armed.mutantAccepted()
  if (acceptance === 'unclear') armed.mutantUnclear()
}

type Exchange = { readonly request: InterceptedRequest; readonly entry: WireEntry; readonly answer: SeenAnswer }

/** Learns how the API answers: the service with its credential, and this tool without one. */
function noteReference(paths: PathMemory, { request, entry, answer }: Exchange): void {
  const hasCredential = secretsInRequest(request).length > 0
  if (entry.by === 'service' && hasCredential) paths.noteValid(request, answerProfile(answer))
  if (entry.by === 'tool' && !hasCredential) paths.noteMissing(request, answerProfile(answer))
}

/** Notes the token that a token endpoint's answer grants, with its lifetime. */
function noteGrant(tokens: TokenMemory, entry: WireEntry, { status, headers, body }: SeenAnswer): void {
  if (status !== 200) return
  const { access_token: token, expires_in: seconds } = Object(jsonIn(headers, body))
  const lifetime = Number(seconds)
  if (!Number.isFinite(lifetime) || lifetime <= 0) return
  entry.lifetimeSeconds = lifetime
  if (typeof token === 'string') tokens.granted(token, lifetime)
}

/** Calls to the secret store are signed by design, and its endpoint signs them anew. */
function isSignedV4({ plane, headers }: InterceptedRequest): boolean {
  return plane !== 'secrets' && headerOf(headers, 'authorization')?.startsWith('AWS4-') === true
}
