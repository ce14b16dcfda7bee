import type { Check } from '../../functions/core/model/check.ts'
import { aCheck, aRequest, expecting, reading } from './check.ts'
import { type Behaviour, type HostileServer, type Script, startHostileServer } from './hostile-server.ts'
import { onLoopback, type Prober, startProber } from './probing.ts'

/** Answer of the API about a good token. */
export const me = { login: 'bot', mode: 'production', scope: 'repo hook', ok: true }
export const good: Behaviour = { kind: 'json', body: me }
export const refusing: Behaviour = { kind: 'json', status: 401, body: {} }
export const down: Behaviour = { kind: 'json', status: 503, body: {} }

/** One answer after the other; the last one is repeated. */
export function inTurn(...behaviours: readonly Behaviour[]): Script {
  return (_request, count) => behaviours[Math.min(count, behaviours.length) - 1] ?? good
}

/** An API with the given behaviour, a check that reads all of its answer, and a prober. Closes them in any case. */
export async function probing(
  script: Script,
  test: (world: { check: Check; prober: Prober; server: HostileServer }) => Promise<void>,
): Promise<void> {
  const server = await startHostileServer(script)
  const prober = startProber()
  const check = aCheck({
    question: aRequest(`${server.url}/me`),
    paths: reading({ identity: 'login', environment: 'mode', scopes: 'scope' }),
    expect: expecting({
      identity: 'bot',
      environment: 'production',
      scopes: { require: ['repo'], forbid: ['admin'] },
      assert: ['ok'],
    }),
    ...onLoopback,
  })
  try {
    await test({ check, prober, server })
  } finally {
    await prober.close()
    await server.close()
  }
}
