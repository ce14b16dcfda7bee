import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { answer, type HostileAnswer, healthyBody } from './answer.ts'

const megabyte = 1_048_576

/** Zeros that a decoder would need much memory for. */
const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * megabyte)

const packed = (
  attack: string,
  encoding: string,
  body: () => Buffer,
  outcome: string,
  status = 200,
): HostileAnswer => ({
  attack,
  script: () => ({ kind: 'answer', status, headers: { 'content-encoding': encoding }, body: body() }),
  outcome,
})

const quickest = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** Bodies that grow when they are unpacked, or that cannot be. */
export const packedBodies: readonly HostileAnswer[] = [
  answer('gzip of 200 MB', { kind: 'gzip_bomb', megabytes: 200 }, 'oversized: body_too_large'),
  packed('brotli of 8 MB', 'br', () => brotliCompressSync(zeros(8), quickest), 'oversized: body_too_large'),
  packed('deflate of 8 MB', 'deflate', () => deflateSync(zeros(8), { level: 1 }), 'oversized: body_too_large'),
  packed('zstd of 8 MB', 'zstd', () => zstdCompressSync(zeros(8)), 'oversized: body_too_large'),
  packed('gzip of 8 MB in a refusal', 'gzip', () => gzipSync(zeros(8), { level: 1 }), 'oversized: body_too_large', 401),
  packed('gzip in gzip', 'gzip, gzip', () => gzipSync(gzipSync(healthyBody)), 'unrecognized: encoding_unknown'),
  answer('gzip ten times over', { kind: 'stacked_encodings', layers: 10 }, 'unrecognized: encoding_unknown'),
  packed(
    'gzip, called by two names in one header',
    'gzip,br',
    () => gzipSync(healthyBody),
    'unrecognized: encoding_unknown',
  ),
  packed('an encoding that nobody knows', 'x-tar', () => Buffer.from(healthyBody), 'unrecognized: encoding_unknown'),
  packed('gzip that is none', 'gzip', () => Buffer.from(healthyBody), 'unrecognized: encoding_unknown'),
  packed('gzip that breaks off', 'gzip', () => gzipSync(healthyBody).subarray(0, -9), 'unrecognized: encoding_unknown'),
  packed(
    'gzip with bytes behind its end',
    'gzip',
    () => Buffer.concat([gzipSync(healthyBody), Buffer.from('more')]),
    'unrecognized: encoding_unknown',
  ),
  packed('zstd that is none', 'zstd', () => Buffer.from(healthyBody), 'unrecognized: encoding_unknown'),
  answer('a body without end', { kind: 'endless_body' }, 'oversized: body_too_large'),
]
