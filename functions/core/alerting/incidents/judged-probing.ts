import type { Check } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { Probed } from '../../probe/probe.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import type { CheckState } from '../../state/state.ts'
import type { JudgedCheck } from '../transition.ts'
import type { StormDependencies } from './add-to-storm.ts'

/** A check of a batch and its running probe, which resolves with `null` where the check was not run. */
export type Probing = {
  readonly check: Check
  readonly previous: CheckState | null
  readonly probed: Promise<Probed | null>
}

/** A check of a batch whose probe is done. */
export type JudgedProbing = Omit<Probing, 'probed'> & { readonly probed: Probed }

export type ProviderWatchDependencies = StormDependencies & {
  readonly deployment: Deployment
  /** Returns the judgement as it would be concluded, to see which messages it would send. */
  judgedOf(check: Check, probed: Probed, alertContext: AlertContext): JudgedCheck
}
