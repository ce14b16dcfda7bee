import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'

/** Error ratios of a dependent service, before the fault and during it. */
export type Propagation = {
  readonly service: string
  readonly baseline: number
  readonly fault: number
  readonly delta: number
  /** Seconds from the injection to the first failure; `null` if there was none. */
  readonly firstFailureSeconds: number | null
  /** First fault of the part, if the run had several parts. */
  readonly during?: string
}

/** Polls services that depend on the one under test, to see how far the fault spreads. */
export type ServiceWatch = { injected(): void; compared(): readonly Propagation[]; stop(): Promise<void> }

type Look = { readonly atMs: number; readonly isServed: boolean }

const servicePollIntervalMs = 500
const pollTimeoutMs = 5_000

export function watchServices(services: readonly { readonly name: string; readonly url: string }[]): ServiceWatch {
  const ending = new AbortController()
  const looks = new Map<string, Look[]>(services.map(({ name }) => [name, []]))
  let injectedMs: number | null = null
  const watch = async ({ name, url }: { readonly name: string; readonly url: string }): Promise<void> => {
    while (!ending.signal.aborted) {
      const atMs = performance.now()
      looks.get(name)?.push({ atMs, isServed: await isServed(url) })
      await wait(servicePollIntervalMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const watching = Promise.all(services.map(watch))
  return {
    injected() {
      injectedMs = performance.now()
    },
    compared: () => [...looks].map(([service, seen]) => compare(service, seen, injectedMs ?? Number.POSITIVE_INFINITY)),
    async stop() {
      ending.abort()
      await watching
    },
  }
}

function compare(service: string, looks: readonly Look[], injectedMs: number): Propagation {
  const errorsOf = (some: readonly Look[]) =>
    some.length === 0 ? 0 : some.filter(({ isServed }) => !isServed).length / some.length
  const after = looks.filter(({ atMs }) => atMs >= injectedMs)
  const [baseline, fault] = [errorsOf(looks.filter(({ atMs }) => atMs < injectedMs)), errorsOf(after)]
  const first = after.find(({ isServed }) => !isServed)
  return {
    service,
    baseline,
    fault,
    delta: fault - baseline,
    firstFailureSeconds: first ? (first.atMs - injectedMs) / 1_000 : null,
  }
}

async function isServed(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(pollTimeoutMs) })
    await body.dump()
    return statusCode < 400
  } catch {
    return false
  }
}
