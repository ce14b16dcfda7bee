import { provider } from '../provider.ts'
import { apiHost, hourlyLimits, userRules, userSources, whoseItIs } from './github.ts'

/** A fine-grained personal access token of GitHub, which has permissions on chosen repositories and no scopes. */
export const githubFineGrained = provider({
  name: 'github-fine-grained',
  title: 'GitHub fine-grained personal access token',
  category: 'source control and CI',
  roles: { token: 'the token, github_pat_...' },
  options: { host: apiHost },
  question: whoseItIs,
  rules: userRules,
  paths: {
    identity: 'login',
    environment: null,
    scopes: null,
    expires: { at: { header: 'github-authentication-token-expiration' }, format: 'text' },
  },
  scopes: { pattern: '[a-z_]+=(read|write|admin)', example: 'contents=read' },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  limits: hourlyLimits,
  settlesWithinSeconds: 0,
  idleSeconds: 31_536_000,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://github.com/settings/personal-access-tokens',
    steps:
      'Make a second token with the same permissions and repositories, have the organization approve it where it has to, and delete the first when nobody uses it any more.',
  },
  traps: [
    'a classic scope is refused when the config is loaded',
    'no answer names what the token may do',
    'an organization that has not approved the token forbids it',
    'a year without a use kills the token, and a ping is a use',
  ],
  sources: userSources,
})
