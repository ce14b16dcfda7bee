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
