import { provider } from '../provider.ts'

/** The REST token of a Redis database of Upstash. */
export const upstashRedis = provider({
  name: 'upstash-redis',
  title: 'Upstash Redis REST token',
  category: 'cloud and hosting',
  roles: { token: 'the REST token' },
  options: {
    host: { kind: 'host', says: 'the REST host of the database: eu1-acme-12345.upstash.io' },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/ping', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'pong', when: { status: 200, body: "result == 'PONG'" }, means: 'alive', source: 'docs' },
    {
      name: 'wrong-token',
      when: { status: 401, body: "contains(error, 'WRONGPASS')" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another database',
        wayOut: 'correct `host`, or replace the token',
        kind: 'setting',
      },
      source: 'docs',
    },
    {
      name: 'read-only',
      when: { status: 400, body: "contains(error, 'NOPERM')" },
      means: 'ping_forbidden',
      source: 'redis',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none: making the new token ends the old one', by: 'hand' },
  runbook: {
    console: 'https://console.upstash.com/redis',
    steps: 'Reset the token of the database, and store the new one at once. The old value ends.',
  },
  traps: [
    'the token belongs to one database, whose host is in the address',
    'an ACL may forbid PING to a living token',
  ],
  sources: {
    docs: {
      evidence: 'documented',
      title: 'Upstash, troubleshooting: WRONGPASS invalid or missing auth token',
      url: 'https://upstash.com/docs/redis/troubleshooting/http_unauthorized',
      seen: '2026-11-30',
    },
    redis: {
      evidence: 'documented',
      title: 'Redis, ACL: NOPERM is said to a user who lacks the command',
      url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/',
      seen: '2026-11-30',
    },
  },
})
