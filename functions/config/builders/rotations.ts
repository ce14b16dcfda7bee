import type { RotationInput } from '../schema/rotation.ts'

type Without<Input, Key extends string> = Input extends unknown ? Omit<Input, Key> : never
type By<Name extends 'manual' | 'existing' | 'managed' | 'ours'> = Without<Extract<RotationInput, { by: Name }>, 'by'>

/** A person rotates the token, at this page of the provider's console. Notices and pages carry the link. */
export function manual(options: By<'manual'>): RotationInput {
  return { by: 'manual', ...options }
}

/** An existing Lambda function rotates the token: yours, or one that AWS provides. */
export function existing(options: By<'existing'>): RotationInput {
  return { by: 'existing', ...options }
}

/** AWS rotates the token (managed external secrets, secrets of AWS's own services). Tokenwatch requests the rotation in time. */
export function managed(options: By<'managed'>): RotationInput {
  return { by: 'managed', ...options }
}

/** Tokenwatch rotates the token. The `grant` says what makes the next credential. */
export function ours(options: By<'ours'>): RotationInput {
  return { by: 'ours', ...options }
}
