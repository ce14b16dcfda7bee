/** Entry of the package for test suites, imported as `'tokenwatch/test'`: a bad credential fails a test with its verdict. */
import { AssertionError } from 'node:assert'
import { decide, type Terms } from '../functions/core/gate/decide.ts'
import type { GateAnswer } from '../functions/core/gate/question.ts'
import { secondsOf } from './framework/durations.ts'
import { openTerminal } from './framework/terminal.ts'
import { reportOf } from './report/report.ts'
import { terminalReport } from './report/terminal.ts'
import { refuseEmpty, selectionOf } from './selection.ts'

/** Options of `assertHealthy`. */
export type HealthOptions = {
  /** The deployment to ask, with the AWS credentials of the shell. Without it, this machine probes the checks of `config`. */
  readonly deployment?: string
  readonly region?: string
  /** Default: `tokenwatch.config.ts` in the working directory. */
  readonly config?: string
  /** A JSON file of secret names and values, read instead of Secrets Manager. */
  readonly secrets?: string
  readonly environment?: string
  /** A duration such as `1d`. Fails for a credential that expires sooner. */
  readonly minTtl?: string
}

/**
 * Passes when the credential of a check (by id or key) is good. Works in node:test, vitest and every other runner that fails on an
 * exception. Throws an `AssertionError` whose message names the credential, what is wrong, its owner and what to do. Throws a `Failure`
 * when there is no answer.
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
  return deployedGate(await connect(where, terminal)).ask({
    selection,
    evidence: 'either',
    maxAgeSeconds: null,
  })
}
