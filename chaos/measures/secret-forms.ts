/** Shorter values occur in any text by chance. */
export const minSearchedLength = 8

/** Shorter parts of a secret occur in any text by chance. */
const minPartLength = 12
const tailLength = 24

/**
 * Returns the forms in which a secret may stand in a text: the secret, its encodings, its tail and a JWT's signature. The last two remain
 * if a log cuts off the front.
 */
export function formsOf(secret: string): readonly string[] {
  if (secret.length < minSearchedLength) return []
  const whole = [secret, ...escapedForms(secret), ...byteForms(secret)]
  const aligned = encodedForms(secret)
  const parts = [secret.slice(-tailLength), secret.split('.')[2] ?? ''].filter(({ length }) => length >= minPartLength)
  return [...new Set([...whole, ...aligned, ...parts])]
}

/** Escapes as JSON does, once and within a JSON text of its own, as URLs and forms do, and as HTML does. */
function escapedForms(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret)
  const strict = url.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase())
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  const codes = (text: string, write: (code: number) => string, which: RegExp) =>
    text.replace(which, (one) => write(one.charCodeAt(0)))
  const unicode = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`
  return [
    json,
    json.replaceAll('/', '\\/'),
    JSON.stringify(json).slice(1, -1),
    url,
    strict,
    strict.replaceAll('%20', '+'),
    lower(url),
    lower(strict),
    encodeURIComponent(url),
    html,
    html.replaceAll("'", '&#x27;'),
    html.replaceAll("'", '&#39;').replaceAll('&quot;', '&#34;'),
    // Go escapes what HTML would read, and Python whatever is not ASCII.
    codes(json, unicode, /[<>&]/g),
    codes(json, unicode, /[^ -~]/g),
    // Shells and Python's repr quote with apostrophes.
    secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    secret.replaceAll("'", "'\\''"),
  ]
}

/** Writes the bytes as programs show them: in hexadecimal, with signs between them, and as lists of numbers. */
function byteForms(secret: string): readonly string[] {
  const bytes = [...Buffer.from(secret)]
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
  return [
    ...['', ' ', ':'].flatMap((sign) => [hex.join(sign), hex.join(sign).toUpperCase()]),
    ...[',', ', ', ' '].map((sign) => bytes.join(sign)),
  ]
}

/** Returns the forms of a secret within base64, and within base64 of such a text. */
export function encodedForms(secret: string): readonly string[] {
  if (secret.length < minSearchedLength) return []
  const once = alignedForms(secret)
  return [...once, ...once.flatMap(alignedForms)].filter((form) => form.length >= minPartLength)
}

/**
 * Encodes the secret in base64 as part of a longer text, such as `id:secret` in Basic. The characters depend on where the secret begins
 * within three bytes; those that it shares with its neighbours are left out.
 */
function alignedForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const whole = before + bytes.length
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const from = before === 0 ? 0 : before + 1
    const inner = encoded.slice(from, Math.floor((whole * 8) / 6))
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(inner)]
  })
}
