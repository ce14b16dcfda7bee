import { setTimeout as sleep } from 'node:timers/promises'
import { refuseUnsafeEnvironment } from '../../functions/aws/environment.ts'
import { trustPrivateCa } from '../../functions/aws/private-ca.ts'
import { type GateJudgement, probedJudgement } from '../../functions/core/gate/judgement.ts'
import type { GateAnswer } from '../../functions/core/gate/question.ts'
import { type GateSelection, namesOf, select } from '../../functions/core/gate/selection.ts'
import { type Check, hostOf } from '../../functions/core/model/check.ts'
import { profileIn } from '../../functions/core/model/deployment.ts'
import type { AttemptDependencies } from '../../functions/core/probe/attempt.ts'
import type { Control } from '../../functions/core/probe/control.ts'
import { type Controlled, controlOnce } from '../../functions/core/probe/controlled.ts'
import { hostCircuitBreaker } from '../../functions/core/probe/host-circuit-breaker.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { type Probed, probe } from '../../functions/core/probe/probe.ts'
import { type ActiveConditions, activeConditionsOf } from '../../functions/core/state/active-conditions.ts'
import { hostLimits } from '../../functions/core/state/host-limits.ts'
import { concurrency } from '../../functions/core/tick/concurrency.ts'
import { loadConfig } from '../config.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { refuseEmpty } from '../selection.ts'
import { openCredentialReader, type SecretsHere } from './credential-reader.ts'

/** An answer of this machine, in the form of the deployed probe's, with the readings behind it. */
export type JudgedHere = {
  readonly answer: GateAnswer
  readonly probed: readonly Probed[]
  /** The controls of each check; none if they were not wanted. */
  readonly controls: readonly (readonly Control[])[]
  readonly checks: readonly Check[]
}

/** Options of a judgement. */
export type JudgeOptions = Omit<SecretsHere, 'environment'> & {
  /** True to ask both controls of each check once, without a credential and with a broken one. */
  readonly controls?: boolean
}

/** Probes the selected checks of a config from this machine, with the same `probe` as in AWS. Writes nothing and pages nobody. */
export async function judgeHere(
  selection: GateSelection,
  options: JudgeOptions,
  terminal: Terminal,
): Promise<JudgedHere> {
  const deployment = await loadConfig(options.config)
  const { checks, unmatched } = select(deployment.checks, selection)
  refuseEmpty({ checks: checks.length, unmatched, names: namesOf(deployment.checks) })
  refuseUnsafeHere()
  trustPrivateCa(deployment)
  const readCredential = await openCredentialReader(checks, { ...options, environment: terminal.environment })
  const sources = { readCredential, profileOf: profileIn(deployment) }
  const judged = await probeAll(checks, { ...sources, controls: options.controls === true }, terminal)
  const probed = judged.map((one) => one.probed)
  const active = activeConditionsOf([], deployment)
  const judgements = probed.map((one, index) => judgementOf(one, checks[index], active))
  return {
    answer: { deployment: deployment.name, at: Date.now(), pulses: [], judgements, unmatched, names: null },
    probed,
    controls: judged.map(({ controls }) => controls),
    checks,
  }
}

async function probeAll(
  checks: readonly Check[],
  { controls, ...sources }: Pick<AttemptDependencies, 'readCredential' | 'profileOf'> & { readonly controls: boolean },
  terminal: Terminal,
): Promise<readonly Controlled[]> {
  const network = openNetwork()
  const dependencies = { ...sources, network, now: Date.now, sleep }
  const [limits, breaker] = [hostLimits(concurrency), hostCircuitBreaker(dependencies)]
  let done = 0
  const one = async (check: Check): Promise<Controlled> => {
    const probed = await breaker.ask(check, {}, (attemptDeadlineMs) =>
      probe(check, { ...dependencies, attemptDeadlineMs }),
    )
    const judged = controls ? await controlOnce(check, probed, dependencies) : { probed, controls: [] }
    done += 1
    terminal.progress(`probed ${done} of ${checks.length}`)
    return judged
  }
  try {
    return await Promise.all(checks.map((check) => limits.run(hostOf(check), () => one(check))))
  } finally {
    await network.close()
  }
}

/** Judges without stored state: `since` is unknown, and only a maintenance window of the config suppresses. */
function judgementOf(probed: Probed, check: Check | undefined, { suppressionOf }: ActiveConditions): GateJudgement {
  if (check === undefined) throw new Error('a probe without its check')
  return {
    ...probedJudgement(check, probed, { previous: null, unreliable: false }),
    since: null,
    suppression: suppressionOf(check, Date.now()),
  }
}

/** Refuses unsafe settings of Node but `NODE_EXTRA_CA_CERTS`: its owner may be behind a company proxy. */
export function refuseUnsafeHere(): void {
  try {
    refuseUnsafeEnvironment({ but: 'NODE_EXTRA_CA_CERTS' })
  } catch (error) {
    throw new CommandFailure(
      'usage',
      error instanceof Error ? error.message : 'this environment could expose credentials',
    )
  }
}
