import type { BenchRow } from './row.ts'

/** One file of `test/bench`. */
export type Bench = { readonly name: string; run(): Promise<readonly BenchRow[]> }

/**
 * The heap of a function with 256 MiB, as the lab's sandbox gives it. V8 sizes the space for young objects by the memory of the machine: at
 * most 8 MiB where there are no more than 2 GiB (github.com/nodejs/node/pull/55812), and far more here.
 */
const functionHeap = ['--max-old-space-size=230', '--max-semi-space-size=8']

/** Every bench, in the order of the table, and the flags that its process needs. */
export const benches = {
  'cold-start': { load: () => import('../cold-start.ts'), flags: [] },
  pipeline: { load: () => import('../pipeline.ts'), flags: [] },
  blackbox: { load: () => import('../blackbox.ts'), flags: [] },
  nagios: { load: () => import('../nagios.ts'), flags: [] },
  'tick-1000': { load: () => import('../tick-1000.ts'), flags: [] },
  'tick-10000': { load: () => import('../tick-10000.ts'), flags: functionHeap },
  'probe-memory': { load: () => import('../probe-memory.ts'), flags: [] },
  'first-verdict': { load: () => import('../first-verdict.ts'), flags: [] },
  'command-line': { load: () => import('../command-line.ts'), flags: [] },
  'page-latency': { load: () => import('../page-latency.ts'), flags: [] },
  'death-to-page': { load: () => import('../death-to-page.ts'), flags: [] },
  'chaos-proxy': { load: () => import('../chaos-proxy.ts'), flags: [] },
  synth: { load: () => import('../synth.ts'), flags: [] },
} as const satisfies Record<string, { load: () => Promise<Bench>; flags: readonly string[] }>

export type BenchName = keyof typeof benches

export const isBench = (name: string): name is BenchName => Object.hasOwn(benches, name)
