import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { type DeclaredAcceptance, judgeAcceptance, type References } from './acceptance.ts'
import { answerProfile, maxComparedBytes, type SeenAnswer } from './answer.ts'
import { type ForgedKind, forgedTokens } from './forged-tokens.ts'
import { intruderAgent } from './intruder-agent.ts'

/** Everything that calls a protected URL with tokens that nobody has issued. */
export type IntruderOptions = {
  readonly url: string
  /** Returns a token that the service uses; `undefined` if none has been seen. */
  sample(): string | undefined
  readonly declared?: DeclaredAcceptance | null
  /** Receives each token before it is sent, and again when its answer is there. */
  underWay?(token: string, isSent: boolean): void
  /** Resolves when the calls may begin: what the fault meets before is the service's own. */
  begin?(signal: AbortSignal): Promise<void>
}

/** Result of the calls so far. */
export type IntruderReport = {
  /** Answers to tokens that nobody has issued. */
  readonly answered: number
  readonly accepted: number
  /** Kinds of tokens that were accepted. */
  readonly kinds: readonly ForgedKind[]
  /** Reason that nothing follows from these calls; `null` if something does. */
  readonly problem: string | null
}

/** Calls until it is stopped. */
export type Intruder = { report(): IntruderReport; stop(): Promise<IntruderReport> }

const intruderIntervalMs = 300
const intruderTimeoutMs = 10_000

/** A target that is well answers sooner. The fault waits for this. */
const referenceTimeoutMs = 1_500

/** Asks a protected URL with a valid token and with none. The answers are what later ones are compared with. */
export async function referencesOf({ url, sample }: Pick<IntruderOptions, 'url' | 'sample'>): Promise<References> {
  const signal = AbortSignal.timeout(referenceTimeoutMs)
  const token = sample()
  const [valid, missing] = await Promise.all([
    token === undefined ? null : ask(url, token, signal),
    ask(url, null, signal),
  ])
  return {
    valid: valid === null ? [] : [answerProfile(valid)],
    missing: missing === null ? null : answerProfile(missing),
  }
}

export function startIntruder(options: IntruderOptions, references: References): Intruder {
  const ending = new AbortController()
  const { signal } = ending
  const problem = problemOf(references, options.declared ?? null)
  const kinds = new Set<ForgedKind>()
  let [answered, accepted] = [0, 0]
  const intrude = async ({ kind, token }: ReturnType<typeof forgedTokens>[number]): Promise<void> => {
    options.underWay?.(token, true)
    const answer = await ask(options.url, token, signal)
    options.underWay?.(token, false)
    if (answer === null) return
    answered += 1
    if (problem !== null || judgeAcceptance(answer, references, options.declared ?? null) !== 'accepted') return
    accepted += 1
    kinds.add(kind)
  }
  const callUntilStopped = async (): Promise<void> => {
    await options.begin?.(signal)
    while (!signal.aborted) {
      await Promise.all(forgedTokens(options.sample()).map(intrude))
      await wait(intruderIntervalMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const calling = callUntilStopped()
  const report = (): IntruderReport => ({ answered, accepted, kinds: [...kinds], problem })
  return {
    report,
    async stop() {
      ending.abort()
      await calling
      return report()
    },
  }
}

/** Names what makes the calls prove nothing: a URL that answers everybody alike. */
function problemOf({ missing }: References, declared: DeclaredAcceptance | null): string | null {
  if (declared !== null || missing === null) return null
  const isOpen = missing.status < 300 && !missing.saysNo
  return isOpen ? 'target.protectedUrl answers a request without a token, so it is not protected' : null
}

async function ask(url: string, token: string | null, signal: AbortSignal): Promise<SeenAnswer | null> {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  try {
    const { statusCode, headers, body } = await request(url, {
      headers: { 'user-agent': intruderAgent, ...authorization },
      signal: AbortSignal.any([signal, AbortSignal.timeout(intruderTimeoutMs)]),
    })
    const bytes = Buffer.from(await body.arrayBuffer())
    return { status: statusCode, headers, body: bytes.length > maxComparedBytes ? null : bytes }
  } catch {
    return null
  }
}
