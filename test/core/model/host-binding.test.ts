import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isBoundTo } from '../../../functions/core/model/host-binding.ts'

const allowed: readonly (readonly [url: string, binding: string])[] = [
  ['https://api.acme.example/me', 'api.acme.example'],
  ['https://API.acme.example/me', 'api.ACME.example'],
  ['https://api.acme.example./me', 'api.acme.example'],
  ['https://api.acme.example:443/me', 'api.acme.example:443'],
  ['https://api.acme.example:8443/me', 'api.acme.example:8443'],
  ['https://eu.api.acme.example/me', '.acme.example'],
  ['https://eu.acme.example:8443/me', '.acme.example:8443'],
  ['https://id.acme.example/token', 'api.acme.example  id.acme.example'],
  ['http://10.0.0.7:8080/', '10.0.0.7:8080'],
  ['http://wiki.internal/', 'wiki.internal:80'],
]
const refused: readonly (readonly [url: string, binding: string])[] = [
  ['https://api.acme.example.attacker.example/me', 'api.acme.example'],
  ['https://attacker.example/api.acme.example', 'api.acme.example'],
  ['https://api.acme.example@attacker.example/', 'api.acme.example'],
  ['https://acme.example/', '.acme.example'],
  ['https://notacme.example/', '.acme.example'],
  ['https://eu.api.acme.example/', 'api.acme.example'],
  ['https://api.acme.example:8443/', 'api.acme.example'],
  ['https://api.acme.example/', 'api.acme.example:8443'],
  ['http://api.acme.example/', 'api.acme.example'],
  ['https://api.acme.example/', ''],
  ['https://api.acme.example/', '.'],
  ['https://api.acme.example/', ' : '],
  ['https://./', ''],
  ['https://./', '  '],
  ['https://api.acme.example/', 'https://api.acme.example/'],
  ['https://api.acme.example/', 'api.acme.exampl'],
]

describe('a secret whose tag names hosts', () => {
  for (const [url, binding] of allowed)
    it(`"${binding}" may be sent to ${url}`, () => assert.equal(isBoundTo(new URL(url), [binding]), true))
  for (const [url, binding] of refused)
    it(`"${binding}" may not be sent to ${url}`, () => assert.equal(isBoundTo(new URL(url), [binding]), false))

  it('binds a request together with the other secrets in it', () => {
    const url = new URL('https://id.acme.example/')
    assert.equal(isBoundTo(url, ['id.acme.example', '.acme.example']), true)
    assert.equal(isBoundTo(url, ['id.acme.example', 'api.acme.example']), false)
    assert.equal(isBoundTo(url, []), true)
  })

  it('is sent to no host that is neither named nor below a named one', () =>
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (host, named) => {
        const isNamed = host === named
        assert.equal(isBoundTo(new URL(`https://${host}/`), [named]), isNamed)
        const isBelow = host.length > named.length && host.endsWith(`.${named}`)
        assert.equal(isBoundTo(new URL(`https://${host}/`), [`.${named}`]), isBelow)
      }),
    ))
})
