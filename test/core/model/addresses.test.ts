import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { isAddress, literalAddress, mayReach } from '../../../functions/core/model/addresses.ts'

const openly = { allowPrivate: [], secure: true }

describe('a public address', () => {
  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '140.82.121.6',
    '2606:4700::6810:84e5',
    '2a00:1450:4001::1',
    '::ffff:8.8.8.8',
  ]) {
    it(`${address} may be reached over https`, () => assert.equal(mayReach(address, openly), true))
    it(`${address} may not be reached over http`, () => {
      assert.equal(mayReach(address, { allowPrivate: [], secure: false }), false)
    })
  }
})

describe('an address that is not public', () => {
  const addresses: [string, string][] = [
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback, mapped'],
    ['::ffff:7f00:1', 'loopback, mapped in hexadecimal digits'],
    ['::127.0.0.1', 'loopback, as a compatible address'],
    ['::ffff:0:127.0.0.1', 'loopback, translated'],
    ['0.0.0.0', 'this host'],
    ['0.1.2.3', 'this network'],
    ['::', 'this host'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', "private: EC2's metadata"],
    ['169.254.169.254', "link-local: a cloud's metadata"],
    ['::ffff:169.254.169.254', 'link-local, mapped'],
    ['169.254.170.2', "link-local: a container's credentials"],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local, with a zone'],
    ['fec0::1', 'site-local'],
    ['100.64.0.1', 'carrier NAT'],
    ['100.127.255.255', 'carrier NAT'],
    ['64:ff9b::7f00:1', 'loopback behind NAT64'],
    ['64:ff9b::a9fe:a9fe', 'metadata behind NAT64'],
    ['64:ff9b:1::1', 'a local NAT64'],
    ['2002:7f00:1::1', 'loopback behind 6to4'],
    ['2001:0:7f00:1::1', 'Teredo'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['198.18.0.1', 'benchmarks'],
    ['192.0.0.1', 'protocol assignments'],
    ['192.88.99.1', '6to4 relay'],
    ['100::1', 'discarded'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['4000::1', 'not assigned'],
    ['::2', 'not assigned'],
  ]
  for (const [address, range] of addresses)
    it(`${address} (${range}) may not be reached`, () => assert.equal(mayReach(address, openly), false))

  for (const text of ['', 'localhost', 'api.example', '1.2.3.4.5', ':::1', '127.0.0.1/8'])
    it(`${JSON.stringify(text)}, which is not an address, may not be reached`, () => {
      assert.equal(mayReach(text, { allowPrivate: ['0.0.0.0/0', '::/0'], secure: true }), false)
    })
})

describe('a range that a check allows by name', () => {
  const lab = { allowPrivate: ['127.0.0.0/8', 'fd00:1::/32'], secure: false }
  const cases: [string, boolean][] = [
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::ffff:127.0.0.1', true],
    ['fd00:1::7', true],
    ['fd00:2::7', false],
    ['10.0.0.1', false],
    ['::1', false],
    ['169.254.169.254', false],
    ['8.8.8.8', false],
  ]
  for (const [address, may] of cases)
    it(`${may ? 'has' : 'has not'} ${address} in it, also for plain http`, () =>
      assert.equal(mayReach(address, lab), may))

  it('leaves public addresses open to https', () => {
    assert.equal(mayReach('8.8.8.8', { ...lab, secure: true }), true)
  })
})

describe('the host of a URL', () => {
  const spellings: [string, string | null][] = [
    ['http://127.0.0.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://127.0.1/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f000001/', '127.0.0.1'],
    ['http://0X7F.0.0.1/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://017700000001/', '127.0.0.1'],
    ['http://%31%32%37.0.0.1/', '127.0.0.1'],
    ['http://127%2e0%2e0%2e1/', '127.0.0.1'],
    ['http://１２７.０.０.１/', '127.0.0.1'],
    ['http://①②⑦.⓪.⓪.①/', '127.0.0.1'],
    ['http://127。0。0。1/', '127.0.0.1'],
    ['http://user:pass@127.0.0.1/', '127.0.0.1'],
    ['http://api.example@127.0.0.1/', '127.0.0.1'],
    ['http:\\\\127.0.0.1/', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://169.254.169.254/latest/', '169.254.169.254'],
    ['http://2852039166/', '169.254.169.254'],
    ['http://0xa9fea9fe/', '169.254.169.254'],
    ['http://[::1]/', '::1'],
    ['http://[0:0:0:0:0:0:0:1]/', '::1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
    ['http://[::127.0.0.1]/', '::7f00:1'],
    ['http://localhost/', null],
    ['http://localhost./', null],
    ['http://127.0.0.1.nip.example/', null],
    ['http://api.example/', null],
  ]
  for (const [url, literal] of spellings)
    it(`${url} ${literal === null ? 'is a name, which is resolved' : `is the literal ${literal}`}`, () => {
      assert.equal(literalAddress(new URL(url).hostname), literal)
    })

  it('may not be reached if it is a literal of loopback or metadata, however it is spelled', () => {
    for (const [, literal] of spellings) if (literal !== null) assert.equal(mayReach(literal, openly), false)
  })
})

describe('a host', () => {
  const spelled = fc.string({ unit: fc.constantFrom(...'0123456789abcdefgxyzABCDEFX.:%-_/'), maxLength: 24 })
  const host = fc.oneof(spelled, fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.domain(), fc.string())

  it('is an address exactly if the parser of addresses takes it', () =>
    fc.assert(
      fc.property(host, (text) => assert.equal(isAddress(text), ipaddr.isValid(text))),
      { numRuns: 1_000 },
    ))
})
