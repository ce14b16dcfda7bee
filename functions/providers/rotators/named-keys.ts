import type { Capabilities } from '../../core/model/capabilities.ts'
import type { RotatorSpec } from '../../core/model/rotator-spec.ts'

/** Capabilities of a provider whose keys have names and ids, may exist in any number, and are deleted by id. */
export const namedKeys = {
  class: 'create_revoke',
  replay: 'safe',
  graceMs: 0,
  keyLimit: null,
  orphansKnownBy: 'name',
  tellsLastUse: true,
  revokesById: true,
  propagationMs: 0,
  deadReuseIsHarmful: false,
} as const satisfies Capabilities

/** Parts of a spec whose calls are authorized with a bearer token and need neither options, nor a login, nor recovery. */
export const bearerCalls = {
  authorityRoles: ['token'],
  options: [],
  defaults: {},
  send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  login: null,
  recover: null,
  consumed: null,
} as const satisfies Partial<RotatorSpec>
