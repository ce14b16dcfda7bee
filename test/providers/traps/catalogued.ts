import assert from 'node:assert/strict'
import type { Provider } from '../../../functions/providers/provider.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { fixturesOf } from '../fixture-files.ts'
import { checkFor } from '../stand-in.ts'

/** Returns a provider of the catalogue. Throws if it does not exist. */
export function provided(name: string): Provider {
  const found = providers.get(name)
  assert.ok(found, name)
  return found
}

/** The check of a provider's fixtures, with extra fields. */
export function cataloguedCheck(provider: string, extra: Readonly<Record<string, unknown>> = {}) {
  const fixtures = fixturesOf(provider)
  assert.ok(fixtures, provider)
  return checkFor(fixtures, extra)
}

/** The address that a provider's check calls, with extra fields. */
export function askedAt(provider: string, extra?: Readonly<Record<string, unknown>>): string {
  const { question } = cataloguedCheck(provider, extra)
  assert.equal(question.kind, 'request')
  return question.kind === 'request' ? question.ping.url : ''
}
