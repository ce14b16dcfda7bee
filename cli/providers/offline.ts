import type { Meaning } from '../../functions/core/model/reading.ts'

type OfflineRule = {
  readonly status: string
  readonly words: readonly string[]
  readonly body: null
  readonly means: Meaning
  readonly rule: string
}

/** Describes what a JWT itself, or the key that verifies it, says before any API is asked. */
const read = (words: string, means: Meaning, rule: string): OfflineRule => ({
  status: 'none',
  words: [words],
  body: null,
  means,
  rule,
})

/** Rules for a JSON Web Token before its API is asked, in the order in which the probe tries them. */
export const offlineRules: readonly OfflineRule[] = [
  read('the time of exp has passed', 'expired', 'exp-passed'),
  read('the time of nbf or iat is ahead, and no API is asked', 'rejected', 'nbf-ahead'),
  read('iss names another issuer than the check', 'wrong_environment', 'other-issuer'),
  read('aud does not name the audience of the check', 'wrong_environment', 'other-audience'),
  read('the key set cannot be found at its address', 'wrong_target', 'no-key-set'),
  read('the server of the key set refuses to show it', 'unrecognized', 'key-set-refused'),
  read('the server of the key set is in trouble', 'provider_error', 'key-set-server-error'),
  read('the server of the key set is asked too often', 'rate_limited', 'key-set-rate-limit'),
  read('the key set has no key that could verify it', 'unrecognized', 'key-set-without-keys'),
  read('it names no key, so another one may have made its signature', 'unrecognized', 'kid-missing'),
  read('the key that it names is for another use', 'unrecognized', 'key-of-another-use'),
  read('the key set lacks the key that it names, and has keys without names', 'unrecognized', 'key-set-without-names'),
  read('the key set is a copy from a cache that may be older than the token', 'unrecognized', 'key-set-stale'),
  read('the key set, read twice, lacks the key that it names', 'rejected', 'no-matching-key'),
  read('the key that it names did not make its signature', 'rejected', 'signature-wrong'),
  read('its signature cannot be verified', 'unrecognized', 'not-verifiable'),
  read('iss is absent, the check expects one, and no API is asked', 'unrecognized', 'no-issuer'),
  read('aud is absent, the check expects one, and no API is asked', 'unrecognized', 'no-audience'),
  read('a key of the key set made its signature, and no API is asked', 'alive', 'key-set'),
  read('the key of the check made its signature, and no API is asked', 'alive', 'signature'),
  read('its end cannot be read, and no API is asked', 'unproved', 'signature'),
  read('neither a key nor an API is asked', 'unproved', 'claims'),
]
