import { provider } from '../provider.ts'
import { cloudflareSources, cloudflareSteps, cloudflareToken } from '../vendors/cloudflare.ts'

/** An API token of a user of Cloudflare. Cloudflare verifies account-owned tokens elsewhere. */
export const cloudflareUser = provider({
  ...cloudflareToken,
  name: 'cloudflare-user',
  title: 'Cloudflare user API token',
  options: {},
  // An account's living token gets the same sentence, so only a comparison with a broken one proves death.
  rules: cloudflareToken.rules.map((rule) =>
    rule.name === 'invalid-token' ? { ...rule, means: 'unrecognized' } : rule,
  ),
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.cloudflare.com/client/v4/user/tokens/verify', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  runbook: {
    console: 'https://dash.cloudflare.com/profile/api-tokens',
    steps: `${cloudflareSteps} A token that an account owns is refused here although it lives: watch it with cloudflareAccount.`,
  },
  traps: [
    'a success may report an expired or a disabled token',
    'a 200 without success proves nothing',
    'a 400 for the format of the header means a malformed secret, not an invalid token',
    'all tokens of a user share one limit',
    'an account-owned token is refused here although it is valid, so the refusal proves nothing',
    'rolling a token ends the old value at once',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Cloudflare API, verify token',
      url: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/',
      seen: '2026-11-25',
    },
    ...cloudflareSources,
  },
})
