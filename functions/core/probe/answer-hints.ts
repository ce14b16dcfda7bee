import type { Meaning } from '../model/reading.ts'
import { catalogueHint } from './catalogue-hints.ts'
import { forbiddenUndocumented } from './forbidden.ts'

const redirect =
  'redirects are never followed; ask the address behind it, or, if that is a page to log in, declare what it means in answers'

/** Ways out for answers that prove nothing, by rule. */
export const hints: ReadonlyMap<string, string> = new Map([
  [
    forbiddenUndocumented.name,
    'a living and a dead credential may both be answered so; declare what it means in answers',
  ],
  ['redirect', redirect],
  ['token-redirect', redirect],
  [
    'minted-token-refused',
    'the credential got a new token, and the API refuses that; compare both hosts, or declare what it means in answers',
  ],
  [
    'minted-token-not-sendable',
    'the new token has characters that its place cannot carry, or begins with the word of a scheme; have its issuer mend it',
  ],
  [
    'login-without-session',
    'nothing stands at the place that session names; compare it with a good login, or declare what it means in answers',
  ],
  ['session-not-sendable', 'the session has characters that its place cannot carry; name another place in send'],
  [
    'refresh-token-replaced',
    'the server has replaced the refresh token, so the stored one may be used up; rotate it with ours(...) instead',
  ],
  [
    'key-set-without-keys',
    'the key set holds no key that could verify the token: correct the address in `jwks`, or have its issuer mend the set',
  ],
  [
    'not-verifiable',
    'the token is of a kind that these keys cannot verify: correct `jwks`, `publicKey` or `sharedSecret`',
  ],
  [
    'key-set-refused',
    'the address of `jwks` refuses a request without a credential: let everybody read it, or name the key in `publicKey`',
  ],
  ['no-key-set', 'no key set stands at this address: correct `jwks`'],
  ['kid-missing', 'the token names no key, and several keys of `jwks` may have signed it: name the one in `publicKey`'],
  [
    'key-of-another-use',
    'the key of the token is in the set for another use: have its issuer mend the set behind `jwks`',
  ],
  [
    'key-set-without-names',
    'the keys of the set have no names, and none of them signed the token: name one in `publicKey`',
  ],
  [
    'key-set-stale',
    'a cache holds a key set that is older than the token: wait, or have it end the copy behind `jwks`',
  ],
  ['no-matching-key', 'the key of the token is not in the key set: compare the issuer of the token with `jwks`'],
  [
    'signature-wrong',
    'the key of that name did not sign the token: compare it with `jwks`, `publicKey` or `sharedSecret`',
  ],
  [
    'no-token',
    'the token endpoint gave no token: correct `host` and `tokenHost`, or declare what its answer means in answers',
  ],
  ['not-the-registry', 'the answer is not one of a registry: correct `host`'],
  [
    'token-anonymous',
    'the registry gave the token of nobody, so it may not know this user: correct the user in the secret',
  ],
  [
    'anonymous-token-passes',
    'the registry opens the same for everybody: name a private `repository` that the user may read',
  ],
  [
    'stranger-unanswered',
    'the same request without a credential got no answer to compare with: wait for the next tick',
  ],
  [
    'refused-after-handshake',
    'the host took the certificate and refuses the request: ask its owner, or name another `host`',
  ],
  [
    'not-compared-without-it',
    'the same handshake without the certificate got no answer to compare with: wait for the next tick',
  ],
  [
    'unauthorized-demands-more',
    'the API asks for a proof, a nonce or a stronger login beside the token; ask what the token alone may ask',
  ],
  [
    'unauthorized-not-seen',
    'the API says that it found no credential, or misses another header: compare `send` and the headers of `ping` with its documentation',
  ],
  [
    'unauthorized-other-scheme',
    'a server in front of the API asks for another kind of login (Digest, Negotiate, a one-time code): ask an address that takes the credential',
  ],
  [
    'unauthorized-guard',
    'a guard in front of the API answered: ask an address behind it, or have its owner let this client pass',
  ],
  [
    'unauthorized-another-thing',
    'the API blames another thing than the credential, such as a project or a session: correct the request, or declare what it means in answers',
  ],
  [
    'answer-from-cache',
    'a cache gave an old answer in place of the API: ask an address that is not cached, or add the header cache-control: no-cache to `ping`',
  ],
  ['no-issuer', 'the token has no claim `iss`, and the check expects one: ask the API with `ping`, or drop `issuer`'],
  [
    'no-audience',
    'the token has no claim `aud`, and the check expects one: ask the API with `ping`, or drop `audience`',
  ],
  [
    'broken-accepted',
    'a broken credential gets a good status too; use a ping that needs the credential, or add assert',
  ],
  [
    'broken-unanswered',
    'a broken credential got no answer that tells; add assert, or declare in answers what that answer means',
  ],
  [
    'anonymous-accepted',
    'a request without a credential gets a good status too; use a ping that needs the credential, or add assert',
  ],
  [
    'anonymous-unanswered',
    'a request without a credential got no answer that tells; add assert, or declare in answers what that answer means',
  ],
])

/** Adds the way out to the name of a rule, if it has one. */
export function withHint(shown: string, rule: string, meaning: Meaning): string {
  const hint = hints.get(rule) ?? catalogueHint(meaning, rule)
  return hint === undefined ? shown : `${shown}: ${hint}`
}
