import { shown } from '../../functions/config/secrecy.ts'
import { isPublicName } from '../../functions/core/model/live-secrets.ts'
import { deepestField, fieldScopes, jsonObjectIn, mostNested } from './field-scopes.ts'
import { groupCredential } from './group-credential.ts'
import { groupsIn } from './groups.ts'
import { otherFields } from './other-fields.ts'
import type {
  Content,
  FieldScope,
  FieldScopes,
  FoundCredential,
  LeftAlone,
  Recognition,
  Subject,
  Unrecognized,
} from './recognition.ts'
import { byName, single } from './single.ts'
import { looksRandom, otherContent } from './values.ts'
import { wordsOf } from './words.ts'

/** Largest text that is looked at: the limit of Secrets Manager. */
const largestBytes = 65_536

/** Returns the content of a stored value: the texts of a JSON object or list, or one text. */
export function contentOf(value: string | Uint8Array): Content {
  if (typeof value !== 'string') return { kind: 'binary' }
  if (Buffer.byteLength(value) > largestBytes) return { kind: 'too_large' }
  const object = jsonObjectIn(value)
  if (object === null) return { kind: 'text', text: value }
  const { scopes, unseen } = fieldScopes(object)
  const texts = scopes.flatMap(({ fields }) => fields.map(({ place, text }) => [place, text] as const))
  return { kind: 'fields', fields: new Map(texts), scopes, unseen }
}

/** Tells what a stored text holds, from its form, its fields, its name and its tags. Keeps no part of a value but options. */
export function recognize(subject: Subject, content: Content): Recognition {
  const database = databaseServices.get(subject.service ?? '')
  if (database !== undefined && content.kind !== 'unread')
    return only({ field: null, what: 'database', because: `${database} made it, for the login of a database` })
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
      return inObjects(subject, content)
  }
}

/** Services that make a secret for the login of a database (docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html). */
const databaseServices: ReadonlyMap<string, string> = new Map([
  ['rds', 'Amazon RDS'],
  ['redshift', 'Amazon Redshift'],
])

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

/** Looks into each object of a JSON value by itself. The keys that lead to one are words of its name. */
function inObjects(subject: Subject, { scopes, unseen }: FieldScopes): Recognition {
  const all = scopes.map((scope) => inScope(subject, scope))
  const limit = `it lies deeper than ${deepestField} keys, or behind ${mostNested} others, and was not looked at`
  const beyond = unseen.map((place): LeftAlone => ({ field: shownPlace(place), what: 'nested', because: limit }))
  return {
    credentials: all.flatMap(({ credentials }) => credentials),
    leftAlone: [...all.flatMap(({ leftAlone }) => leftAlone), ...beyond],
    unrecognized: all.flatMap(({ unrecognized }) => unrecognized),
  }
}

const shownPlace = (place: string): string => shown(place) ?? '[hidden]'

function inScope({ name, ...others }: Subject, { path, fields: own, around }: FieldScope): Recognition {
  const fields = new Map(own.map((field) => [field.name, field.text]))
  const beside = new Map<string, string>()
  const places = new Map<string, string>()
  for (const field of [...own, ...around]) {
    if (places.has(field.name)) continue
    places.set(field.name, field.place)
    beside.set(field.name, field.text)
  }
  const placeOf = (field: string | null): string | null => (field === null ? null : (places.get(field) ?? field))
  const found = inFields({ ...others, name: [name, ...path].join('/') }, fields, beside)
  const shownIn = (field: string | null) =>
    path.length === 0 || field === null ? field : shownPlace(placeOf(field) ?? '')
  return {
    credentials: found.credentials.map((one) => ({
      ...one,
      isNested: path.length > 0,
      fields: Object.fromEntries(Object.entries(one.fields).map(([role, field]) => [role, placeOf(field)])),
      options: one.options.map((option) => (option.from === 'field' ? { ...option, at: placeOf(option.at) } : option)),
    })),
    leftAlone: found.leftAlone.map((one) => ({ ...one, field: shownIn(one.field) })),
    unrecognized: found.unrecognized.map((one) => ({ ...one, field: shownIn(one.field) })),
  }
}

function inFields(
  subject: Subject,
  fields: ReadonlyMap<string, string>,
  beside: ReadonlyMap<string, string>,
): Recognition {
  const words = wordsOf(subject.name)
  const groups = groupsIn(fields, words)
  const credentials: FoundCredential[] = groupCredential(groups, subject, beside)
  const taken = new Set(credentials.flatMap(({ fields: own }) => Object.values(own)))
  const database = otherFields(fields)
  if (database !== null) for (const field of database.fields) taken.add(field)
  const leftAlone: LeftAlone[] = database === null ? [] : [{ field: null, ...database.left }]
  const unrecognized: Unrecognized[] = []
  const alone: FoundCredential[] = []
  for (const [field, value] of fields) {
    if (taken.has(field)) continue
    const found = single({ subject, value: value.trim(), field, fields: beside })
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
