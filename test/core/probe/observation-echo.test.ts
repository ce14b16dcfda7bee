import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import { aCheck, expecting, reading } from '../../support/check.ts'
import { echoes, hiddenEchoes, issuedValue, secretValue } from '../../support/echoes.ts'
import { anObserver, observeJson } from '../../support/observer.ts'
import { fc, runsOf } from '../../support/property.ts'

const check = aCheck({
  paths: reading({ identity: 'login', environment: 'mode', scopes: 'scope' }),
  expect: expecting({ scopes: { require: ['repo'], forbid: ['admin'] }, assert: ['ok'] }),
})

/** Check whose fields all read the same text. */
function everything(text: string, credentials: readonly Credential[]): string {
  const data = { login: text, mode: text, scope: [text], ok: text }
  const { identity, environment, ...rest } = observeJson(data, anObserver({ check, credentials }))
  return `identity ${identity?.seen} environment ${environment?.seen} ${JSON.stringify(rest)}`
}

/** Finds eight characters in a row of one text in another. */
function shared(text: string, output: string): string | undefined {
  for (let start = 0; start + 8 <= text.length; start += 1)
    if (output.includes(text.slice(start, start + 8))) return text.slice(start, start + 8)
  return undefined
}

/** Identities as APIs name them. */
const names = [
  'octo-org/ci-bot',
  'ci-bot@acme.example',
  'arn:aws:iam::123456789012:user/deploy/ci',
  'arn:aws:sts::123456789012:assumed-role/Probe/tokenwatch',
  '5b1f6c2e-6f0f-4f52-9c7c-3f1f2f8f0a11',
  'auth0|5f7c8ec7c33c6c004bbafe82',
  'AC3f2a9c5d7e8b1a4f6c0d2e9b7a5c3f1e',
  'acct_1032D82eZvKYlo2C',
  '00D5g000004XXXXEAA',
  'https://login.acme.example/oauth2/default',
  'CN=billing.acme.example,O=Acme GmbH,C=DE',
  'production & staging, 100% of it',
  '2026-11-30T12:00:00.000Z',
]

describe('an answer that echoes the credential', () => {
  for (const [how, encode] of Object.entries(echoes))
    it(`${how} leaves no eight characters of it in the observation`, () => {
      fc.assert(
        fc.property(secretValue, fc.string({ maxLength: 12 }), (value, before) => {
          const echo = encode(value, before)
          const output = everything(`${before}${echo}`, [new Credential({ token: value }, null)])
          assert.equal(shared(value, output), undefined)
          assert.equal(shared(echo, output), undefined)
        }),
      )
    })

  for (const [how, hide] of Object.entries(hiddenEchoes))
    it(`${how} shows nothing of it`, () => {
      fc.assert(
        fc.property(issuedValue, (value) => {
          const output = everything(`you sent ${hide(value)}`, [new Credential({ token: value }, null)])
          assert.match(output, /^identity \[secret\] environment \[secret\] /)
        }),
        { numRuns: runsOf(15) },
      )
    })

  it('hides no name that holds nothing of it', () => {
    fc.assert(
      fc.property(issuedValue, fc.constantFrom(...names), (value, name) => {
        assert.match(everything(name, [new Credential({ token: value }, null)]), /^identity (?!\[secret\])/)
      }),
    )
  })

  it('with its spaces turned into line breaks leaves nothing of it either', () => {
    const value = 'open sesame and more'
    const output = everything(value.replaceAll(' ', '\n'), [new Credential({ token: value }, null)])
    assert.equal(shared(value, output), undefined)
  })

  it('leaves nothing of any credential that the question used', () => {
    const [token, client] = ['marked-token-7f3a9c', 'marked-client-9c3a7f']
    const credentials = [new Credential({ token }, null), new Credential({ clientSecret: client }, null)]
    assert.match(everything(`${token} ${client}`, credentials), /^identity \[secret\] environment \[secret\] /)
    assert.equal(shared(client, everything(client, credentials)), undefined)
  })
})

it('an endless identity is read only as far as it is shown', () => {
  const long = `${'x'.repeat(250_000)}marked-token-7f3a9c`
  const token = new Credential({ token: `marked-token-7f3a9c${'y'.repeat(4_000)}` }, null)
  const { identity } = observeJson({ login: long }, anObserver({ check, credentials: [token] }))
  assert.equal(identity?.seen, 'x'.repeat(80))
})
