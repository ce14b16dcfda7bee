import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodingsOf } from '../../../functions/core/model/decoded.ts'
import { echoRemover, holdsEcho, isNoWord, lettersOf } from '../../../functions/core/model/echo.ts'
import { echoes, hiddenEchoes } from '../../support/echoes.ts'
import { fc } from '../../support/property.ts'

const token = 'Zq7+/=%"\\<>&\'k0Px9Lw.R2_v5-Tz4'
const written = { ...echoes, ...hiddenEchoes }

describe('a text', () => {
  // The marks between the letters of this value are what some of these leave out.
  for (const [how, write] of Object.entries(written).filter(([name]) => name !== 'in pieces'))
    it(`holds a value ${how}`, () => assert.ok(holdsEcho(`said ${write(token, 'me')} to you`, [token])))

  it('holds a value at its very end, and one of exactly eight characters', () => {
    assert.ok(holdsEcho('x abcd1234', ['abcd1234']))
    assert.ok(holdsEcho('abcd1234', ['abcd1234']))
  })

  it('holds a value between spaces, if it has them itself, and if it has no letter', () => {
    assert.ok(holdsEcho('it says: a b c d e', ['zzzzzzzzz', 'a b c d e f']))
    assert.ok(holdsEcho('! @ # $ % ^ & * ( )', ['!@#$%^&*()']))
  })

  it('has letters in every writing', () => {
    for (const written of ['abc123', 'ABC-123', 'ＡＢＣ１２３', 'a\u001b[31mbc123', 'ab c\n123'])
      assert.equal(lettersOf(written), 'abc123', JSON.stringify(written))
  })

  it('does not hold seven characters of a value, nor a value that is shorter', () => {
    assert.equal(holdsEcho('x abcd123 x', ['abcd1234']), false)
    assert.equal(holdsEcho('x abcd123 x', ['abcd123']), false)
    assert.equal(holdsEcho('a line of a log about production/ci', [token]), false)
    assert.equal(holdsEcho('', [token]), false)
  })
})

describe('a reading of a text', () => {
  const undone: readonly (readonly [string, string])[] = [
    ['%41%42', 'AB'],
    ['a+b', 'a b'],
    ['\\u0041\\x42\\103\\n', 'ABC '],
    ['\\u{1f511}', '\u{1f511}'],
    ['&#65;&#x42;&amp;&LT;&gt;&quot;&apos;', 'AB&<>"\''],
    ['=41=42', 'AB'],
    ['a=\r\nb', 'ab'],
    ['65, 66, 67, 68, 69, 70, 71, 72', 'ABCDEFGH'],
    ['41 42 43 44 45 46 47 48', 'ABCDEFGH'],
    ['0x41,0x42,0x43,0x44,0x45,0x46,0x47,0x48', 'ABCDEFGH'],
    ['QUJDREVGR0g', 'ABCDEFGH'],
    ['UVVKRFJFVkdSMGc=', 'ABCDEFGH'],
  ]
  for (const [text, reading] of undone)
    it(`is ${JSON.stringify(reading)} for ${JSON.stringify(text)}`, () =>
      assert.ok(decodingsOf(text).includes(reading), JSON.stringify(decodingsOf(text))))

  it('begins with the text itself, and there are at most 64', () => {
    assert.deepEqual(decodingsOf('plain words'), ['plain words'])
    const much = Array.from({ length: 500 }, (_, at) => Buffer.from(`value ${at} of many`).toString('base64')).join(' ')
    assert.equal(decodingsOf(much).length, 64)
  })

  it('is not of a code that no character has', () => {
    assert.ok(decodingsOf('a&#9999999;b').includes('ab'))
  })
})

