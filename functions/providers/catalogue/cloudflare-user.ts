import { type Provider, provider, type SourcedRule } from '../provider.ts'

/** What a verification means, wherever the token is verified. */
export const verified = [
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
    when: { status: 403, body: "length(errors[?contains(message, 'from location')]) > `0`" },
    means: 'blocked_from_here',
    source: 'recalled',
  },
  {
    name: 'invalid-token',
    when: { status: 401, body: 'success == `false`' },
    means: 'rejected',
    source: 'trufflehog',
  },
  { name: 'refused', when: { status: 403, body: 'success == `false`' }, means: 'rejected', source: 'trufflehog' },
] as const satisfies readonly SourcedRule[]

export const verifiedPaths = {
  identity: 'result.id',
  environment: null,
  scopes: null,
  expires: { at: 'result.expires_on', format: 'iso' },
} as const satisfies Provider['paths']

/** Of the user, across all of his tokens. */
export const verifiedLimits = {
  credential: { calls: 1_200, perSeconds: 300, source: 'limits' },
} as const satisfies Provider['limits']

/** Where the rules are from, but for the page of each kind of token. */
export const verifiedSources = {
  limits: {
    evidence: 'documented',
    title: 'Cloudflare API, rate limits',
    url: 'https://developers.cloudflare.com/fundamentals/api/reference/limits/',
    seen: '2026-11-21',
  },
  trufflehog: {
    evidence: 'code',
    title: 'trufflehog, pkg/detectors/cloudflareapitoken',
    url: 'https://github.com/trufflesecurity/trufflehog',
    seen: '2026-08-21',
  },
  recalled: {
    evidence: 'recalled',
    title: 'a token that is limited to addresses is refused with "from location" in the message',
    seen: '2026-11-21',
  },
} as const satisfies Provider['sources']

/** An API token of a user of Cloudflare. One that an account owns is verified elsewhere. */
export const cloudflareUser = provider({
  name: 'cloudflare-user',
  title: 'Cloudflare user API token',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.cloudflare.com/client/v4/user/tokens/verify', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: verified,
  paths: verifiedPaths,
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  limits: verifiedLimits,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old one is deleted; a token that is rolled dies at once',
    by: 'hand',
  },
  runbook: {
    console: 'https://dash.cloudflare.com/profile/api-tokens',
    steps:
      'Create a token with the same policies, store it, and delete the old one when nobody uses it any more; rolling the token ends the old value at once. A token that an account owns is refused here although it lives: watch it with cloudflareAccount.',
  },
  traps: [
    'a success may tell of an expired or a disabled token',
    'a 200 without success proves nothing',
    'all tokens of a user share one limit',
    'an account-owned token is refused here although it lives',
    'a token that is rolled dies at once',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Cloudflare API, verify token',
      url: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/',
      seen: '2026-11-25',
    },
    ...verifiedSources,
  },
})
