import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { canControl } from '../../functions/core/probe/control-turn.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'
import { allFixtures } from './fixture-files.ts'
import { cataloguedCheck } from './traps/catalogued.ts'

/**
 * Lists that a living credential may find empty, under names that the provider documents. A broken credential is sent there every hour, so
 * an address that answers anybody is found.
 */
const mayBeEmpty: readonly string[] = [
  'elastic-cloud',
  'fly',
  'grafana-cloud',
  'grafana',
  'mailgun',
  'neon',
  'pagerduty-rest',
  'pinecone',
  'pulumi',
  'shopify',
]

/** An answer of which only its kind and its lists are left, and they are empty. */
function emptied(body: unknown): unknown {
  if (Array.isArray(body)) return []
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (Array.isArray(value)) return [[name, []]]
      return value === 'list' ? [[name, value]] : []
    }),
  )
}

const lists = allFixtures.flatMap(({ provider, answers }) => {
  const { rules } = profileOf(provider)
  const alive = (body: unknown) => ruleFor(parseAnswer(aWireAnswer(200, body, {})), [], rules).means === 'alive'
  return answers.some(({ status, body }) => status === 200 && alive(body) && alive(emptied(body))) ? [provider] : []
})

describe('a list that is empty', () => {
  it('proves life only where it was looked at', () => assert.deepEqual(lists, mayBeEmpty))

  it('proves life only where an address that answers anybody is found', () =>
    assertEvery(mayBeEmpty, String, (name) =>
      assert.equal(canControl(cataloguedCheck(name), profileOf(name), 'broken'), true),
    ))
})
