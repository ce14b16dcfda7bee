import type { Rule } from '../model/profile.ts'

/**
 * Rule for a 403 that no profile and no check documents. RFC 9110 section 15.5.4 does not bind it to the credential: firewalls, gateways
 * and many APIs answer a dead key with it.
 */
export const forbiddenUndocumented: Rule = {
  name: 'forbidden-undocumented',
  when: { status: 403 },
  means: 'unrecognized',
}
