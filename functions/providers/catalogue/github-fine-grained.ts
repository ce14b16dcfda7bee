import { provider } from '../provider.ts'
import { githubPersonalPaths, githubPersonalToken } from '../vendors/github.ts'

/** A fine-grained personal access token of GitHub, which has permissions on chosen repositories and no scopes. */
export const githubFineGrained = provider({
  ...githubPersonalToken,
  name: 'github-fine-grained',
  title: 'GitHub fine-grained personal access token',
  roles: { token: 'the token, github_pat_...' },
  paths: githubPersonalPaths,
  scopes: { pattern: '[a-z_]+=(read|write|admin)', example: 'contents=read' },
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
})
