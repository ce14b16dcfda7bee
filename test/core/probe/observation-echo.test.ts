import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import { aCheck, expecting, reading } from '../../support/check.ts'
import { echoes, secretValue } from '../../support/echoes.ts'
import { anObserver, observeJson } from '../../support/observer.ts'
import { fc } from '../../support/property.ts'

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
