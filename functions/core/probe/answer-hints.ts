import { forbiddenUndocumented } from './forbidden.ts'

const redirect =
  'redirects are never followed; ask the address behind it, or, if that is a page to log in, declare what it means in answers'

/** Ways out for answers that prove nothing, by rule. */
const hints: ReadonlyMap<string, string> = new Map([
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
    'login-without-session',
    'nothing stands at the place that session names; compare it with a good login, or declare what it means in answers',
  ],
  ['session-not-sendable', 'the session has characters that its place cannot carry; name another place in send'],
  [
    'refresh-token-replaced',
    'the server has replaced the refresh token, so the stored one may be used up; rotate it with ours(...) instead',
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
export function withHint(shown: string, rule: string): string {
  const hint = hints.get(rule)
  return hint === undefined ? shown : `${shown}: ${hint}`
}
