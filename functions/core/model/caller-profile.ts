import type { Profile, Rule } from './profile.ts'
import { carefulBudget } from './rate.ts'

const refused = ['InvalidClientTokenId', 'SignatureDoesNotMatch', 'IncompleteSignature', 'UnrecognizedClientException']

/**
 * AWS answers every known caller, whatever the policies say (docs.aws.amazon.com/STS/latest/APIReference, "GetCallerIdentity"). A
 * refusal that names the signature or the key therefore proves that they are invalid. Any other 403 comes from something in between.
 */
const rules: readonly Rule[] = [
  { name: 'known-caller', when: { status: 200 }, means: 'alive' },
  { name: 'session-over', when: { status: 403, body: "Error.Code == 'ExpiredToken'" }, means: 'expired' },
  ...refused.map(
    (code): Rule => ({ name: code, when: { status: [400, 403], body: `Error.Code == '${code}'` }, means: 'rejected' }),
  ),
  { name: 'throttled', when: { status: 400, body: "Error.Code == 'Throttling'" }, means: 'rate_limited' },
  { name: 'kept-out', when: { status: 403 }, means: 'blocked_from_here' },
  { name: 'redirect', when: { status: [300, 399] }, means: 'redirected' },
  { name: 'rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'server-error', when: { status: [500, 599] }, means: 'provider_error' },
]

/** Profile of AWS STS GetCallerIdentity, a signed request that is answered in JSON. No check of a config can name it. */
export const callerProfile: Profile = {
  name: 'aws-caller',
  title: 'AWS STS GetCallerIdentity',
  roles: ['signature', 'date', 'session'],
  rules,
  needRules: [],
  tokenRules: [],
  fixedHosts: false,
  paths: {
    identity: 'GetCallerIdentityResponse.GetCallerIdentityResult.Account',
    environment: null,
    scopes: null,
    expires: null,
  },
  expirySource: 'answer',
  impliedScopes: {},
  resets: null,
  budget: carefulBudget,
  settlesWithinSeconds: 0,
  failuresCount: false,
  rotation: 'manual',
}
