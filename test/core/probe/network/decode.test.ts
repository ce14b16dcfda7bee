import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { decodeBody } from '../../../../functions/core/probe/network/decode.ts'
import { bodyLimitBytes } from '../../../../functions/core/probe/network/network.ts'

const plain = Buffer.from('{"login":"bot"}')

describe('a body with one encoding', () => {
  const packed: [string | undefined, Uint8Array][] = [
    [undefined, plain],
    ['', plain],
    ['identity', plain],
    ['gzip', gzipSync(plain)],
    [' GZIP ', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
  ]
  for (const [encoding, body] of packed)
    it(`with ${encoding ?? 'no encoding'} is decoded`, () =>
      assert.deepEqual(Buffer.from(decodeBody(body, encoding)), plain))

  it('may be exactly as large as the limit, and not a byte larger', () => {
    const unpacked = (size: number) => decodeBody(gzipSync(Buffer.alloc(size)), 'gzip')
    assert.equal(unpacked(bodyLimitBytes).length, bodyLimitBytes)
    assert.equal(unpacked(bodyLimitBytes + 1), 'oversized')
  })

  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)
    it(`with ${encoding} is oversized if it decodes to more than the limit`, () => {
      assert.equal(decodeBody(pack(Buffer.alloc(4 * bodyLimitBytes)), encoding), 'oversized')
    })

  it('is empty if nothing was sent, as in an answer to HEAD', () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd'])
      assert.deepEqual(decodeBody(new Uint8Array(), encoding), new Uint8Array())
  })
})

describe('a body that cannot be decoded', () => {
  const bodies: [string, Uint8Array, string][] = [
    ['is packed twice', gzipSync(gzipSync(plain)), 'gzip, gzip'],
    ['is packed in an unheard-of way', plain, 'compress'],
    ['is not packed at all', plain, 'gzip'],
    ['is packed in another way', deflateSync(plain), 'br'],
    ['breaks off', gzipSync(plain).subarray(0, 20), 'gzip'],
    ['names something that every object has', plain, 'constructor'],
  ]
  for (const [what, body, encoding] of bodies)
    it(`is unrecognized because it ${what}`, () => assert.equal(decodeBody(body, encoding), 'unrecognized'))
})
