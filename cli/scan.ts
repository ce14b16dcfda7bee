import { setTimeout as pause } from 'node:timers/promises'
import { openNetwork } from '../functions/core/probe/network/lanes.ts'
import type { CommandResult } from './framework/command-result.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { refuseUnsafeHere } from './local/judge.ts'
import { exitCodeOfScan, parseFailOn } from './scan/fail-on.ts'
import { goOn, type NextStep, refuseTaken } from './scan/go-on.ts'
import { type ScanWorld, scanPlace } from './scan/scan.ts'
import { parseFormats, publishScan } from './scan/scan-formats.ts'
import type { ScanOptions } from './scan/scan-options.ts'

/**
 * Looks at every secret that somebody's own session may see, asks each credential once, and says what is wrong, worst first. Changes nothing
 * but the files that its options name. Ctrl-C ends it with what is known until then.
 */
export async function run(options: ScanOptions, terminal: Terminal): Promise<CommandResult> {
  const network = openNetwork()
  const interrupted = new AbortController()
  const stop = () => interrupted.abort()
  process.once('SIGINT', stop)
  try {
    return await runScan(options, { network, now: Date.now, sleep: pause, signal: interrupted.signal, terminal })
  } finally {
    process.off('SIGINT', stop)
    await network.close()
  }
}

/** Scans in a given world, and publishes the report. */
export async function runScan(options: ScanOptions, world: ScanWorld): Promise<CommandResult> {
  const formats = parseFormats(options.report)
  const failOn = parseFailOn(options.failOn)
  refuseTaken(
    options,
    formats.flatMap(({ file }) => file ?? []),
  )
  refuseUnsafeHere()
  const { report, examined } = await scanPlace(options, world)
  const text = await publishScan(report, formats, world.terminal)
  const next = await goOn(examined, options).catch(failedStep)
  const exitCode = next.failure?.exitCode ?? exitCodeOfScan(report, failOn)
  return { exitCode, data: { ...report, next: next.data }, text, notes: next.lines }
}

/** Keeps the report of credentials that were asked, whatever is wrong with the config that should follow. */
function failedStep(error: unknown): NextStep {
  if (!(error instanceof CommandFailure)) throw error
  return { lines: error.lines, data: null, failure: error }
}
