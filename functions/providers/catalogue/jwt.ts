import { provider } from '../provider.ts'
import { httpRules, httpSources } from './http.ts'

/**
 * A JSON Web Token. Tokenwatch judges its RFC 7519 claims offline. It then asks the key set of the issuer and the API, if the check names
 * them.
 */
export const jwt = provider({
  name: 'jwt',
  title: 'JSON Web Token',
  category: 'generic',
  roles: { token: 'the token' },
  options: {},
  question: null,
  rules: httpRules,
  // `scope` is RFC 8693 section 4.2; `scp` and `roles` are what Microsoft Entra and Okta write instead.
  paths: {
    identity: 'sub',
    environment: null,
    scopes: 'scope || scp || roles',
    expires: { at: 'exp', format: 'epoch_seconds' },
  },
  expirySource: 'jwt',
  scopes: null,
  cost: 'free',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'derived', overlap: 'until it expires', by: 'tokenwatch' },
  runbook: null,
  traps: [
    'an expiry in the future does not prove that a token works',
    'a token that names no key is not called valid if several keys fit',
  ],
  sources: httpSources,
})
