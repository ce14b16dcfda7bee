import type { RotationInput } from '../schema/rotation.ts'

type By<Name extends 'existing' | 'managed' | 'ours'> = Omit<Extract<RotationInput, { by: Name }>, 'by'>

/** Rotated by a Lambda function that exists already: yours, or one that AWS provides. */
export function existing(options: By<'existing'>): RotationInput {
  return { by: 'existing', ...options }
}

/** Rotated by AWS, which knows the provider (managed external secrets, secrets of AWS's own services); Tokenwatch asks in time. */
export function managed(options: By<'managed'>): RotationInput {
  return { by: 'managed', ...options }
}

/** Rotated by Tokenwatch: the next access token is minted with a client that is kept in another secret. */
export function ours(options: By<'ours'>): RotationInput {
  return { by: 'ours', ...options }
}
