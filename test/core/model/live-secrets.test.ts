import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import {
  drawMultipliers,
  isPublicName,
  isRecognizableSecret,
  plainSecretPartsIn,
  rememberSecrets,
  secretPartsIn,
} from '../../../functions/core/model/live-secrets.ts'

/** Forgets all, and makes the hashes of a test the same each time. */
const forget = (): void => {
  let drawn = 0
  drawMultipliers(() => {
    drawn += 1
    return 1_000_003 * drawn
  })
}
afterEach(forget)

const remember = (...values: readonly string[]): void => rememberSecrets(new Map(), values)

describe('a value is recognizable', () => {
  const values: readonly (readonly [string, boolean])[] = [
    ['abcd123', false],
    ['abcd1234', true],
    ['abcdefgh', false],
    ['abcdefghijklmno', false],
    ['abcdefghijklmnop', true],
    ['aaaa1111', false],
    ['abcd1111', true],
    ['abc11111', false],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', false],
    ['----------------', false],
    ['a-b-c-d-1-2-3-4', true],
  ]
  for (const [value, expected] of values)
    it(`${expected ? '' : 'not '}if it is ${value}`, () => {
      assert.equal(isRecognizableSecret(value), expected)
      remember(value)
      assert.equal(plainSecretPartsIn(`<${value}>`).length > 0, expected)
    })
})

describe('a name is public', () => {
  const names: readonly (readonly [string, boolean])[] = [
    ['clientId', true],
    ['accountSid', true],
    ['user', true],
    ['login', true],
    ['secret_id', false],
    ['idToken', false],
    ['username-password', false],
    ['token', false],
  ]
  for (const [name, expected] of names)
    it(`${expected ? '' : 'not '}if it is ${name}`, () => assert.equal(isPublicName(name), expected))
})

describe('a part of a secret', () => {
  const value = 'Abcd1234Efgh5678Ijkl9012Mnop3456Qrst7'

  it('is found by its letters and digits, sixteen together', () => {
    remember(value)
    assert.deepEqual(plainSecretPartsIn('say abcd1234efgh5678 now'), ['abcd1234efgh5678'])
    assert.deepEqual(plainSecretPartsIn('say IJKL-9012-mnop-3456'), ['ijkl9012mnop3456'])
    // The last window ends with the value.
    assert.deepEqual(plainSecretPartsIn('8901 12mnop3456qrst7'), [])
    assert.deepEqual(plainSecretPartsIn('kl9012Mnop3456Qrst7'), ['012mnop3456qrst7'])
    assert.deepEqual(plainSecretPartsIn('bcd1234Efgh5678'), [])
  })

  it('is found backwards, and at the very beginning and end of a text', () => {
    remember(value)
    const backwards = [...value].reverse().join('')
    assert.ok(plainSecretPartsIn(backwards).length >= 2)
    assert.deepEqual(plainSecretPartsIn('Abcd1234Efgh5678'), ['abcd1234efgh5678'])
  })

  it('is found encoded by the search that undoes encodings, and by no other', () => {
    remember(value)
    const encoded = Buffer.from(value).toString('hex')
    assert.ok(secretPartsIn(encoded).length > 0)
    assert.deepEqual(plainSecretPartsIn(encoded), [])
  })

  it('is not found where nothing was remembered', () => {
    assert.deepEqual([plainSecretPartsIn(value), secretPartsIn(value), secretPartsIn('')], [[], [], []])
  })

  it('of eight characters is found as a whole', () => {
    remember('abcd1234')
    assert.deepEqual(plainSecretPartsIn('abcd1234'), ['abcd1234'])
    assert.deepEqual(plainSecretPartsIn('xabcd1234x'), ['abcd1234'])
    assert.deepEqual(plainSecretPartsIn('abcd123'), [])
  })

  it('that is uniform is not looked for: its neighbours are', () => {
    remember('0000000000000000abcdefgh12345678')
    assert.deepEqual(plainSecretPartsIn('0'.repeat(40)), [])
    assert.deepEqual(plainSecretPartsIn('abcdefgh12345678'), ['abcdefgh12345678'])
    forget()
    remember('aabbccddeeaabbcc1')
    assert.deepEqual(plainSecretPartsIn('aabbccddeeaabbcc'), ['aabbccddeeaabbcc'])
  })

  it('is not what has another letter anywhere', () => {
    remember(value)
    const window = 'abcd1234efgh5678'
    for (let at = 0; at < window.length; at += 1) {
      const other = `${window.slice(0, at)}z${window.slice(at + 1)}`
      assert.deepEqual(plainSecretPartsIn(other), [], other)
    }
  })

  it('of every length is found side by side', () => {
    const short = ['ab12cd34', 'ab12cd34e', 'ab12cd34ef5', 'ab12cd34ef56gh7']
    remember(...short, value)
    for (const one of short) assert.ok(plainSecretPartsIn(`- ${one} -`).includes(one), one)
  })
})

describe('the memory of secrets', () => {
  it('draws three odd numbers, and forgets what it knew', () => {
    remember('abcd1234')
    let draws = 0
    drawMultipliers((limit) => {
      draws += 1
      assert.equal(limit, 2 ** 31)
      return draws
    })
    assert.equal(draws, 3)
    assert.deepEqual(plainSecretPartsIn('abcd1234'), [])
    remember('abcd1234')
    assert.deepEqual(plainSecretPartsIn('abcd1234'), ['abcd1234'])
  })

  it('takes no other text for a secret where the first two hashes are alike', () => {
    // With a multiplier of one, a hash is a sum, which all orders of the same letters share.
    let draws = 0
    drawMultipliers(() => {
      draws += 1
      return draws < 3 ? 0 : 1_000_003
    })
    remember('abcd11dcba')
    assert.deepEqual(plainSecretPartsIn('dcba11abcd'), [])
    assert.deepEqual(plainSecretPartsIn('abcd11dcba'), ['abcd11dcba'])
  })

  it('keeps those of late, forgets the oldest, and takes a forgotten one anew', () => {
    const numbered = (at: number) => `token-${String(at).padStart(7, '0')}xyz`
    remember('first-secret-01')
    // Two windows of each value, forwards and backwards, and room for 200,000 twice.
    for (let at = 0; at < 99_999; at += 1) remember(numbered(at))
    assert.ok(plainSecretPartsIn('first-secret-01').length > 0)
    for (let at = 100_000; at < 100_100; at += 1) remember(numbered(at))
    assert.ok(plainSecretPartsIn('first-secret-01').length > 0)
    for (let at = 200_000; at < 300_100; at += 1) remember(numbered(at))
    assert.deepEqual(plainSecretPartsIn('first-secret-01'), [])
    assert.ok(plainSecretPartsIn(numbered(300_050)).length > 0)
    remember('first-secret-01')
    assert.ok(plainSecretPartsIn('first-secret-01').length > 0)
  })

  it('takes no room for a value that it knows', () => {
    remember('first-secret-01')
    for (let times = 0; times < 500_000; times += 1) remember('second-secret-02')
    assert.ok(plainSecretPartsIn('first-secret-01').length > 0)
  })

  it('leaves nothing of a value where JavaScript keeps the last match', () => {
    remember('abcd-1234-efgh')
    assert.doesNotMatch(Reflect.get(RegExp, 'input'), /abcd|1234/)
    assert.equal(Reflect.get(RegExp, 'input'), '-')
  })
})
