import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bindingOf, pagePortOf } from '../../../cli/console/listening.ts'

const token = '0123456789abcdef01234567'
const named = (value: string) => ({ TOKENWATCH_CONSOLE_TOKEN: value })

describe('where a console listens', () => {
  for (const [address, environment, wanted] of [
    [undefined, {}, { address: '127.0.0.1', token: null }],
    [undefined, named(token), { address: '127.0.0.1', token: null }],
    ['127.0.0.2', {}, { address: '127.0.0.2', token: null }],
    ['::1', {}, { address: '::1', token: null }],
    ['0.0.0.0', named(token), { address: '0.0.0.0', token }],
    ['10.0.0.5', named(token), { address: '10.0.0.5', token }],
  ] as const)
    it(`takes ${address} with ${JSON.stringify(environment)}`, () => {
      assert.deepEqual(bindingOf(address, environment), wanted)
    })

  for (const [address, environment, message] of [
    ['0.0.0.0', {}, /--bind 0\.0\.0\.0: others can reach this address, so the console needs a token$/],
    ['::', {}, /needs a token/],
    ['10.0.0.5', named('short'), /needs a token/],
    ['10.0.0.5', named(`${token}; Path=/`), /needs a token/],
    ['localhost', {}, /--bind: expected an IP address/],
    ['127.0.0.1.evil.example', named(token), /--bind: expected an IP address/],
  ] as const)
    it(`refuses ${address} with ${JSON.stringify(environment)}`, () => {
      assert.throws(() => bindingOf(address, environment), message)
    })

  it('takes a port of the usual range, and any free one without', () => {
    assert.deepEqual([pagePortOf(undefined), pagePortOf('8080'), pagePortOf('65535')], [0, 8_080, 65_535])
    for (const text of ['0', '65536', '-1', 'http', '', '1e3', '808 0'])
      assert.throws(() => pagePortOf(text), /--port: expected a number from 1 to 65535 such as 8080/)
  })
})
