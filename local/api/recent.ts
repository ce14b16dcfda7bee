import type { Validate, Validation } from './access-token.ts'

/** Milliseconds that an answer about a token is reused. A revocation that does not reach the API takes effect after that. */
const validationRetentionMs = 250

type Recent = { readonly validation: Promise<Validation>; readonly endsAtMs: number }

/** A validator with a short memory, and a function that makes it forget a revoked token. */
export type RememberingValidator = { readonly validate: Validate; readonly forget: (token: string) => void }

/** Shares one answer among the requests of a quarter of a second. `undecided` is never reused. */
export function rememberBriefly(validate: Validate): RememberingValidator {
  const recent = new Map<string, Recent>()
  const forget = (token: string) => {
    recent.delete(token)
  }
  const ask = (token: string, nowMs: number) => {
    dropEnded(recent, nowMs)
    const validation = validate(token)
    recent.set(token, { validation, endsAtMs: nowMs + validationRetentionMs })
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

/** Deletes outdated answers. They expire in insertion order, so the walk stops at the first that is still fresh. */
function dropEnded(recent: Map<string, Recent>, nowMs: number): void {
  for (const [token, { endsAtMs }] of recent) {
    if (nowMs < endsAtMs) return
    recent.delete(token)
  }
}
