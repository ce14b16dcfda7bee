/** The package's entry for test suites, imported as `'tokenwatch/test'`: a dead credential fails a test with its verdict. */
import { AssertionError } from 'node:assert'
import { decide, type Terms } from '../functions/core/gate/decide.ts'
import type { GateAnswer } from '../functions/core/gate/question.ts'
import { secondsOf } from './framework/durations.ts'
import { openTerminal } from './framework/terminal.ts'
import { reportOf } from './report/report.ts'
import { terminalReport } from './report/terminal.ts'
import { refuseEmpty, selectionOf } from './selection.ts'

/** Where to look, and what to insist on. */
export type HealthOptions = {
  /** Of a deployment that is asked, with the credentials of the shell; without it the checks of `config` are probed from here. */
  readonly deployment?: string
  readonly region?: string
  /** By default `tokenwatch.config.ts` in the present folder. */
  readonly config?: string
  /** A JSON file of secret names and values, in place of Secrets Manager. */
  readonly secrets?: string
  readonly environment?: string
  /** Such as `1d`: fails for what expires sooner. */
  readonly minTtl?: string
}

/**
 * Passes when the credential of a check (by id or key) is good, for node:test, vitest and whatever else fails by what is thrown. Throws an
 * `AssertionError` whose message is the verdict: which credential, what is wrong, who owns it, what to do; and a `Failure` where nobody
 * could be asked.
 *
 * @example before(() => assertHealthy('billing', { environment: 'staging' }))
 */
export async function assertHealthy(ids: string | readonly string[], options: HealthOptions = {}): Promise<void> {
  const { environment, minTtl } = options
  const named = typeof ids === 'string' ? [ids] : ids
  const selection = selectionOf({ ids: named, ...(environment === undefined ? {} : { environment }) })
  const terms: Terms = { minTtlSeconds: secondsOf('minTtl', minTtl), requireExpiry: false, maxAgeSeconds: null }
  const answer = await ask(selection, options)
  refuseEmpty({ checks: answer.judgements.length, unmatched: answer.unmatched, names: answer.names })
  const decision = decide(answer, terms)
  if (decision.ruling === 'pass') return
  const source = options.deployment === undefined ? 'local' : 'deployed'
  const report = reportOf(answer, decision, { command: 'check', source, override: null, selection })
  throw new AssertionError({
    message: terminalReport(report, (_format, text) => text),
    actual: report.checks.map(({ check, reason }) => `${check}: ${reason}`),
    expected: report.checks.map(({ check }) => `${check}: healthy`),
    operator: 'assertHealthy',
    stackStartFn: assertHealthy,
  })
}

async function ask(selection: ReturnType<typeof selectionOf>, options: HealthOptions): Promise<GateAnswer> {
  const { deployment, region, config = 'tokenwatch.config.ts', secrets } = options
  const terminal = openTerminal()
  if (deployment === undefined) {
    const { judgeHere } = await import('./local/judge.ts')
    return (await judgeHere(selection, { config, secrets, region }, terminal)).answer
  }
  const [{ connect }, { deployedGate }] = await Promise.all([
    import('./aws/connection.ts'),
    import('./aws/deployed-gate.ts'),
  ])
  const where = { deployment, ...(region === undefined ? {} : { region }) }
  return deployedGate(await connect(where, terminal.environment)).ask({
    selection,
    evidence: 'either',
    maxAgeSeconds: null,
  })
}
