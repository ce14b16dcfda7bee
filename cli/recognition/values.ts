import type { OtherContent } from './recognition.ts'

/** Matches a JWT: three parts, of which the first is a JSON object (RFC 7515). */
const jwtPattern = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/

/** Returns true for a JWT whose header names an algorithm. */
export function isJwt(text: string): boolean {
  if (!jwtPattern.test(text)) return false
  const header = parsedJson(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString('utf8'))
  return typeof header === 'object' && header !== null && 'alg' in header
}

/** `JSON.parse` quotes its input in its errors, so the error is dropped here. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const placeholder =
  /^(?:<.*>|\{\{.*\}\}|\$\{.*\}|x{3,}|\*{3,}|\.{3,}|none|null|nil|undefined|n\/?a|tbd|todo|fixme|dummy|test|secret|password|changeme|change[-_ ]?me.*|replace[-_ ]?me.*|placeholder.*|your[-_ ].*|put[-_ ].*|insert[-_ ].*|example)$/i

/** Words that stand in made-up tokens and, within so few characters, in no random one. */
const madeUp =
  /example|changeme|placeholder|your[-_]?(?:api|token|key|secret)|dummy|redacted|x{6,}|\*{4,}|\.{3,}$|0{8,}|1234567890|abcdefghij/i

/** Returns true for a value that somebody wrote as an example, with or without the form of a token. */
export const isMadeUp = (text: string): boolean => placeholder.test(text) || madeUp.test(text) || isMonotonous(text)

/** Long values of few different characters: nobody issues them. */
const isMonotonous = (text: string): boolean => text.length >= 16 && new Set(text.slice(-16)).size < 5

const databaseUrl =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|sqlserver|mssql|oracle|cockroachdb|clickhouse|cassandra|neo4j(?:\+s)?|bolt|snowflake|redshift|db2|memcached)(?::\w+)*:\/\//i

/** Returns true for the connection strings of ADO and ODBC: `Server=...;Database=...;Password=...`. */
function isConnectionString(value: string): boolean {
  const keys = new Set(value.split(';').map((part) => part.split('=', 1).join('').trim().toLowerCase()))
  const hasPlace = ['server', 'data source', 'host'].some((key) => keys.has(key))
  return hasPlace && (keys.has('password') || keys.has('pwd'))
}

/** Longest text in one word that a credential may have. JWTs and certificates are longer, and are recognised before. */
const longestWord = 4_096

/** Returns the kind of a text that is no API credential, with a reason; null for one that may be. */
export function otherContent(text: string): { readonly what: OtherContent; readonly because: string } | null {
  const value = text.trim()
  if (value === '') return { what: 'empty', because: 'it is empty' }
  if (/^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE/.test(value)) {
    const withKey = /-----BEGIN [A-Z ]*PRIVATE KEY/.test(value)
    return { what: 'certificate', because: withKey ? 'a certificate in PEM, with its key' : 'a certificate in PEM' }
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(value)) return { what: 'private_key', because: 'a private key in PEM' }
  if (/^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-)/.test(value)) return { what: 'setting', because: 'a public key of SSH' }
  if (databaseUrl.test(value) || isConnectionString(value))
    return { what: 'database', because: 'a connection string of a database or a queue' }
  if (placeholder.test(value)) return { what: 'placeholder', because: 'a placeholder that somebody has to fill in' }
  if (/^(?:true|false|yes|no|on|off|-?\d{1,12}(?:\.\d+)?)$/i.test(value))
    return { what: 'setting', because: 'a setting, not a secret' }
  if (/^https?:\/\//i.test(value)) return { what: 'setting', because: 'an address' }
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value)) return { what: 'setting', because: 'an email address' }
  if (/\s/.test(value) || value.length > longestWord)
    return { what: 'free_text', because: 'text of several words or lines' }
  return null
}

/** Returns true for a text that is long and mixed, as tokens are and words are not. */
export const looksRandom = (text: string): boolean =>
  text.length >= 16 && new Set(text).size >= 8 && /[0-9]/.test(text) && /[A-Za-z]/.test(text) && !/\s/.test(text)
