import { bodySays, credentialWords } from '../model/error-words.ts'
import type { Refusal } from '../model/reading.ts'
import { wordsHash } from './answer-words.ts'
import { challengesIn } from './challenge.ts'

/** Errors of a challenge that name the credential (RFC 6750 section 3.1). */
const credentialErrors: ReadonlySet<string> = new Set(['invalid_token', 'token_expired', 'expired_token'])

/** Reads what a 401 says beside its status: the kind of its challenges, and if it names the credential itself. */
export function refusalIn(challenge: string | null, body: Uint8Array): Refusal {
  const errors = challengesIn(challenge).map(({ scheme, parameters }) => ({
    scheme,
    error: parameters.get('error')?.toLowerCase() ?? '',
  }))
  const kinds = errors.map(({ scheme, error }) => `${scheme} ${error}`).join(',')
  return {
    challenge: wordsHash({ body: Buffer.from(kinds) }, () => null),
    namesCredential: errors.some(({ error }) => credentialErrors.has(error)) || bodySays(body, credentialWords),
  }
}
