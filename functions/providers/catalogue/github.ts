import { provider } from '../provider.ts'
import { githubPersonalPaths, githubPersonalToken, githubPersonalTraps } from '../vendors/github.ts'

/** A personal access token (classic) of GitHub. Answers to it name its scopes. */
export const github = provider({
  ...githubPersonalToken,
  name: 'github',
  title: 'GitHub personal access token (classic)',
  roles: { token: 'the token, ghp_...' },
  paths: { ...githubPersonalPaths, scopes: { header: 'x-oauth-scopes' } },
  scopes: {
    pattern: '[a-z_]+(:[a-z_]+)?',
    example: 'repo',
    implied: {
      repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
      'admin:org': ['write:org', 'manage_runners:org'],
      'write:org': ['read:org'],
      'admin:public_key': ['write:public_key'],
      'write:public_key': ['read:public_key'],
      'admin:repo_hook': ['write:repo_hook'],
      'write:repo_hook': ['read:repo_hook'],
      user: ['read:user', 'user:email', 'user:follow'],
      'write:packages': ['read:packages'],
      'admin:gpg_key': ['write:gpg_key'],
      'write:gpg_key': ['read:gpg_key'],
      project: ['read:project'],
    },
  },
  runbook: {
    console: 'https://github.com/settings/tokens',
    steps:
      'Regenerate the token. Or create a second one with the same scopes, and delete the first when nobody uses it any more.',
  },
  traps: [
    ...githubPersonalTraps,
    'a 403 with no requests left means a rate limit, not a refusal',
    'the expiry comes in two forms: with the name of a zone, or with its offset',
    'only the message shows a secondary rate limit',
    'the reset is a time, not a number of seconds',
    'GitHub removes a token after a year without use, and a ping counts as a use',
  ],
})
