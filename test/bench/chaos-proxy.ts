import { median } from 'simple-statistics'
import { Agent, request } from 'undici'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { startProxy } from '../../chaos/injectors/proxy.ts'
import { loadFor } from './support/load.ts'
import { atLeast, type BenchRow, noted } from './support/row.ts'

import { startTarget } from './support/target.ts'

export const name = 'chaos-proxy'

const barPerSecond = 3_000
const concurrency = 32
const proxyRoundMs = 700
const [warmUpRounds, rounds] = [3, 7]

/** The proxy without a fault: client and proxy in this process, the target in its own, on the same cores. */
export async function run(): Promise<readonly BenchRow[]> {
  const target = await startTarget()
  const [url = ''] = target.urls
  const proxy = await startProxy({ upstream: new URL(url).origin, plane: 'api', injection: createInjection() })
  const dispatcher = new Agent({ connections: concurrency })
  const headers = { authorization: 'Bearer measured-token', 'user-agent': 'bench instance/one' }
  const ask = (origin: string) => async () => {
    const { body } = await request(`${origin}/me`, { dispatcher, headers })
    await body.json()
  }
  try {
    const direct: number[] = []
    const through: number[] = []
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      direct.push((await loadFor(proxyRoundMs, concurrency, ask(new URL(url).origin))).perSecond)
      through.push((await loadFor(proxyRoundMs, concurrency, ask(proxy.url))).perSecond)
    }
    return [
      noted(`straight to the target, ${concurrency} at once`, median(direct.slice(warmUpRounds)), '/s'),
      atLeast(
        `through the proxy without a fault, ${concurrency} at once`,
        median(through.slice(warmUpRounds)),
        barPerSecond,
        '/s',
      ),
    ]
  } finally {
    await dispatcher.destroy()
    await proxy.close()
    await target.close()
  }
}
