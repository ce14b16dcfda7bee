import type { Profile } from '../core/profile.ts'

/** A credential that cannot or must not be pinged: the dates that its owner declares are all there is. */
export const declared: Profile = {
  name: 'declared',
  title: 'Declared expiry',
  roles: [],
  rules: [],
  tokenRules: [],
  fixedHosts: false,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  expirySource: 'declared',
  settlesWithinSeconds: 0,
  rotation: 'manual',
}
