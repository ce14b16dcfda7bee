import { parseDuration, spellDuration } from './duration.ts'

/** So many calls in a span of time. */
export type Rate = { readonly calls: number; readonly perSeconds: number }

/** How often Tokenwatch may call: with one credential, and one host with all credentials together. */
export type CallBudget = { readonly credential: Rate; readonly host: Rate }

/** Where a provider documents no limit: as little as a monitor needs, so that nobody who works with the API notices it. */
export const carefulBudget: CallBudget = {
  credential: { calls: 12, perSeconds: 60 },
  host: { calls: 300, perSeconds: 60 },
}

/** For APIs that a check describes itself, mostly the user's own: enough for a check every second. */
export const ownBudget: CallBudget = {
  credential: { calls: 240, perSeconds: 60 },
  host: { calls: 3_000, perSeconds: 60 },
}

/** What the pings of a config may fill of a budget; the rest is for second looks, retries and controls. */
export const steadyShare = 0.8

/** A rate out of `300/1m`; undefined where it is none. */
export function parseRate(text: string): Rate | undefined {
  const [, calls, span] = /^([1-9][0-9]{0,6})\/(\w+)$/.exec(text) ?? []
  const perSeconds = parseDuration(span ?? '')
  return calls === undefined || perSeconds === undefined ? undefined : { calls: Number(calls), perSeconds }
}

export function spellRate({ calls, perSeconds }: Rate): string {
  return `${calls}/${spellDuration(perSeconds)}`
}

/** The stricter of two. */
export function stricter(one: Rate, other: Rate): Rate {
  return one.calls / one.perSeconds <= other.calls / other.perSeconds ? one : other
}

/**
 * What a check is asked for once more: to prove a refusal; to try again what failed on its way; to tell the key from the API, or a half-done
 * rotation from a dead token. The first is worth most. The ping itself needs nobody's leave: there is room for it since the config was loaded.
 */
export type SecondLook = 'proof' | 'retry' | 'control' | 'other_versions'

/** Whose calls are counted together: all with one credential, or all to one host. */
export type QuotaKind = keyof CallBudget
