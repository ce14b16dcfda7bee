import { addressOf, type Check } from '../../functions/core/model/check.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import { type DoctorFinding, failed, ok } from './finding.ts'

const reachTimeoutMs = 5_000
/** Warns before AWS refuses signatures (at five minutes), because expiries are wrong long before that. */
const clockToleranceMs = 30_000

/** Asks each host of the checks for its root, from this machine and without a credential. */
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
  const outcome = await network.exchange(request, AbortSignal.timeout(reachTimeoutMs))
  return outcome.kind === 'answer'
    ? ok(`host ${url.host}`, 'answers this machine')
    : failed(
        `host ${url.host}`,
        `does not answer this machine (${outcome.code}): check its name, the firewall and allowPrivate`,
      )
}

/** Compares the clock of this machine with that of AWS. */
export function clockFinding(awsMs: number | null, nowMs: number): DoctorFinding {
  if (awsMs === null) return ok('clock', 'the answer of AWS held no time to compare with')
  const offMs = Math.abs(nowMs - awsMs)
  return offMs <= clockToleranceMs
    ? ok('clock', 'agrees with the clock of AWS')
    : failed(
        'clock',
        `differs from the clock of AWS by ${formatDuration(offMs / 1_000)}: set it with NTP, or signatures and expiries are wrong`,
      )
}
