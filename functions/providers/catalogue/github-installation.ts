import { provider } from '../provider.ts'
import {
  badCredentials,
  forbiddenRules,
  forbiddenSources,
  githubSources,
  hiddenRules,
  hourlyLimits,
  limitRules,
} from '../vendors/github.ts'
import { githubVersion, githubVersionSource } from '../vendors/github-version.ts'

/** A token of a GitHub App's installation, which lives for an hour. Neither /user nor /app accepts it. */
export const githubInstallation = provider({
  name: 'github-installation',
  title: 'GitHub App installation token',
  category: 'source control and CI',
  roles: { token: 'the token, ghs_...' },
  options: { host: { kind: 'host', default: 'api.github.com', says: 'the API host, if it is not api.github.com' } },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{host}/installation/repositories?per_page=1',
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  version: githubVersion,
  rules: [
    {
      name: 'repositories',
      when: { status: 200, body: "type(total_count) == 'number'" },
      means: 'alive',
      source: 'docs',
    },
    badCredentials,
    ...limitRules,
    {
      name: 'suspended',
      when: { status: 403, body: "contains(message, 'suspended')" },
      means: 'suspended',
      source: 'suspending',
    },
    ...forbiddenRules,
    {
      name: 'another-kind',
      when: { status: 403, body: "contains(message, 'authenticate with an installation access token')" },
      means: 'ping_forbidden',
      source: 'docs',
    },
  ],
  needRules: hiddenRules,
  paths: { identity: 'repositories[0].owner.login', environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  limits: hourlyLimits,
  settlesWithinSeconds: 0,
  rotation: { class: 'derived', overlap: 'until the old one expires, an hour after it was made', by: 'tokenwatch' },
  runbook: {
    console: 'https://github.com/settings/installations',
    steps:
      'The job that mints this token has stopped. Check the private key of the app, and whether the installation is suspended.',
  },
  traps: [
    'an installation token is not checked at /user, which refuses it',
    'a token may be longer than 40 characters',
  ],
  sources: {
    ...githubVersionSource,
    docs: {
      evidence: 'documented',
      title: 'GitHub REST API, list repositories accessible to the app installation',
      url: 'https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation',
      seen: '2026-11-21',
    },
    ...forbiddenSources,
    trouble: githubSources.trouble,
    limits: githubSources.limits,
    suspending: {
      evidence: 'observed',
      title: 'octokit/octokit.rb, pull request 1307: 403, This installation has been suspended',
      url: 'https://github.com/octokit/octokit.rb/pull/1307',
      seen: '2026-12-01',
    },
  },
})
