import type { CheckInput } from '../../functions/config.ts'
import type { Reason } from '../../functions/core/model/reason.ts'
import type { Stage } from './stage.ts'

/** States of a credential or its server, in the order of the table. */
export const states = ['alive', 'wrong', 'expired', 'revoked', 'small_role', 'other_user', 'stopped'] as const
export type CredentialState = (typeof states)[number]

/** States that a case puts on stage itself. Every server is stopped at the end. */
export type StagedState = Exclude<CredentialState, 'stopped'>

/** Place of a server: packages of Debian, the first of which names the version, or a package of npm. */
export type Origin = { readonly debian: readonly [string, ...string[]] } | { readonly npm: string }

/** States that a server may not have. Every server has a living and a wrong credential. */
export type OptionalState = Exclude<StagedState, 'alive' | 'wrong'>

/** One credential in one state, and the reason that Tokenwatch has to give. */
export type CredentialCase = {
  readonly state: StagedState
  /** The check as its user writes it. */
  readonly check: CheckInput
  readonly secret: string | Readonly<Record<string, string>>
  readonly expected: Reason
  /** The part that tells two cases of one state apart. */
  readonly as?: string
  /** Runs before the case is judged. A case without it is judged before any change, with all others. */
  readonly change?: () => Promise<void>
}

/** A started server, with its cases. At least one is `alive`, and it is judged again when the server is stopped. */
export type StartedServer = { readonly cases: readonly CredentialCase[]; readonly privateCa?: string }

/** A product that people run, which nobody wrote for this project. */
export type RealServer = {
  readonly name: string
  readonly origin: Origin
  /** States that this server does not have, each with the cause. */
  readonly without: Readonly<Partial<Record<OptionalState, string>>>
  start(stage: Stage): Promise<StartedServer>
}
