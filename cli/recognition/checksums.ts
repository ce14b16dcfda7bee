import { crc32 } from 'node:zlib'
import type { Checksum } from '../../functions/providers/formats/value-format.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Returns true if a token ends in the checksum that its vendor computes. */
export function hasRightChecksum(kind: Checksum, value: string): boolean {
  switch (kind) {
    case 'github':
      return value.slice(-6) === inBase62(crc32(value.slice(4, -6)))
    case 'grafana':
      return value.slice(-8) === inLittleEndian(crc32(value.slice(0, -9)))
  }
}

/** Writes a number in six digits of base 62. */
function inBase62(number: number): string {
  let [rest, digits] = [number, '']
  while (digits.length < 6) {
    digits = `${base62[rest % 62]}${digits}`
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** Writes the four bytes of a number in hexadecimal digits, the last one first. */
function inLittleEndian(number: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes.toString('hex')
}
