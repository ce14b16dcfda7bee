import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { median } from 'simple-statistics'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import { aFolder, program, tokenwatch } from '../support/command-line.ts'
import { atMost, type BenchRow, noted } from './support/row.ts'

export const name = 'command-line'

const runs = 21
const tokens = 50
const hostDelayMs = 200

/** Times for which a person waits: help, and fifty tokens whose APIs are slow. */
export async function run(): Promise<readonly BenchRow[]> {
  const bare = timesOf(['-e', '0'])
  const help = timesOf([program, '--help'])
  const gateHelp = timesOf([program, 'gate', '--help'])
  return [
    atMost('tokenwatch --help against node -e 0 (median of 21)', help / bare, 3, 'x'),
    atMost('tokenwatch gate --help against node -e 0 (median of 21)', gateHelp / bare, 3, 'x'),
    ...(await fiftyTokens()),
  ]
}

/** The first run fills the cache of compiled code, and does not count. */
function timesOf(args: readonly string[]): number {
  const timeMs = () => {
    const startedMs = performance.now()
    spawnSync(process.execPath, args)
    return performance.now() - startedMs
  }
  timeMs()
  return median(Array.from({ length: runs }, timeMs))
}

async function fiftyTokens(): Promise<readonly BenchRow[]> {
  const servers = Array.from({ length: 10 }, () =>
    createServer(async (_request, response) => {
      await wait(hostDelayMs)
      response.setHeader('content-type', 'application/json').end('{"ok":true}')
    }),
  )
  const urls = await Promise.all(servers.map(listenOnLoopback))
  const folder = await aFolder()
  const waits = async (hosts: number): Promise<number> => {
    const config = join(folder.path, `${hosts}.json`)
    await writeFile(config, JSON.stringify(configOf(urls.slice(0, hosts))))
    const check = (ids: readonly string[]) =>
      elapsedMs(() =>
        tokenwatch(['check', ...ids, '--config', config], { cwd: folder.path, env: { TOKEN: 'a-token-of-the-bench' } }),
      )
    await check(['check-0'])
    // One token by itself shows the time of the start; the rest is waiting. Medians, since others use the machine too.
    const [one, all] = [await medianOf(3, () => check(['check-0'])), await medianOf(3, () => check([]))]
    return all - one + hostDelayMs
  }
  try {
    return [
      atMost(
        `check of ${tokens} tokens, ten hosts that answer after ${hostDelayMs} ms: waiting`,
        (await waits(10)) / 1_000,
        1.5,
        's',
      ),
      noted(`the same, all of one host, of which 8 are asked at once`, (await waits(1)) / 1_000, 's'),
    ]
  } finally {
    await Promise.all([folder.close(), ...servers.map(closeServer)])
  }
}

async function medianOf(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let count = 0; count < times; count += 1) values.push(await measure())
  return median(values)
}

async function elapsedMs(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return performance.now() - startedMs
}

function configOf(urls: readonly string[]): object {
  const checks = Array.from({ length: tokens }, (_, index) => ({
    profile: 'http',
    id: `check-${index}`,
    secret: { from: 'environment', variable: 'TOKEN' },
    impact: 'Nobody is hurt',
    ping: { method: 'GET', url: `${urls[index % urls.length]}/me` },
    assert: ['ok'],
    allowPrivate: ['127.0.0.0/8'],
  }))
  return { name: 'bench', environments: { production: {} }, checks }
}
