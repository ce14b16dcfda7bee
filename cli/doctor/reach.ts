import { addressOf, type Check } from '../../functions/core/model/check.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import { type DoctorFinding, failed, ok } from './finding.ts'

const limitMs = 5_000
/** A clock that is further off makes AWS refuse signatures (five minutes) and expiries wrong long before that. */
const skewMs = 30_000

/** Whether each host of the checks answers from here at all: asked for its root, without any credential. */
export async function reachHosts(checks: readonly Check[]): Promise<readonly DoctorFinding[]> {
  const roots = new Map<string, Check>()
  for (const check of checks) {
    const address = addressOf(check)
    if (address !== null) roots.set(new URL('/', address).href, check)
  }
  const network = openNetwork()
  try {
    return await Promise.all([...roots].map(([root, { allowPrivate }]) => reach(new URL(root), allowPrivate, network)))
  } finally {
    await network.close()
  }
}

async function reach(url: URL, allowPrivate: readonly string[], network: Network): Promise<DoctorFinding> {
  const request = { method: 'GET', url, headers: {}, body: null, allowPrivate, shareConnection: false }
  const outcome = await network.exchange(request, AbortSignal.timeout(limitMs))
  return outcome.kind === 'answer'
    ? ok(`host ${url.host}`, 'answers from here')
    : failed(
        `host ${url.host}`,
        `does not answer from here (${outcome.code}): look at its name, the firewall and allowPrivate`,
      )
}

/** This machine's clock against AWS's. */
export function clockFinding(awsMs: number | null, nowMs: number): DoctorFinding {
  if (awsMs === null) return ok('clock', 'AWS named no time to compare with')
  const offMs = Math.abs(nowMs - awsMs)
  return offMs <= skewMs
    ? ok('clock', 'agrees with that of AWS')
    : failed(
        'clock',
        `${formatDuration(offMs / 1_000)} away from that of AWS: set it (NTP), or signatures and expiries are wrong`,
      )
}
