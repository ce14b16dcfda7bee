import type { RotatableClass } from '../../functions/core/model/capabilities.ts'
import type { Blocker, Preflight, Warning } from '../../functions/core/rotation/preflight.ts'
import { CommandFailure, type FailureCode } from '../framework/failure.ts'

/** Fate of the old credential, by the class of the rotation. */
const fates: Readonly<Record<RotatableClass, string>> = {
  create_revoke: 'the old key stays valid until its consumers use the new one, and is then revoked by its id',
  rotate_dead: 'the old credential stops working at once: there is no way back',
  rotate_grace: 'the old credential stays valid for the grace period of its provider',
  refresh_rotating: 'the refresh token is spent: there is no way back',
  refresh_static: 'a new access token is issued; the old one expires by itself',
  client_credentials: 'a new access token is issued; the old one expires by itself',
  derived: 'a new token is derived from its key; the old one expires by itself',
}

const warningTexts: Readonly<Record<Warning, string>> = {
  cancelled: 'a person cancelled the rotation of this secret: this order turns it on again',
  cooling: 'the last rotation failed less than half an hour ago, so no schedule would start another one yet',
  outside_window: 'the config allows rotations at other hours only',
  unproved: 'nothing has proved within 30 days that it would work: try it first with --rehearse-live',
  provider_unreliable: 'its provider is marked unreliable, or has an open alert storm',
  monitor_broken: 'the monitor is broken, so its verdicts cannot be trusted',
}

/** Lists what a rotation would do, one line for each effect. */
export function plannedSteps({ by, class: kind, versionId, nextVersionId, warnings }: Preflight): readonly string[] {
  return [
    `version ${versionId} is replaced by ${by === 'ours' ? `version ${nextVersionId}` : 'another'}`,
    kind === null
      ? by === 'managed'
        ? 'AWS rotates it with managed rotation'
        : 'your own rotation function rotates it'
      : fates[kind],
    ...warnings.map((warning) => `warning: ${warningTexts[warning]}`),
  ]
}

const [byKey, bySecret] = [
  ['a new credential is made at the provider, tested and ended', 'no version of the secret is made or moved'],
  ['the secret to spare at rotation.rehearsal is rotated', 'the secret of the check is not touched'],
] as const

/** Effects of a rehearsal, by the class of the rotation. */
const rehearsals: Readonly<Record<RotatableClass, readonly string[]>> = {
  create_revoke: byKey,
  client_credentials: byKey,
  derived: byKey,
  rotate_dead: bySecret,
  rotate_grace: bySecret,
  refresh_rotating: bySecret,
  refresh_static: bySecret,
}

/** Lists what a rehearsal would do; `null` for a rotation that is not ours. */
export function rehearsedSteps({ class: kind }: Pick<Preflight, 'class'>): readonly string[] | null {
  return kind === null ? null : rehearsals[kind]
}

const refusals: Readonly<Record<Blocker, readonly [FailureCode, string]>> = {
  by_hand: ['not_there', 'is rotated by hand: set rotation: ours(...), existing(...) or managed(...) in the config'],
  kept_elsewhere: ['not_there', 'has no secret in Secrets Manager that could be rotated'],
  left_to_aws: ['not_there', 'uses a secret that AWS rotates itself: set rotation: managed(...) in the config'],
  unwired: [
    'not_there',
    'uses a secret without a rotation function: attach one with "aws secretsmanager rotate-secret --rotation-lambda-arn"',
  ],
  no_version: ['not_there', 'has no current version that the monitor can see: check that the secret exists'],
  under_experiment: ['conflict', 'is part of a chaos experiment: it can be rotated when the experiment has ended'],
  one_is_open: ['conflict', 'has an open rotation: "tokenwatch rotations" shows what it waits for'],
  approval_wanted: ['not_agreed', 'needs an approval for each rotation: add --approve'],
}

/** Returns the failure that explains a blocker. */
export function rotationRefusal({ check }: Pick<Preflight, 'check'>, blocker: Blocker): CommandFailure {
  const [code, sentence] = refusals[blocker]
  return new CommandFailure(code, `${check} ${sentence}`, { check, blocker })
}
