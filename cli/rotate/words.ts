import type { RenewableClass } from '../../functions/core/model/capabilities.ts'
import type { Blocker, Preflight, Warning } from '../../functions/core/rotation/preflight.ts'
import { CommandFailure, type FailureCode } from '../framework/failure.ts'

/** What becomes of the old credential, by the class of the new one. */
const fates: Readonly<Record<RenewableClass, string>> = {
  create_revoke: 'the old key lives until its consumers have moved on, and is then revoked by its id',
  rotate_dead: 'the old credential dies at once: there is no way back',
  rotate_grace: 'the old credential lives on for the grace of its provider',
  refresh_rotating: 'the refresh token is spent by it: there is no way back',
  refresh_static: 'another access token is made; the old one ends by itself',
  client_credentials: 'another access token is made; the old one ends by itself',
  derived: 'another token is derived from its key; the old one ends by itself',
}

const warningTexts: Readonly<Record<Warning, string>> = {
  cooling: 'the last rotation failed less than half an hour ago, and no clock would begin another yet',
  outside_window: 'the config lets rotations begin at other hours',
  provider_unreliable: 'its provider has lately called good tokens bad, or many of its tokens died at once',
  monitor_broken: 'the monitor is broken, and its verdicts are not to be trusted',
}

/** What an order would do, one line for each thing. */
export function stepsOf({ by, class: kind, versionId, nextVersionId, warnings }: Preflight): readonly string[] {
  return [
    `version ${versionId} is replaced by ${by === 'ours' ? `version ${nextVersionId}` : 'another'}`,
    kind === null
      ? by === 'managed'
        ? 'AWS renews it, as it does by itself'
        : 'your own rotation function renews it'
      : fates[kind],
    ...warnings.map((warning) => `but ${warningTexts[warning]}`),
  ]
}

const refusals: Readonly<Record<Blocker, readonly [FailureCode, string]>> = {
  by_hand: ['not_there', 'is renewed by hand: say rotation: ours(...), existing(...) or managed(...) in the config'],
  kept_elsewhere: ['not_there', 'has no secret in Secrets Manager that could be rotated'],
  left_to_aws: ['not_there', 'is of a secret that AWS renews itself: say rotation: managed(...) in the config'],
  no_version: ['not_there', 'has no current version that the monitor could see: is the secret there?'],
  under_experiment: ['conflict', 'is under an experiment: nothing is rotated until its lease has ended'],
  one_is_open: ['conflict', 'has a rotation that is not over: "tokenwatch rotations" shows what it waits for'],
  approval_wanted: ['not_agreed', 'is rotated only with a yes of its own: say --approve'],
}

/** Why an order cannot be given. */
export function refusalOf({ check }: Pick<Preflight, 'check'>, blocker: Blocker): CommandFailure {
  const [code, sentence] = refusals[blocker]
  return new CommandFailure(code, `${check} ${sentence}`, { check, blocker })
}
