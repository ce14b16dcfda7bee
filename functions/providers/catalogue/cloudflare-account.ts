import { provider } from '../provider.ts'
import { cloudflareSources, cloudflareSteps, cloudflareToken } from '../vendors/cloudflare.ts'

/** An API token that an account of Cloudflare owns, verified at that account. */
export const cloudflareAccount = provider({
  ...cloudflareToken,
  name: 'cloudflare-account',
  title: 'Cloudflare account API token',
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
  runbook: {
    console: 'https://dash.cloudflare.com/{account}/api-tokens',
    steps: cloudflareSteps,
  },
  traps: [
    'a success may report an expired or a disabled token',
    'a 200 without success proves nothing',
    'a 400 for the format of the header means a malformed secret, not an invalid token',
    'all tokens of a user share one limit',
    'an account-owned token is verified at its account',
    'rolling a token ends the old value at once',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Cloudflare API, verify token',
      url: 'https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/verify/',
      seen: '2026-11-25',
    },
    ...cloudflareSources,
  },
})
