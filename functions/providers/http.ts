import type { Profile } from '../core/profile.ts'
import { httpRules } from '../core/rules.ts'

/** Any HTTP API, judged by what RFC 9110 and RFC 6750 say of a status. */
export const http: Profile = {
  name: 'http',
  title: 'HTTP API',
  roles: ['token'],
  rules: httpRules,
  tokenRules: [],
  fixedHosts: false,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  expirySource: 'answer',
  settlesWithinSeconds: 0,
  rotation: 'manual',
}
