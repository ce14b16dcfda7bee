import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressFault, isPrivateRange } from '../../functions/config/addresses.ts'

/** Ways to write addresses that are not public; WHATWG parsing makes one spelling of each. */
const notPublic = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '127.0.0.1.',
  '１２７.0.0.1',
  '%31%32%37.0.0.1',
  '127。0。0。1',
  'localhost',
  'LOCALHOST.',
  'api.localhost',
  '0.0.0.0',
  '0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:7f00:1::]',
]

describe('the host of a URL', () => {
  for (const host of notPublic)
    it(`is refused when it is ${host}`, () => {
      assert.match(addressFault(new URL(`https://${host}/`), []) ?? '', /is not public/)
    })

  for (const host of ['api.github.com', '8.8.8.8', '[2606:4700::1111]', 'localhost.example', '127.0.0.1.example'])
    it(`is accepted when it is ${host}`, () => {
      assert.equal(addressFault(new URL(`https://${host}/`), []), undefined)
    })

  it('is accepted inside a range that is allowed, of the same family', () => {
    assert.equal(addressFault(new URL('http://[::ffff:127.0.0.1]/'), ['127.0.0.0/8']), undefined)
    assert.equal(addressFault(new URL('http://[::1]/'), ['::1/128']), undefined)
    assert.match(addressFault(new URL('http://[::1]/'), ['127.0.0.0/8']) ?? '', /is not public/)
  })

  it('may be a name without TLS only where some private range is allowed', () => {
    assert.equal(addressFault(new URL('http://api.internal/'), ['10.0.0.0/8']), undefined)
    assert.match(addressFault(new URL('http://api.internal/'), []) ?? '', /^expected https/)
  })
})

describe('a range that a check allows', () => {
  it('holds no public address', () => {
    for (const range of ['127.0.0.0/8', '10.0.0.0/8', '192.168.1.0/24', '169.254.169.254/32', '::1/128', 'fd00::/8'])
      assert.equal(isPrivateRange(range), true, range)
    for (const range of [
      '0.0.0.0/0',
      '10.0.0.0/7',
      '8.8.8.8/32',
      '::/0',
      '2000::/3',
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '',
    ])
      assert.equal(isPrivateRange(range), false, range)
  })
})
