import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { ourRate } from './support/our-rate.ts'
import { atLeast, type BenchRow, missing, noted } from './support/row.ts'
import { benchToken } from './support/subject.ts'
import { startTarget } from './support/target.ts'

export const name = 'nagios'

/** Path of the plugin in the package of Debian. */
const plugin = '/usr/lib/nagios/plugins/check_http'
/** The bar of the other peer, whose connections are new as well. */
const bar = 3
const runs = 300
const concurrency = 16

/** Compares probes for each second of CPU with the plugin that Nagios, Icinga and Naemon start for each check. */
export async function run(): Promise<readonly BenchRow[]> {
  if (!(await succeeded(access(plugin))))
    return [missing('check_http of Nagios', 'not installed (apt-get install monitoring-plugins-basic)')]
  const target = await startTarget()
  try {
    const [url = ''] = target.urls
    const theirs = await pluginRate(new URL(url))
    const ours = await ourRate(url, { keepAlive: false, concurrency })
    return [
      noted('check_http, a process and a connection each', theirs, '/CPU s'),
      noted('probe, a new connection each', ours, '/CPU s'),
      atLeast('probe against check_http, new connections', ours / theirs, bar, 'x'),
    ]
  } finally {
    await target.close()
  }
}

/** Runs the plugin again and again in one shell, which reckons the CPU time of its children. Fails if a check does. */
async function pluginRate({ hostname, port, pathname }: URL): Promise<number> {
  const check = [
    ...[plugin, '-H', hostname, '-p', port, '-u', pathname],
    ...['-k', `authorization: Bearer ${benchToken}`, '-s', '"login":"ci-bot"'],
  ]
  const script = `for ((run = 0; run < ${runs}; run++)); do "$@" > /dev/null || exit 1; done; times`
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', ...check])
  return runs / childSecondsOf(stdout)
}

/** Reads the second line of `times` in bash: user and system time of the children, such as `0m1.230s 0m0.450s`. */
function childSecondsOf(times: string): number {
  const children = times.trim().split('\n')[1] ?? ''
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  )
}
