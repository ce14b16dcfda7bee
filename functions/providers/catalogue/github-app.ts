import { provider } from '../provider.ts'
import { githubSources, limitRules } from '../vendors/github.ts'
import { githubVersion, githubVersionSource } from '../vendors/github-version.ts'

/** The private key of a GitHub App, proved by signing in as the app itself. */
export const githubApp = provider({
  name: 'github-app',
  title: 'GitHub App private key',
  category: 'source control and CI',
  roles: { privateKey: 'the PEM file from GitHub' },
  pem: true,
  options: {
    appId: {
      kind: 'name',
      pattern: '[0-9]{1,20}|Iv[0-9A-Za-z.]{6,60}',
      example: 'Iv23liAbCdEfGhIjKlMn',
      says: "the app's client id or its numeric id",
    },
    host: { kind: 'host', default: 'api.github.com', says: 'the API host, if it is not api.github.com' },
  },
  question: {
    kind: 'signed_jwt',
    issuer: { literal: '{appId}' },
    audience: null,
    scope: null,
    // Ten minutes is GitHub's longest.
    lifetimeSeconds: 540,
    ping: {
      method: 'GET',
      url: 'https://{host}/app',
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  version: githubVersion,
  rules: [
    { name: 'app', when: { status: 200, body: "type(slug) == 'string'" }, means: 'alive', source: 'docs' },
    {
      name: 'clock',
      when: { status: 401, body: "contains(message, 'claim')" },
      means: 'unrecognized',
      source: 'jwt',
    },
    {
      name: 'key-unknown',
      when: { status: 401, body: "message == 'A JSON web token could not be decoded'" },
      means: 'rejected',
      source: 'trufflehog',
    },
    {
      name: 'app-unknown',
      when: { status: 404, body: "message == 'Integration not found'" },
      means: 'wrong_target',
      source: 'recalled',
    },
    ...limitRules,
  ],
  paths: { identity: 'slug', environment: null, scopes: 'keys(permissions)', expires: null },
  scopes: { pattern: '[a-z_]+', example: 'contents' },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  rotation: { class: 'create_revoke', overlap: 'until the old key is deleted', by: 'hand' },
  runbook: {
    console: 'https://github.com/settings/apps',
    steps:
      'Generate a second private key on the page of the app, and store it. Delete the first when nobody signs with it any more.',
  },
  traps: ['a wrong clock does not mean an invalid key'],
  sources: {
    ...githubVersionSource,
    docs: {
      evidence: 'documented',
      title: 'GitHub REST API, get the authenticated app',
      url: 'https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app',
      seen: '2026-11-21',
    },
    jwt: {
      evidence: 'documented',
      title: 'GitHub, generating a JSON Web Token for a GitHub App',
      url: 'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app',
      seen: '2026-11-21',
    },
    limits: githubSources.limits,
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/githubapp',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    recalled: { evidence: 'recalled', title: 'an app that was deleted is not found' },
  },
})
