import { provider } from '../provider.ts'
import { verified, verifiedLimits, verifiedPaths, verifiedSources } from './cloudflare-user.ts'

/** An API token that an account of Cloudflare owns, verified at that account. */
export const cloudflareAccount = provider({
  name: 'cloudflare-account',
  title: 'Cloudflare account API token',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {
    account: {
      kind: 'name',
      pattern: '[0-9a-f]{32}',
      example: '023e105f4ecef8ad9ca31a8372d0c353',
      says: 'the id of the account',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.cloudflare.com/client/v4/accounts/{account}/tokens/verify',
      headers: {},
      body: null,
    },
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
    console: 'https://dash.cloudflare.com/{account}/api-tokens',
    steps:
      'Create a token with the same policies, store it, and delete the old one when nobody uses it any more; rolling the token ends the old value at once.',
  },
  traps: [
    'a success may tell of an expired or a disabled token',
    'a 200 without success proves nothing',
    'all tokens of a user share one limit',
    'an account-owned token is verified at its account',
    'a token that is rolled dies at once',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Cloudflare API, verify token',
      url: 'https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/verify/',
      seen: '2026-11-25',
    },
    ...verifiedSources,
  },
})
