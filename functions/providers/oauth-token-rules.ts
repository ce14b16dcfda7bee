import {
  absenceWords,
  backendWords,
  earlyWords,
  limitWords,
  originWords,
  quotaWords,
  signInWords,
  timeWords,
} from '../core/model/cause-words.ts'
import {
  addressWords,
  billWords,
  forgedWords,
  guardWords,
  lockWords,
  personWords,
  rateWords,
  skewWords,
  troubleWords,
} from '../core/model/error-words.ts'
import { absentClientWords, certificateWords, deadWords } from './oauth-token-words.ts'
import type { SourcedRule } from './provider.ts'

const anyCode = (...codes: readonly string[]): string => codes.map((code) => `error == '${code}'`).join(' || ')

/** Codes by which an issuer wants more than a client and its secret. All are registered with IANA. */
const wants = [
  'use_dpop_nonce',
  'invalid_dpop_proof',
  'interaction_required',
  'login_required',
  'consent_required',
  'account_selection_required',
  'insufficient_user_authentication',
  'invalid_authorization_details',
  'insufficient_scope',
  'unmet_authentication_requirements',
  'authorization_pending',
]

/** Codes that refuse a client or a grant, unless their description calls another thing dead. */
const refusals = ['invalid_client', 'incorrect_client_credentials', 'invalid_client_secret', 'invalid_grant']

/** Words that ask a person to log in elsewhere. To verify the client is to correct its secret. */
const loginWords = signInWords.filter((word) => word !== 'verify your')

/** Rules for an error that blames the issuer, the requests, the address or an account. It says nothing of a client or a token. */
export const blameRules: readonly SourcedRule[] = [
  {
    name: 'issuer-in-trouble',
    when: { errorWords: [...troubleWords, ...backendWords] },
    means: 'provider_error',
    source: 'rfc6749',
  },
  { name: 'rate-exceeded', when: { errorWords: rateWords }, means: 'rate_limited', source: 'dockerHub' },
  {
    name: 'address-refused',
    when: { errorWords: addressWords },
    means: 'blocked_from_here',
    source: 'osu',
  },
  { name: 'account-locked', when: { errorWords: lockWords }, means: 'unrecognized', source: 'wso2' },
  {
    name: 'asks-a-person',
    when: { errorWords: [...personWords, ...loginWords], withoutWords: deadWords },
    means: 'unrecognized',
    source: 'causes',
  },
  {
    name: 'another-cause',
    when: {
      errorWords: [
        ...[...billWords, ...quotaWords, ...limitWords, ...skewWords, ...guardWords, ...forgedWords, ...originWords],
        ...earlyWords,
        ...timeWords.filter((word) => word !== 'nonce'),
      ],
      withoutWords: deadWords,
    },
    means: 'unrecognized',
    source: 'causes',
  },
]

/**
 * Rules for a token endpoint that gave no token. The error code decides together with its description, whatever status carries it: many
 * servers answer `invalid_client` with 200, 403, 404 or 500. None of them proves life, since no token was made.
 */
export const tokenRules: readonly SourcedRule[] = [
  {
    name: 'asked-too-often',
    when: { status: 429, body: "type(error) == 'string'" },
    means: 'rate_limited',
    source: 'rfc9110',
  },
  { name: 'more-than-a-secret', when: { body: anyCode(...wants) }, means: 'unrecognized', source: 'iana' },
  ...blameRules,
  // The standard's own sentence ends in "unsupported authentication method", and servers send it for a wrong secret too.
  {
    name: 'authentication-method',
    when: { errorWords: certificateWords },
    means: 'check_invalid',
    source: 'rfc6749',
  },
  {
    name: 'client-not-seen',
    when: { errorWords: [...absentClientWords, ...absenceWords], withoutWords: deadWords },
    means: 'unrecognized',
    source: 'rfc6749',
  },
  {
    name: 'another-thing',
    when: {
      body: anyCode(...refusals),
      blamesAnother: true,
      withoutWords: deadWords,
    },
    means: 'unrecognized',
    source: 'causes',
  },
  { name: 'invalid-client', when: { body: anyCode('invalid_client') }, means: 'rejected', source: 'rfc6749' },
  {
    name: 'client-credentials-incorrect',
    when: { body: anyCode('incorrect_client_credentials') },
    means: 'rejected',
    source: 'github',
  },
  {
    name: 'client-secret-invalid',
    when: { body: anyCode('invalid_client_secret') },
    means: 'rejected',
    source: 'zoho',
  },
  {
    name: 'client-not-authenticated',
    when: {
      body: "error == 'unauthorized_client' && (error_description == 'Invalid client secret' || error_description == 'Invalid client or Invalid client credentials')",
    },
    means: 'rejected',
    source: 'keycloak',
  },
  // By the standard the client is known and may not use this grant. Several servers say it of a wrong secret.
  {
    name: 'grant-not-allowed',
    when: { body: anyCode('unauthorized_client') },
    means: 'unrecognized',
    source: 'rfc6749',
  },
  { name: 'invalid-scope', when: { body: anyCode('invalid_scope') }, means: 'under_scoped', source: 'rfc6749' },
  {
    name: 'grant-not-supported',
    when: { body: anyCode('unsupported_grant_type') },
    means: 'check_invalid',
    source: 'rfc6749',
  },
  { name: 'invalid-request', when: { body: anyCode('invalid_request') }, means: 'check_invalid', source: 'rfc6749' },
  // The grant here is the client itself, so this code has no meaning of its own.
  {
    name: 'grant-refused',
    when: { body: anyCode('invalid_grant', 'access_denied', 'invalid_target') },
    means: 'unrecognized',
    source: 'rfc6749',
  },
  { name: 'token-unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc6749' },
  { name: 'no-token-endpoint', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
]

/** A login that wants a person as well, whatever else it says. */
const personAsked: SourcedRule = {
  name: 'asks-a-person-to-log-in',
  when: { errorWords: [...personWords, ...loginWords] },
  means: 'unrecognized',
  source: 'causes',
}

/** The grant of a login is the password or the refresh token itself, so the code is about it. */
const grantInvalid: SourcedRule = {
  name: 'grant-invalid',
  when: { body: anyCode('invalid_grant') },
  means: 'rejected',
  source: 'rfc6749',
}

/** Rules for the answer to a login that gave no session. Logins of OAuth have codes; others only refuse by their status. */
export const loginRules: readonly SourcedRule[] = tokenRules.flatMap((rule) =>
  rule.name === 'grant-refused' ? [personAsked, grantInvalid, rule] : [rule],
)
