import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { fc } from './property.ts'

/** Secret values with characters that encoders change. */
export const secretValue = fc.string({
  unit: fc.constantFrom(...'ABCxyz0189-_.~+/=%"\\<>&\' ', 'ü', '😀'),
  minLength: 16,
  maxLength: 60,
})

/** Ways in which a server may write a received value, after any prefix. */
export const echoes: Readonly<Record<string, (value: string, before: string) => string>> = {
  'as it is': (value) => value,
  'in small letters': (value) => value.toLowerCase(),
  'in capitals': (value) => value.toUpperCase(),
  backwards: (value) => [...value].reverse().join(''),
  'in part': (value) => value.slice(3, 13),
  'in base64': (value) => Buffer.from(value).toString('base64'),
  'in base64 with a user before it': (value, before) => Buffer.from(`${before}:${value}`).toString('base64'),
  'in base64url': (value, before) => Buffer.from(before + value).toString('base64url'),
  'in hexadecimal digits': (value) => Buffer.from(value).toString('hex'),
  'in hexadecimal capitals': (value) => Buffer.from(value).toString('hex').toUpperCase(),
  'percent-encoded': (value) => encodeURIComponent(value),
  'percent-encoded in small letters': (value) =>
    encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
  'as a form field': (value) => new URLSearchParams({ v: value }).toString().slice(2),
  'inside quoted JSON': (value) => JSON.stringify(value).slice(1, -1),
  'in HTML': (value) =>
    value.replace(
      /[&<>"']/g,
      (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '&#39;',
    ),
}

const bytesOf = (value: string): readonly number[] => [...Buffer.from(value)]

const hexOf = (value: string, between: string, before = ''): string =>
  bytesOf(value)
    .map((byte) => before + byte.toString(16).padStart(2, '0'))
    .join(between)

const spread = (value: string, between: string): string => [...value].join(between)

/** Changes the case of every other letter. */
const mixed = (value: string): string =>
  [...value].map((one, at) => (at % 2 === 0 ? one.toUpperCase() : one.toLowerCase())).join('')

const base64 = (bytes: Buffer): string => bytes.toString('base64')

/** Secret values of letters, digits and the marks that issuers put between them. */
export const issuedValue = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHabcdefgh0123456789-_.~+/='),
  minLength: 24,
  maxLength: 60,
})

/** Ways to write a value so that a search for it, or for its usual encodings, finds nothing. */
export const hiddenEchoes: Readonly<Record<string, (value: string) => string>> = {
  'with spaces': (value) => spread(value, ' '),
  'with line breaks': (value) => value.replace(/(.{7})/gsu, '$1\r\n'),
  'with dashes': (value) => spread(value, '-'),
  'in pieces': (value) => value.replace(/(.{5})/gsu, '$1", "'),
  'with characters of no width': (value) => spread(value, '\u200b'),
  'with soft hyphens': (value) => spread(value, '\u00ad'),
  'with the codes of colours': (value) => spread(value, '\u001b[31m'),
  'in mixed letters': mixed,
  'in wide letters': (value) =>
    value.replace(/[!-~]/g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)),
  'percent-encoded twice': (value) => encodeURIComponent(encodeURIComponent(value)),
  'percent-encoded whole': (value) => hexOf(value, '', '%'),
  'as decimal entities': (value) => [...value].map((one) => `&#${one.codePointAt(0)};`).join(''),
  'as hexadecimal entities': (value) => [...value].map((one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(''),
  'in escapes of JSON': (value) =>
    Array.from(value, (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  'in escapes of JSON twice': (value) => JSON.stringify(JSON.stringify(value)).slice(1, -1),
  'in escapes of programs': (value) => hexOf(value, '', '\\x'),
  'as quoted-printable': (value) => hexOf(value, '', '=').replace(/(.{30})/g, '$1=\r\n'),
  'as a list of bytes': (value) => JSON.stringify(bytesOf(value)),
  'as bits': (value) =>
    bytesOf(value)
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join(' '),
  'as spaced hexadecimal digits': (value) => hexOf(value, ' '),
  'as a dump with colons': (value) => hexOf(value, ':'),
  'as literals of bytes': (value) => hexOf(value, ', ', '0x'),
  'in base64 twice': (value) => base64(Buffer.from(base64(Buffer.from(value)))),
  'in base64 of UTF-16': (value) => base64(Buffer.from(value, 'utf16le')),
  'in base64 with line breaks': (value) => base64(Buffer.from(value)).replace(/(.{9})/g, '$1\n'),
  'in base64 of hexadecimal digits': (value) => base64(Buffer.from(hexOf(value, ''))),
  'compressed by gzip': (value) => base64(gzipSync(value)),
  'compressed by zlib': (value) => base64(deflateSync(value)),
  'compressed without a header': (value) => deflateRawSync(value).toString('base64url'),
  'compressed and cut off': (value) => base64(gzipSync(value).subarray(0, -8)),
}
