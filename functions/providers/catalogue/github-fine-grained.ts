import { provider } from '../provider.ts'
import { githubPersonalPaths, githubPersonalToken, githubPersonalTraps } from '../vendors/github.ts'

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
      'Create a second token with the same permissions and repositories, and store it. If the organization approves tokens, have it approved. Delete the first when nobody uses it any more.',
  },
  traps: [
    ...githubPersonalTraps,
    'Tokenwatch refuses a classic scope when it loads the config',
    'no answer names the permissions of the token',
    'a 403 may mean that the organization has not approved the token',
    'GitHub removes a token after a year without use, and a ping counts as a use',
  ],
})
