import type { Validate, Validation } from './access-token.ts'

/** How long an answer about a token is believed; what a revocation takes at most where the API is not told of it. */
const keptMs = 250

type Recent = { readonly validation: Promise<Validation>; readonly endsAtMs: number }

/** A validator with a short memory, and the way to make it forget a token that was revoked. */
export type RememberingValidator = { readonly validate: Validate; readonly forget: (token: string) => void }

/** Shares one answer among the requests of a quarter of a second; `undecided` is never kept. */
export function rememberBriefly(validate: Validate): RememberingValidator {
  const recent = new Map<string, Recent>()
  const forget = (token: string) => {
    recent.delete(token)
  }
  const ask = (token: string, nowMs: number) => {
    dropEnded(recent, nowMs)
    const validation = validate(token)
    recent.set(token, { validation, endsAtMs: nowMs + keptMs })
    return validation
  }
  return {
    forget,
    validate: async (token) => {
      const nowMs = Date.now()
      const known = recent.get(token)
      const validation = await (known !== undefined && nowMs < known.endsAtMs ? known.validation : ask(token, nowMs))
      if (validation === 'undecided') forget(token)
      return validation
    },
  }
}

/** Insertion order is order of ending, so the walk stops at the first that is still good. */
function dropEnded(recent: Map<string, Recent>, nowMs: number): void {
  for (const [token, { endsAtMs }] of recent) {
    if (nowMs < endsAtMs) return
    recent.delete(token)
  }
}
