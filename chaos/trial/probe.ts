import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'undici'
import type { ProbeOfFile, Tolerance } from '../experiment/probe.ts'
import { substituted, type Variables } from '../experiment/variables.ts'

/** Result of a probe. `isMet` is `null` for a probe without a tolerance. No output is kept: it may hold a secret. */
export type ProbeResult = { readonly name: string; readonly isMet: boolean | null; readonly status: number | null }

/** Everything that a probe can see, by the names of Chaos Toolkit. */
type Seen = { readonly status: number; readonly texts: Readonly<Record<'body' | 'stdout' | 'stderr', string>> }

/** Characters of an answer, or of an output, that a tolerance sees. */
const maxSeen = 1_048_576

/** Makes a probe. One that cannot be made has not met its tolerance. */
export async function runProbe(probe: ProbeOfFile, variables: Variables): Promise<ProbeResult> {
  const { name, tolerance, provider } = probe
  try {
    const seen = provider.type === 'http' ? await ask(provider, variables) : await execute(provider, variables)
    return { name, isMet: tolerance === undefined ? null : isTolerated(seen, tolerance), status: seen.status }
  } catch {
    return { name, isMet: tolerance === undefined ? null : false, status: null }
  }
}

/** Makes all probes, and returns the names of those that have not met their tolerance. */
export async function unmetProbes(probes: readonly ProbeOfFile[], variables: Variables): Promise<readonly string[]> {
  const results = await Promise.all(probes.map((probe) => runProbe(probe, variables)))
  return results.filter(({ isMet }) => isMet === false).map(({ name }) => name)
}

export function isTolerated({ status, texts }: Seen, tolerance: Tolerance): boolean {
  const { body, stdout } = texts
  const values: readonly unknown[] = [status, body, stdout.trim()]
  if (Array.isArray(tolerance)) return tolerance.some((one) => values.includes(one))
  if (typeof tolerance === 'boolean') return (status === 0 || (status >= 200 && status < 300)) === tolerance
  if (typeof tolerance !== 'object') return values.includes(tolerance)
  if (tolerance.type === 'range') return status >= tolerance.range[0] && status <= tolerance.range[1]
  const searched = tolerance.target === undefined ? Object.values(texts) : [texts[tolerance.target]]
  return searched.some((text) => new RegExp(tolerance.pattern).test(text))
}

type Provider<Type extends ProbeOfFile['provider']['type']> = Extract<ProbeOfFile['provider'], { readonly type: Type }>

async function ask(provider: Provider<'http'>, variables: Variables): Promise<Seen> {
  const { url, method, headers, arguments: sent, timeout } = provider
  const fill = (text: string) => String(substituted(text, variables))
  const hasBody = sent !== undefined && method !== 'GET'
  const target = new URL(fill(url))
  if (sent !== undefined && !hasBody)
    for (const [name, value] of Object.entries(Object(substituted(sent, variables))))
      target.searchParams.set(name, String(value))
  const answer = await request(target, {
    method,
    headers: {
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(value)])),
    },
    signal: AbortSignal.timeout(timeout * 1_000),
    ...(hasBody ? { body: JSON.stringify(substituted(sent, variables)) } : {}),
  })
  const body = (await answer.body.text()).slice(0, maxSeen)
  return { status: answer.statusCode, texts: { body, stdout: '', stderr: '' } }
}

async function execute(provider: Provider<'process'>, variables: Variables): Promise<Seen> {
  const fill = (text: string) => String(substituted(text, variables))
  const child = spawn(fill(provider.path), provider.arguments.map(fill), {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: provider.timeout * 1_000,
    killSignal: 'SIGKILL',
  })
  const texts = { body: '', stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    texts.stdout = (texts.stdout + chunk).slice(0, maxSeen)
  })
  child.stderr.on('data', (chunk) => {
    texts.stderr = (texts.stderr + chunk).slice(0, maxSeen)
  })
  const [code] = await once(child, 'close')
  if (typeof code !== 'number') throw new Error('the process was killed')
  return { status: code, texts }
}
