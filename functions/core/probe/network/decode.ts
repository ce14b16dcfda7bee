import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { bodyLimitBytes } from './network.ts'

type Decode = (body: Uint8Array, limits: { maxOutputLength: number }) => Uint8Array

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
])

/**
 * Decompresses a body, or returns the reason why it cannot be read. Requests ask for `identity`. A server that still compresses may do
 * so once, up to the limit of decompressed bytes.
 */
export function decodeBody(body: Uint8Array, encoding: string | undefined): Uint8Array | 'oversized' | 'unrecognized' {
  const name = encoding?.trim().toLowerCase() ?? ''
  // An answer to HEAD, or a 204, names the encoding of a body that it does not have.
  if (name === '' || name === 'identity' || body.byteLength === 0) return body
  const decode = decoders.get(name)
  if (decode === undefined) return 'unrecognized'
  try {
    return decode(body, { maxOutputLength: bodyLimitBytes })
  } catch (error) {
    const tooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return tooLarge ? 'oversized' : 'unrecognized'
  }
}
