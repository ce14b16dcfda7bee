import type { Profile } from '../core/profile.ts'
import { httpRules } from '../core/rules.ts'

/** A JSON Web Token: RFC 7519 claims offline, then its issuer's key set, then the API, as far as the check names them. */
export const jwt: Profile = {
  name: 'jwt',
  title: 'JSON Web Token',
  roles: ['token'],
  rules: httpRules,
  tokenRules: [],
  fixedHosts: false,
  // `scope` is RFC 8693 section 4.2; `scp` and `roles` are what Microsoft Entra and Okta write instead.
  paths: {
    identity: 'sub',
    environment: null,
    scopes: 'scope || scp || roles',
    expires: { at: 'exp', format: 'epoch_seconds' },
  },
  expirySource: 'jwt',
  settlesWithinSeconds: 0,
  rotation: 'derived',
}
