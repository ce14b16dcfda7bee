import { parseDuration, spellDuration } from './duration.ts'

/** A number of calls in a span of time. */
export type Rate = { readonly calls: number; readonly perSeconds: number }

/** Limits on Tokenwatch's calls: with one credential, and to one host with all credentials together. */
export type CallBudget = { readonly credential: Rate; readonly host: Rate }

/** Budget for providers that document no limit: as little as a monitor needs, so that it does not disturb other users of the API. */
export const carefulBudget: CallBudget = {
  credential: { calls: 12, perSeconds: 60 },
  host: { calls: 300, perSeconds: 60 },
}

/** Budget for APIs that a check describes itself, mostly the user's own: enough for a check every second. */
export const ownBudget: CallBudget = {
  credential: { calls: 240, perSeconds: 60 },
  host: { calls: 3_000, perSeconds: 60 },
}

/** Share of a budget for the pings of a config. The rest is for second looks, retries and controls. */
export const steadyShare = 0.8

/** Reads a rate such as `300/1m`; `undefined` for other text. */
export function parseRate(text: string): Rate | undefined {
  const [, calls, span] = /^([1-9][0-9]{0,6})\/(\w+)$/.exec(text) ?? []
  const perSeconds = parseDuration(span ?? '')
  return calls === undefined || perSeconds === undefined ? undefined : { calls: Number(calls), perSeconds }
}

export function spellRate({ calls, perSeconds }: Rate): string {
  return `${calls}/${spellDuration(perSeconds)}`
}

/** Returns the stricter of two rates. */
export function stricter(one: Rate, other: Rate): Rate {
  return one.calls / one.perSeconds <= other.calls / other.perSeconds ? one : other
}

/**
 * Reasons for a second request of a check, the most important first: to prove a refusal, to retry a failure in transit, to distinguish
 * the key from the API (`control`), or a half-done rotation from an invalid token. The ping itself is not counted here: loading the
 * config has made sure that it fits the budget.
 */
export type SecondLook = 'proof' | 'retry' | 'control' | 'other_versions'

/** Kinds of quota: of a credential, or of a host. */
export type QuotaKind = keyof CallBudget
