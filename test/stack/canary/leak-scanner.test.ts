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
  'as a dump': Buffer.from(token).toString('hex').replace(/../g, '$& '),
  'as a list of bytes': JSON.stringify([...Buffer.from(token)]),
  'as an object of bytes': JSON.stringify({ data: [...Buffer.from(token)] }, null, 1).replace(/\s+/g, ' '),
  'in UTF-16': Buffer.from(token, 'utf16le').toString('latin1'),
  'with a space between any two': token.replace(/./g, '$& '),
  'with a dash between any two': [...token].join('-'),
  'one character a line': token.replace(/./g, '$&\n'),
  'as numbers in HTML': [...token].map((character) => `&#${character.charCodeAt(0)};`).join(''),
  'as hexadecimal numbers in HTML': [...token].map((one) => `&#x${one.charCodeAt(0).toString(16)};`).join(''),
  'in escapes of JSON': [...token].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'in escapes of C': [...token].map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join(''),
  'in octal escapes': [...token].map((one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`).join(''),
  'in percents alone': Buffer.from(token).toString('hex').toUpperCase().replace(/../g, '%$&'),
  'in quoted-printable': Buffer.from(token).toString('hex').toUpperCase().replace(/../g, '=$&'),
  'with letters that are rotated': token.replace(/[a-z]/gi, (one) =>
    String.fromCharCode(one.charCodeAt(0) + (/[a-m]/i.test(one) ? 13 : -13)),
  ),
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
