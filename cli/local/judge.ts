import { setTimeout as sleep } from 'node:timers/promises'
import { refuseUnsafeEnvironment } from '../../functions/aws/environment.ts'
import { trustPrivateCa } from '../../functions/aws/private-ca.ts'
import { type Judgement, probedJudgement } from '../../functions/core/gate/judgement.ts'
import type { GateAnswer } from '../../functions/core/gate/question.ts'
import { namesOf, type Selection, select } from '../../functions/core/gate/selection.ts'
import { type Check, hostOf } from '../../functions/core/model/check.ts'
import { profileIn } from '../../functions/core/model/deployment.ts'
import type { AttemptDependencies } from '../../functions/core/probe/attempt.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { type Probed, probe } from '../../functions/core/probe/probe.ts'
import { hostWatch } from '../../functions/core/probe/unanswering.ts'
import { hostLimits } from '../../functions/core/state/host-limits.ts'
import { type Situation, situationOf } from '../../functions/core/state/situation.ts'
import { concurrency } from '../../functions/core/tick/batch.ts'
import { loadConfig } from '../config.ts'
import { Failure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { refuseEmpty } from '../selection.ts'
import { openLending, type SecretsHere } from './lend.ts'

/** What this machine found by itself: an answer like the deployed probe's, with the readings behind it. */
export type JudgedHere = {
  readonly answer: GateAnswer
  readonly probed: readonly Probed[]
  readonly checks: readonly Check[]
}

/** Probes the selected checks of a config from this machine, with the core's own `probe`. Nothing is written and nobody is paged. */
export async function judgeHere(
  selection: Selection,
  options: Omit<SecretsHere, 'environment'>,
  terminal: Terminal,
): Promise<JudgedHere> {
  const deployment = await loadConfig(options.config)
  const { checks, unmatched } = select(deployment.checks, selection)
  refuseEmpty({ checks: checks.length, unmatched, names: namesOf(deployment.checks) })
  refuseUnsafe()
  trustPrivateCa(deployment)
  const lend = await openLending(checks, { ...options, environment: terminal.environment })
  const probed = await probeAll(checks, { lend, profileOf: profileIn(deployment) }, terminal)
  const situation = situationOf([], deployment)
  const judgements = probed.map((one, index) => judgementOf(one, checks[index], situation))
  return {
    answer: { deployment: deployment.name, at: Date.now(), pulses: [], judgements, unmatched, names: null },
    probed,
    checks,
  }
}

async function probeAll(
  checks: readonly Check[],
  sources: Pick<AttemptDependencies, 'lend' | 'profileOf'>,
  terminal: Terminal,
): Promise<readonly Probed[]> {
  const network = openNetwork()
  const [limits, watch] = [hostLimits(concurrency), hostWatch()]
  const dependencies = { ...sources, network, now: Date.now, sleep }
  let done = 0
  const one = async (check: Check): Promise<Probed> => {
    const probed = watch.giveUp(check, Date.now()) ?? (await probe(check, dependencies))
    watch.saw(check, probed)
    done += 1
    terminal.progress(`probed ${done} of ${checks.length}`)
    return probed
  }
  try {
    return await Promise.all(checks.map((check) => limits.run(hostOf(check), () => one(check))))
  } finally {
    await network.close()
  }
}

/** Nobody remembers since when it is so, or who wants it quiet: of that, the config alone is here. */
function judgementOf(probed: Probed, check: Check | undefined, { hushOf }: Situation): Judgement {
  if (check === undefined) throw new Error('a probe without its check')
  return { ...probedJudgement(check, probed, null), since: null, hush: hushOf(check, Date.now()) }
}

/** Which authorities a machine trusts is for its owner to say, who may sit behind a proxy of the company's. */
function refuseUnsafe(): void {
  try {
    refuseUnsafeEnvironment({ but: 'NODE_EXTRA_CA_CERTS' })
  } catch (error) {
    throw new Failure('usage', error instanceof Error ? error.message : 'this environment could expose credentials')
  }
}
