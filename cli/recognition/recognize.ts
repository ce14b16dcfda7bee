import { shown } from '../../functions/config/secrecy.ts'
import { isPublicName } from '../../functions/core/model/live-secrets.ts'
import { groupCredential } from './group-credential.ts'
import { groupsIn } from './groups.ts'
import { otherFields } from './other-fields.ts'
import type { Content, FoundCredential, LeftAlone, Recognition, Subject, Unrecognized } from './recognition.ts'
import { byName, single } from './single.ts'
import { looksRandom, otherContent, parsedJson } from './values.ts'
import { wordsOf } from './words.ts'

/** Largest text that is looked at: the limit of Secrets Manager. */
const largestBytes = 65_536

/** Returns the content of a stored value: the fields of a JSON object, or one text. */
export function contentOf(value: string | Uint8Array): Content {
  if (typeof value !== 'string') return { kind: 'binary' }
  if (Buffer.byteLength(value) > largestBytes) return { kind: 'too_large' }
  const object = value.trimStart().startsWith('{') ? parsedJson(value) : undefined
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return { kind: 'text', text: value }
  const all = Object.entries(object)
  const texts = all.flatMap(([name, one]) =>
    typeof one === 'string'
      ? [[name, one] as const]
      : typeof one === 'number' || typeof one === 'boolean'
        ? [[name, `${one}`] as const]
        : [],
  )
  const nested = all.filter(([, one]) => typeof one === 'object' && one !== null).map(([name]) => name)
  return { kind: 'fields', fields: new Map(texts), nested }
}

/** Tells what a stored text holds, from its form, its fields, its name and its tags. Keeps no part of a value but options. */
export function recognize(subject: Subject, content: Content): Recognition {
  switch (content.kind) {
    case 'unread':
      return { credentials: byName(subject, wordsOf(subject.name)), leftAlone: [], unrecognized: [] }
    case 'binary':
      return only({ field: null, what: 'binary', because: 'bytes, not text' })
    case 'too_large':
      return only({ field: null, what: 'too_large', because: `more than ${largestBytes} bytes` })
    case 'text':
      return inText(subject, content.text)
    case 'fields':
      return inFields(subject, content.fields, content.nested)
  }
}

const only = (left: LeftAlone): Recognition => ({ credentials: [], leftAlone: [left], unrecognized: [] })

function inText(subject: Subject, text: string): Recognition {
  const found = single({ subject, value: text.trim(), field: null, fields: new Map() })
  if (found !== null && 'profile' in found) return { credentials: [found], leftAlone: [], unrecognized: [] }
  const other = found ?? otherContent(text)
  if (other !== null) return only({ field: null, ...other })
  if (looksRandom(text.trim()))
    return { credentials: [], leftAlone: [], unrecognized: [{ field: null, because: unknownForm }] }
  return only({
    field: null,
    what: 'password',
    because: 'a short text without the form of a token, as passwords have it',
  })
}

const unknownForm = 'it looks like a key, and neither its form nor its name says of what'

function inFields(subject: Subject, fields: ReadonlyMap<string, string>, nested: readonly string[]): Recognition {
  const words = wordsOf(subject.name)
  const groups = groupsIn(fields, words)
  const credentials: FoundCredential[] = groupCredential(groups, subject, fields)
  const taken = new Set(credentials.flatMap(({ fields: own }) => Object.values(own)))
  const database = otherFields(fields)
  if (database !== null) for (const field of database.fields) taken.add(field)
  const leftAlone: LeftAlone[] = database === null ? [] : [{ field: null, ...database.left }]
  const unrecognized: Unrecognized[] = []
  const alone: FoundCredential[] = []
  for (const [field, value] of fields) {
    if (taken.has(field)) continue
    const found = single({ subject, value: value.trim(), field, fields })
    if (found !== null && 'profile' in found) alone.push(found)
    else rest(field, value, found, { leftAlone, unrecognized })
  }
  const parts = partsBeside([...credentials, ...alone])
  for (const one of alone)
    if (one.confidence === 'high' || !isPart(one, parts)) credentials.push(one)
    else unrecognized.push({ field: Object.values(one.fields)[0] ?? null, because: one.because })
  const isBeside = ({ field }: Unrecognized): boolean => field !== null && parts.has(field)
  for (const { field } of unrecognized.filter(isBeside))
    leftAlone.push({ field, what: 'setting', because: 'it belongs to a credential beside it' })
  for (const field of nested)
    leftAlone.push({
      field: shown(field) ?? '[hidden]',
      what: 'nested',
      because: 'an object inside the object: a check reads top-level fields only',
    })
  return { credentials, leftAlone, unrecognized: unrecognized.filter((one) => !isBeside(one)) }
}

/** Names of fields that a credential beside them needs: the public key of a private one. */
const partsBeside = (credentials: readonly FoundCredential[]): ReadonlySet<string> =>
  new Set(
    credentials
      .filter(({ confidence }) => confidence !== 'low')
      .flatMap(({ options }) => options.flatMap(({ from, at }) => (from === 'field' && at !== null ? [at] : []))),
  )

/** True for what looks like a credential, and is a part of another one: its own provider would refuse it alone. */
const isPart = ({ fields }: FoundCredential, parts: ReadonlySet<string>): boolean =>
  Object.values(fields).some((field) => field !== null && parts.has(field))

function rest(
  name: string,
  value: string,
  found: { readonly what: LeftAlone['what']; readonly because: string } | null,
  { leftAlone, unrecognized }: { readonly leftAlone: LeftAlone[]; readonly unrecognized: Unrecognized[] },
): void {
  const field = shown(name) ?? '[hidden]'
  const other = found ?? otherContent(value)
  if (other !== null) leftAlone.push({ field, ...other })
  else if (looksRandom(value.trim()) && !isPublicName(name)) unrecognized.push({ field, because: unknownForm })
  else if (/pass(?:word|wd|phrase)?$|pwd$/i.test(name))
    leftAlone.push({ field, what: 'password', because: 'a password, by the name of its field' })
  else leftAlone.push({ field, what: 'setting', because: 'a setting beside a secret' })
}
