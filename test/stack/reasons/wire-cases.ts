import { get } from '../../../functions/config.ts'
import { freePort } from '../../support/free-port.ts'
import type { HostileServer, Script } from '../../support/hostile-server.ts'
import { aWatch } from '../../support/stack.ts'
import type { Case } from './case.ts'

/** Starts a server for as long as the suite runs. */
export type Serve = (script: Script) => Promise<HostileServer>

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Script => ({
  kind: 'json',
  status,
  body,
  headers,
})

/** Cases of answers that are not from an API, or not good ones. `elsewhere` is the target of a redirect. */
export async function answerCases(serve: Serve, elsewhere: string): Promise<readonly Case[]> {
  const answers: readonly (readonly [title: string, reason: string, script: Script, more?: Partial<Case>])[] = [
    ['a redirect', 'redirected', { kind: 'redirect', to: elsewhere }],
    ['a log-in page', 'wrong_target', { kind: 'html' }],
    ['429 for longer than anybody waits', 'rate_limited', json(429, {}, { 'retry-after': '60' })],
    ['500 again and again', 'provider_error', json(500, {})],
    ['402', 'quota_exhausted', json(402, {}), { pages: true }],
    ['a status that nobody expects', 'unrecognized', json(418, {})],
    ['an answer that is no HTTP', 'unrecognized', { kind: 'malformed' }],
    ['a body without end', 'oversized', { kind: 'endless_body' }],
    ['a body that unpacks to a gigabyte', 'oversized', { kind: 'gzip_bomb', megabytes: 1_000 }],
  ]
  return Promise.all(
    answers.map(async ([title, reason, script, more], index) => {
      const server = await serve(script)
      return { title, reason, check: aWatch(`answer-${index}`, server.url), ...more }
    }),
  )
}

/** Cases of addresses and connections. No check may reach `offLimits`, and no authority signed `untrusted`. */
export async function networkCases(
  serve: Serve,
  { offLimits, untrusted }: Record<'offLimits' | 'untrusted', HostileServer>,
): Promise<readonly Case[]> {
  const silent = await serve({ kind: 'silent' })
  return [
    {
      title: 'a port where nobody listens',
      reason: 'unreachable',
      check: aWatch('unreachable', `http://127.0.0.1:${await freePort()}`),
    },
    { title: 'a server that never answers', reason: 'timed_out', check: aWatch('timed-out', silent.url) },
    {
      title: 'a name that leads to a private address',
      reason: 'host_not_allowed',
      check: aWatch('host-not-allowed', 'http://placeholder', { ping: get(`http://localhost:${offLimits.port}`) }),
    },
    {
      title: 'a certificate that nobody vouches for',
      reason: 'tls_failed',
      check: aWatch('tls-failed', untrusted.url),
    },
  ]
}
