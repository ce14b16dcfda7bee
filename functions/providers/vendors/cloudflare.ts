import type { Provider, SourcedRule } from '../provider.ts'

/** Rules for the answer to a verification. */
const verificationRules = [
  {
    name: 'active',
    when: { status: 200, body: "success == `true` && result.status == 'active'" },
    means: 'alive',
    source: 'api',
  },
  { name: 'expired', when: { status: 200, body: "result.status == 'expired'" }, means: 'expired', source: 'api' },
  { name: 'disabled', when: { status: 200, body: "result.status == 'disabled'" }, means: 'suspended', source: 'api' },
  {
    name: 'from-this-address',
    when: { status: 403, body: "length(errors[?code == `9109` && contains(message, 'from location')]) > `0`" },
    means: 'blocked_from_here',
    source: 'location',
  },
  {
    name: 'malformed',
    when: {
      status: 400,
      body: 'length(errors[?code == `6003` || code == `6111`]) > `0`',
    },
    means: 'check_invalid',
    source: 'clients',
  },
  {
    name: 'invalid-token',
    when: { status: 401, body: "length(errors[?message == 'Invalid API Token']) > `0`" },
    means: 'rejected',
    source: 'trufflehog',
  },
  {
    name: 'refused',
    when: { status: 403, body: "length(errors[?message == 'Invalid access token']) > `0`" },
    means: 'rejected',
    source: 'trufflehog',
  },
] as const satisfies readonly SourcedRule[]

const verificationPaths = {
  identity: 'result.id',
  environment: null,
  scopes: null,
  expires: { at: 'result.expires_on', format: 'iso' },
} as const satisfies Provider['paths']

/** Cloudflare counts for the user, across all tokens of that user. */
const userLimits = {
  credential: { calls: 1_200, perSeconds: 300, source: 'limits' },
} as const satisfies Provider['limits']

/** Sources of the rules, except the page of each kind of token. */
export const cloudflareSources = {
  limits: {
    evidence: 'documented',
    title: 'Cloudflare API, rate limits',
    url: 'https://developers.cloudflare.com/fundamentals/api/reference/limits/',
    seen: '2026-11-21',
  },
  trufflehog: {
    evidence: 'observed',
    title: 'trufflehog, pkg/detectors/cloudflareapitoken',
    url: 'https://github.com/trufflesecurity/trufflehog',
    seen: '2026-08-21',
  },
  clients: {
    evidence: 'observed',
    title:
      'what clients of Cloudflare meet: 6003 Invalid request headers, 6111 Invalid format for Authorization header',
    url: 'https://github.com/Homebrew/homebrew-core/blob/master/Formula/f/flarectl.rb',
    seen: '2026-11-30',
  },
  location: {
    evidence: 'observed',
    title:
      'jeessy2/ddns-go, issue 1341: 403 with 9109, Cannot use the access token from location, to a token with an address list',
    url: 'https://github.com/jeessy2/ddns-go/issues/1341',
    seen: '2026-12-01',
  },
} as const satisfies Provider['sources']

/** Everything that user tokens and account tokens share. Only the endpoint of the verification differs. */
export const cloudflareToken = {
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  rules: verificationRules,
  paths: verificationPaths,
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  limits: userLimits,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old one is deleted; rolling a token ends the old value at once',
    by: 'tokenwatch',
  },
} as const satisfies Partial<Provider>

/** Steps for a person, whatever owns the token. */
export const cloudflareSteps =
  'Create a token with the same policies, store it, and delete the old one when nobody uses it any more. Rolling the token ends the old value at once.'
