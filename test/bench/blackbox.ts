import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { freePort } from '../support/free-port.ts'
import { loadFor } from './support/load.ts'
import { ourRate } from './support/our-rate.ts'
import { atLeast, type BenchRow, missing, noted } from './support/row.ts'
import { benchToken } from './support/subject.ts'
import { startTarget } from './support/target.ts'

export const name = 'blackbox'

/** Path of the binary in the package of Debian. */
const binary = '/usr/bin/prometheus-blackbox-exporter'
const barKeepAlive = 10
const barNewConnection = 3
const concurrency = 16
const warmUpMs = 3_000
const measuredMs = 5_000

/** Compares probes for each second of CPU: the same token, sent to the same API, and one part of the answer checked. */
export async function run(): Promise<readonly BenchRow[]> {
  const installed = await succeeded(access(binary))
  if (!installed)
    return [missing('prometheus-blackbox-exporter', 'not installed (apt-get install prometheus-blackbox-exporter)')]
  const target = await startTarget()
  try {
    const [url = ''] = target.urls
    const theirs = await exporterRate(url)
    const kept = await ourRate(url, { keepAlive: true, concurrency })
    const fresh = await ourRate(url, { keepAlive: false, concurrency })
    return [
      noted('blackbox exporter, a new connection each', theirs, '/CPU s'),
      noted('probe, keep-alive', kept, '/CPU s'),
      atLeast('probe against the exporter, keep-alive', kept / theirs, barKeepAlive, 'x'),
      noted('probe, a new connection each', fresh, '/CPU s'),
      atLeast('probe against the exporter, new connections', fresh / theirs, barNewConnection, 'x'),
    ]
  } finally {
    await target.close()
  }
}

/** Sends the request in the way of Prometheus. */
async function exporterRate(url: string): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-bench-'))
  const config = join(directory, 'blackbox.json')
  await writeFile(config, JSON.stringify(exporterConfig))
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(binary, [`--config.file=${config}`, `--web.listen-address=${address}`], { stdio: 'ignore' })
  const dispatcher = new Agent({ connections: concurrency })
  const query = new URLSearchParams({ module: 'token', target: url })
  const task = async () => {
    const { body } = await request(`http://${address}/probe?${query}`, { dispatcher })
    if (!(await body.text()).includes('\nprobe_success 1\n')) throw new Error('the exporter does not see a success')
  }
  try {
    await untilItAnswers(address)
    await loadFor(warmUpMs, concurrency, task)
    const startedSeconds = await cpuSecondsOf(child)
    const { done } = await loadFor(measuredMs, concurrency, task)
    return done / ((await cpuSecondsOf(child)) - startedSeconds)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await dispatcher.destroy()
    await rm(directory, { recursive: true, force: true })
  }
}

/** JSON is YAML. */
const exporterConfig = {
  modules: {
    token: {
      prober: 'http',
      timeout: '5s',
      http: {
        headers: { authorization: `Bearer ${benchToken}` },
        preferred_ip_protocol: 'ip4',
        fail_if_body_not_matches_regexp: ['"login":"ci-bot"'],
      },
    },
  },
}

async function untilItAnswers(address: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const status = await request(`http://${address}/-/healthy`).then(
      ({ statusCode, body }) => body.dump().then(() => statusCode),
      () => 0,
    )
    if (status === 200) return
    await sleep(50)
  }
  throw new Error('the exporter did not start')
}

/** User and system time of a process so far (proc(5): fields 14 and 15, in hundredths of a second on Linux). */
async function cpuSecondsOf({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
