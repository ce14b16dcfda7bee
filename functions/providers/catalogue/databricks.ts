import { provider } from '../provider.ts'

/** A personal access token of a Databricks workspace. */
export const databricks = provider({
  name: 'databricks',
  title: 'Databricks personal access token',
  category: 'cloud and hosting',
  roles: { token: 'the token, dapi...' },
  options: { host: { kind: 'host', says: 'the host of the workspace: dbc-a1b2345c-d6e7.cloud.databricks.com' } },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/2.0/preview/scim/v2/Me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'me', when: { status: 200, body: "type(userName) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'from-this-address',
      when: { status: 403, body: "contains(message, 'IP ACL') || contains(message, 'IP access list')" },
      means: 'blocked_from_here',
      source: 'recalled',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'sdk' },
    {
      name: 'invalid-token',
      when: { status: 403, body: "contains(message, 'Invalid access token')" },
      means: 'rejected',
      source: 'trufflehog',
    },
    {
      name: 'permission-denied',
      when: { status: 403, body: "contains(message, 'not have required scopes')" },
      means: 'ping_forbidden',
      source: 'sdk',
    },
  ],
  paths: { identity: 'userName', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  idleSeconds: 7_776_000,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'aws' },
  runbook: {
    console: 'https://{host}/settings/user/developer/access-tokens',
    steps:
      'Generate a token with a lifetime, store it, and revoke the old one when nobody uses it any more. No answer names its expiry: declare it with expires.',
  },
  federation: { offer: 'OAuth token federation for service principals', source: 'federation' },
  traps: [
    'a 403 may come from the address list of the workspace',
    'a 403 to a scoped token means that the token is valid',
    'Databricks revokes a token that is unused for 90 days',
  ],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'Databricks, OAuth token federation',
      url: 'https://docs.databricks.com/aws/en/dev-tools/auth/oauth-federation',
    },
    api: {
      evidence: 'documented',
      title: 'Databricks API, get current user',
      url: 'https://docs.databricks.com/api/workspace/currentuser/me',
      seen: '2026-11-21',
    },
    sdk: {
      evidence: 'documented',
      title: 'Databricks SDK for Go, what each status means',
      url: 'https://github.com/databricks/databricks-sdk-go',
      seen: '2026-11-25',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/databrickstoken',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    recalled: {
      evidence: 'recalled',
      title: 'an address that the workspace does not let in is refused by name',
    },
  },
})
