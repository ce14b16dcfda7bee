import { provider } from '../provider.ts'

/** A programmatic access token of Snowflake. Its statement reads the current user and needs no warehouse. */
export const snowflake = provider({
  name: 'snowflake',
  title: 'Snowflake programmatic access token',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {
    account: {
      kind: 'name',
      pattern: '[A-Za-z0-9][A-Za-z0-9_.-]{1,120}',
      example: 'acme-production',
      says: 'the account identifier, as in acme-production.snowflakecomputing.com',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{account}.snowflakecomputing.com/api/v2/statements',
      headers: {
        'content-type': 'application/json',
        'x-snowflake-authorization-token-type': 'PROGRAMMATIC_ACCESS_TOKEN',
      },
      body: '{"statement":"select current_user(), current_role()"}',
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'rows', when: { status: 200, body: "type(statementHandle) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'still-running',
      when: { status: 202, body: "type(statementHandle) == 'string'" },
      means: 'alive',
      source: 'api',
    },
    {
      name: 'from-this-address',
      when: {
        status: [401, 403],
        body: "contains(message, 'not allowed to access Snowflake') || contains(message, 'etwork policy')",
      },
      means: 'blocked_from_here',
      source: 'recalled',
    },
    {
      name: 'unauthorized',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'a policy of the account does not let this user or address in',
        wayOut: 'look at the network policy and at the user, then at the token',
        kind: 'changing',
        source: 'policies',
      },
      source: 'specification',
    },
    {
      name: 'statement-failed',
      when: { status: 422, body: "type(code) == 'string' && type(message) == 'string'" },
      means: 'ping_forbidden',
      source: 'specification',
    },
  ],
  paths: { identity: 'data[0][0]', environment: null, scopes: 'data[0][1]', expires: null },
  scopes: { pattern: null, example: 'REPORTER' },
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  failuresCount: true,
  rotation: { class: 'rotate_grace', overlap: '24 hours, or as EXPIRE_ROTATED_TOKEN_AFTER_HOURS says', by: 'aws' },
  runbook: {
    console: 'https://app.snowflake.com/',
    steps:
      'Sign in as another user: a session of the token itself cannot rotate it. Run ALTER USER ... ROTATE PROGRAMMATIC ACCESS TOKEN, and store the new value while the old one is still valid. No answer names its expiry: declare it with expires.',
  },
  federation: { offer: 'workload identity federation for users of the type SERVICE', source: 'federation' },
  traps: [
    'a refusal by a network policy looks like an invalid token',
    'a rotated token stays valid for a day',
    'failed logins may lock the user',
    'a session of the token itself cannot rotate it',
  ],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'Snowflake, workload identity federation',
      url: 'https://docs.snowflake.com/en/user-guide/workload-identity-federation',
    },
    api: {
      evidence: 'documented',
      title: 'Snowflake SQL API reference',
      url: 'https://docs.snowflake.com/en/developer-guide/sql-api/reference',
      seen: '2026-11-25',
    },
    specification: {
      evidence: 'documented',
      title: 'Snowflake SQL API, specification',
      url: 'https://github.com/snowflakedb/snowflake-rest-api-specs',
      seen: '2026-11-26',
    },
    policies: {
      evidence: 'documented',
      title:
        'Snowflake, programmatic access tokens: a token can only be used by a user who is subject to a network policy',
      url: 'https://docs.snowflake.com/en/user-guide/programmatic-access-tokens',
      seen: '2026-12-01',
    },
    recalled: {
      evidence: 'recalled',
      title: 'a network policy refuses in words of its own, and a user may be locked out',
    },
  },
})
