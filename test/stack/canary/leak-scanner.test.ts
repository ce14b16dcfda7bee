import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { createLeakScanner } from '../../support/leak-scanner.ts'

const token = 'Zq7+/=%"\\<>&\'k0P~x9{Lw}R2|v$M5'

/** Encodings of a token by other programs, written here without the scanner's own code. */
const written: Readonly<Record<string, string>> = {
  'as it is': token,
  'in lower case': token.toLowerCase(),
  'in upper case': token.toUpperCase(),
  reversed: [...token].reverse().join(''),
  'in hex': Buffer.from(token).toString('hex'),
  'in upper-case hex': Buffer.from(token).toString('hex').toUpperCase(),
  'in base64': Buffer.from(token).toString('base64'),
  'in base64 after one byte': Buffer.from(`:${token}`).toString('base64'),
  'in base64 after two bytes': Buffer.from(`a:${token}`).toString('base64'),
  'in base64url in a longer text': Buffer.from(`user:${token}, and more`).toString('base64url'),
  'in a URL': new URL(`https://a.example/?q=${encodeURIComponent(token)}`).href,
  'in a URL in a URL': encodeURIComponent(encodeURIComponent(token)),
  'in a form': new URLSearchParams({ token }).toString(),
  'in JSON': JSON.stringify({ token }),
  'in JSON in JSON': JSON.stringify({ body: JSON.stringify({ token }) }),
  'in HTML': 'Zq7+/=%&quot;\\&lt;&gt;&amp;&#39;k0P~x9{Lw}R2|v$M5',
  'but for its ends': token.slice(9, 17),
}

describe('the leak scanner', () => {
  const scanner = createLeakScanner()
  scanner.watchFor('a token', token)
  const noise = () => randomBytes(3_000).toString('base64')

  for (const [how, text] of Object.entries(written))
    it(`finds a token that is written ${how}`, () => {
      const leaks = scanner.scan('log', `${noise()} ${text} ${noise()}`)
      assert.deepEqual([...new Set(leaks.map(({ canary, sink }) => `${canary} in ${sink}`))], ['a token in log'])
    })

  it('reports the position, and the encoding', () => {
    const [leak] = scanner.scan('log', `0123456789${token}`)
    assert.deepEqual(leak, { canary: 'a token', encoding: 'plain', sink: 'log', at: 10 })
  })

  it('finds nothing in text without a token', () => {
    assert.deepEqual(scanner.scan('log', noise().repeat(20)), [])
  })

  it('ignores seven characters in a row', () => {
    assert.deepEqual(scanner.scan('log', ` ${token.slice(9, 16)} `), [])
  })

  it('refuses a token that it could not find', () => {
    assert.throws(() => scanner.watchFor('a pin', '1234567'), /too short/)
  })
})