describe('the removal of a value', () => {
  const secret = 'Zq7+/=%"\\<>&\'k0P'
  const removed: readonly (readonly [string, string])[] = [
    [`bad ${secret}!`, 'bad x!'],
    [`${secret} and ${secret}`, 'x and x'],
    [`bad ${secret.toUpperCase()}!`, 'bad x!'],
    [`bad ${encodeURIComponent(secret)}!`, 'bad x!'],
    [`bad ${new URLSearchParams([['v', secret]]).toString()}!`, 'bad v=x!'],
    [`bad ${JSON.stringify(secret)}!`, 'bad "x"!'],
    ['bad Zq7+/=%&quot;\\&lt;&gt;&amp;&#39;k0P!', 'bad x!'],
    [`bad ${Buffer.from(secret).toString('hex')}!`, 'bad x!'],
    [`bad ${Buffer.from(secret).toString('base64')}!`, 'bad x!'],
    ['the token has expired', 'the token has expired'],
  ]
  for (const [text, rest] of removed)
    it(`leaves ${JSON.stringify(rest)}`, () => assert.equal(echoRemover([secret])(text), rest))

  it('takes no value that may be a word of the answer', () => {
    assert.equal(
      echoRemover(['password', 'expired', 'bot'])('the password of bot has expired'),
      'the password of bot has expired',
    )
    const words: readonly (readonly [string, boolean])[] = [
      ['password', false],
      ['passw0rd', true],
      ['passw0r', false],
      ['fifteen-letters', false],
      ['sixteen--letters', true],
    ]
    for (const [word, isSecret] of words) assert.equal(isNoWord(word), isSecret, word)
  })

  it('takes every form of a token wherever it stands', () => {
    const characters = fc.constantFrom(...'Zq7k0P9xLwR2v5Tz4_.~+/=%-')
    const values = fc.string({ unit: characters, minLength: 16, maxLength: 60 })
    const beside = fc.string({ unit: fc.constantFrom(...' :"{}/a1'), maxLength: 40 })
    const forms: readonly ((value: string) => string)[] = [
      (value) => value,
      (value) => value.toUpperCase(),
      (value) => [...value].reverse().join(''),
      (value) => Buffer.from(value).toString('hex'),
      encodeURIComponent,
      (value) => Buffer.from(value).toString('base64'),
      (value) => Buffer.from(value).toString('base64url'),
      (value) => JSON.stringify(value).slice(1, -1),
    ]
    fc.assert(
      fc.property(values, fc.constantFrom(...forms), beside, beside, (value, write, before, after) => {
        const said = echoRemover([value])(`"${before}" ${write(value)} "${after}"`)
        assert.equal(said, `"${before}" x "${after}"`)
      }),
    )
  })

  it('takes a value of several words beside one of a word', () => {
    const remove = echoRemover(['abcd1234efgh5678', 'some words and 12 more'])
    assert.equal(remove('it is: some words and 12 more'), 'it is: x')
  })

  it('takes a value without letters in its encodings', () => {
    const marks = '!@#$!@#$!@#$!@#$'
    assert.equal(echoRemover([marks])(`it is ${Buffer.from(marks).toString('hex')}`), 'it is x')
  })

  it('takes a value of eight characters, and no shorter part of its encodings', () => {
    const remove = echoRemover(['abcd1234'])
    assert.equal(remove('it is abcd1234'), 'it is x')
    const [part] = /^.{4}/.exec(Buffer.from('cd1234').toString('base64')) ?? []
    assert.equal(remove(`the code ${part} is none of it`), `the code ${part} is none of it`)
  })

  it('takes nothing where there is nothing to take', () => {
    assert.equal(echoRemover([])('anything at all'), 'anything at all')
  })
})

describe('what is searched and what is taken', () => {
  it('is any of several values, the short ones among them left alone', () => {
    assert.ok(holdsEcho('x abcd1234 x', ['ZZZZ9999', 'abcd1234']))
    assert.equal(holdsEcho('a-b-c-d', ['a-b-c-d']), false)
    assert.equal(holdsEcho('a--b c', ['a--b']), false)
    assert.ok(holdsEcho('A.B.C.D.1.2.3.4', ['abcd1234']))
  })

  it('is found among letters that ASCII does not have', () => {
    assert.ok(holdsEcho('ＡＢＣＤ１２３４', ['abcd1234']))
    assert.ok(holdsEcho('é abcd\u001b[31m1234', ['abcd1234']))
  })

  it('is taken in each of its forms, the longest first', () => {
    const secret = 'aB3+xY9/kL7=mN2?'
    const forms: readonly string[] = [
      secret,
      secret.toLowerCase(),
      secret.toUpperCase(),
      [...secret].reverse().join(''),
      Buffer.from(secret).toString('hex').toUpperCase(),
      encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
      Buffer.from(secret).toString('base64url'),
    ]
    for (const form of forms) assert.equal(echoRemover([secret])(`<${form}>`), '<x>', form)
    for (const before of ['', 'a', 'ab'])
      assert.ok(!echoRemover([secret])(Buffer.from(`${before}${secret}tail`).toString('base64')).includes('IzK3hZOS'))
    assert.equal(echoRemover(['abcd1234', 'abcd1234efgh5678'])('<abcd1234efgh5678>'), '<x>')
  })

  it('is taken from a text that is no longer than the shortest form', () => {
    assert.equal(echoRemover(['abcd1234efgh', 'a-much-longer-value-0123456789'])('abcd1234efgh'), 'x')
    const inner = Buffer.from('abcd1234efgh').toString('base64').slice(0, -4)
    assert.equal(echoRemover(['abcd1234efgh'])(`${inner}`), 'x')
  })
})
