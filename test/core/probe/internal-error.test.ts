import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { aPing, aSecret, bearerInHeader } from '../../support/check.ts'
import { good, probing } from '../../support/probing-api.ts'

const token = 'marked-7f3a9c-token'
const client = aSecret({ clientId: null, clientSecret: null })

/** Questions that no config can hold, so that Tokenwatch itself fails over them. */
const broken: readonly (readonly [what: string, question: Question])[] = [
  ['an address that is none', { kind: 'request', ping: aPing('marked address'), send: [bearerInHeader] }],
  [
    'a body without a place for the credential',
    {
      kind: 'request',
      ping: { ...aPing(), method: 'POST', body: '7' },
      send: [{ in: 'json', name: 'a.b', role: 'token' }],
    },
  ],
  [
    'a body that is no JSON',
    {
      kind: 'request',
      ping: { ...aPing(), method: 'POST', body: '{' },
      send: [{ in: 'json', name: 'a', role: 'token' }],
    },
  ],
  [
    'an introspection without an address',
    { kind: 'introspection', introspectionUrl: '', client, authentication: 'client_secret_basic' },
  ],
  ['a registry without an address', { kind: 'registry', url: 'registry', tokenHost: 'registry', repository: '' }],
]

/** Questions with a role that the secret does not hold. */
const lacking: readonly (readonly [role: string, overrides: Partial<Check>])[] = [
  ['token', { secret: null }],
  ['token', { secret: aSecret({ key: null }) }],
  [
    'user',
    {
      question: {
        kind: 'request',
        ping: aPing(),
        send: [{ in: 'basic', user: { role: 'user' }, passwordRole: 'token' }],
      },
    },
  ],
  ['pin', { question: { kind: 'request', ping: aPing(), send: [{ in: 'query', name: 'pin', role: 'pin' }] } }],
]

/** Probes a check, and returns the reason, the severity and the sentence. */
async function said(overrides: Partial<Check>): Promise<readonly [reason: string, detail: string]> {
  const { promise, resolve } = Promise.withResolvers<readonly [string, string]>()
  await probing(good, async ({ check, prober }) => {
    const { verdict } = await prober.probe({ ...check, ...overrides })
    resolve([verdict.reason, verdict.findings.map(({ detail }) => detail).join()])
  })
  return promise
}

describe('a probe that throws', () => {
  for (const [what, question] of broken)
    it(`was not run, and says that Tokenwatch failed: ${what}`, async () => {
      const [reason, detail] = await said({ question, secret: aSecret({ token: null }) })
      assert.equal(reason, 'not_run')
      assert.match(detail, /^internal_error \(prepare\); Tokenwatch itself failed .* says nothing of the credential/)
      assert.ok(!detail.includes('role') && !detail.includes(token) && !detail.includes('marked'), detail)
    })

  for (const [role, overrides] of lacking)
    it(`for a role that the check does not name is the check's fault: ${role} with ${JSON.stringify(Object.keys(overrides))}`, async () => {
      const [reason, detail] = await said(overrides)
      assert.equal(reason, 'check_invalid')
      assert.match(detail, new RegExp(`^role_missing \\(prepare\\); .*\\(${role}\\)$`))
    })
})
