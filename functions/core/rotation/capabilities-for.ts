import type { Capabilities } from '../model/capabilities.ts'
import type { OurRotation } from '../model/ours.ts'
import type { RotatorSpec } from '../model/rotator-spec.ts'

/** Returns the calls of a rotation that are described as data; `null` for the grants that have code. */
export function specFor(rotation: OurRotation, specOf: (provider: string) => RotatorSpec): RotatorSpec | null {
  if (rotation.grant === 'http') return rotation.rotator
  return rotation.grant === 'provider' ? specOf(rotation.provider) : null
}

/** Derives the class of a rotation from the config alone, before anything is read. */
export function capabilitiesFor(
  rotation: OurRotation,
  specOf: (provider: string) => RotatorSpec,
): Pick<Capabilities, 'class'> {
  const spec = specFor(rotation, specOf)
  if (spec !== null) return spec.capabilities
  if (rotation.grant === 'refresh_token') return { class: rotation.rotates ? 'refresh_rotating' : 'refresh_static' }
  return { class: rotation.grant === 'client_credentials' ? 'client_credentials' : 'derived' }
}
