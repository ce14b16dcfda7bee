/**
 * `npm run bench:guard [-- --keep]`: measures the benches whose ratios are kept in `ratios.json`, and fails where one is clearly worse,
 * missing or not kept. `--keep` measures once and writes what it saw.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { type BenchName, isBench } from './support/benches.ts'
import { betterRatio, guardRatios, type Ratios } from './support/guard.ts'
import type { MeasuredRatio } from './support/row.ts'
import { runBench } from './support/run-bench.ts'

/** Benches with ratios that need nothing but the dependencies. */
const guarded: readonly BenchName[] = ['cold-start', 'pipeline', 'tick-10000', 'command-line', 'synth']

/** A ratio is worse only if it was worse in each of these runs: another process may disturb one. */
const mostRuns = 3

const file = new URL('./ratios.json', import.meta.url)
const ratio = z.strictObject({ value: z.number().positive(), better: z.enum(['lower', 'higher']) })
const ratios = z.record(z.string().refine(isBench), z.record(z.string(), ratio))

const measured: Record<string, Record<string, MeasuredRatio>> = {}

async function measure(name: BenchName): Promise<void> {
  const before = measured[name]
  const rows = await runBench(name)
  measured[name] = { ...before }
  for (const { what, ratio: now } of rows)
    if (now !== undefined) measured[name][what] = betterRatio(now, before?.[what])
}

function print(kept: Ratios): boolean {
  const results = guardRatios(kept, measured)
  const spelled = (value: number | null) => (value === null ? '-' : `${value.toFixed(2)}x`)
  for (const { bench, what, kept: before, measured: now, outcome } of results)
    process.stdout.write(
      `${bench.padEnd(14)}${what.padEnd(58)}${spelled(before).padEnd(9)}${spelled(now).padEnd(9)}${outcome}\n`,
    )
  return results.every(({ outcome }) => outcome === 'held')
}

if (process.argv[2] === '--keep') {
  for (const name of guarded) await measure(name)
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`)
  print(measured)
} else {
  const kept: Ratios = ratios.parse(JSON.parse(readFileSync(file, 'utf8')))
  const isOpen = (name: string) =>
    guardRatios(kept, measured).some((one) => one.bench === name && one.outcome !== 'held')
  for (const name of guarded)
    for (let run = 0; run === 0 || (run < mostRuns && isOpen(name)); run += 1) await measure(name)
  if (!print(kept)) {
    process.stdout.write('After a change that was meant, `npm run bench:guard -- --keep` keeps the new ratios.\n')
    process.exitCode = 1
  }
}
