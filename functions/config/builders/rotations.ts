import type { RotationInput } from '../schema/rotation.ts'

type Without<Input, Key extends string> = Input extends unknown ? Omit<Input, Key> : never
type By<Name extends 'manual' | 'existing' | 'managed' | 'ours'> = Without<Extract<RotationInput, { by: Name }>, 'by'>

/** Renewed by a person, at this page of the provider's console; notices and pages carry the link. */
export function manual(options: By<'manual'>): RotationInput {
  return { by: 'manual', ...options }
}

/** Rotated by a Lambda function that exists already: yours, or one that AWS provides. */
export function existing(options: By<'existing'>): RotationInput {
  return { by: 'existing', ...options }
}

/** Rotated by AWS, which knows the provider (managed external secrets, secrets of AWS's own services); Tokenwatch asks in time. */
export function managed(options: By<'managed'>): RotationInput {
  return { by: 'managed', ...options }
}

/** Rotated by Tokenwatch: the `grant` says what makes the next credential. */
export function ours(options: By<'ours'>): RotationInput {
  return { by: 'ours', ...options }
}
