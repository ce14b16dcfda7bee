import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../../../functions/core/model/check.ts'
import { readSecret } from '../../../functions/core/model/secret-value.ts'
import type { AttemptDependencies } from '../../../functions/core/probe/attempt.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, aRequest } from '../../support/check.ts'

/** A token of the usual length. The target takes any. */
export const benchToken = 'bench_5c1f0b7e9d2a4836b1c7e0f4a9d85e36'

/** Typical check, with an identity, scopes, an expiry and one assertion. */
export function benchCheck(url: string, overrides: Partial<Check> = {}): Check {
  return aCheck({
    question: aRequest(url),
    allowPrivate: ['127.0.0.0/8'],
    paths: { identity: 'login', environment: null, scopes: 'scope', expires: { at: 'expires_at', format: 'iso' } },
    expect: {
      identity: 'ci-bot',
      environment: null,
      scopes: { require: ['invoices:read'], forbid: [] },
      assert: ["environment == 'production'"],
      slowAfterMs: null,
    },
    ...overrides,
  })
}

/** The real network and the real clock; secrets come from memory. With `keepAlive`, hosts count as the catalogue's own. */
export function attemptDependencies({ keepAlive }: { readonly keepAlive: boolean }): AttemptDependencies {
  return {
    readCredential: async (reference, { expiryField = null }) =>
      readSecret({ value: benchToken, versionId: 'version-1' }, reference, expiryField),
    network: openNetwork(),
    profileOf: (name) => ({ ...profileOf(name), fixedHosts: keepAlive }),
    now: Date.now,
    sleep,
  }
}
