import { envelopes } from './error-bodies.ts'

/** An object in the body of an answer, with what its place says of it. */
export type FoundObject = {
  readonly fields: Readonly<Record<string, unknown>>
  /** True for the answer itself, in its envelopes. */
  readonly isTop: boolean
  /** True if it has few fields, or if the whole answer has few. */
  readonly isShort: boolean
  /** True if it is about the credential or about whoever holds it. */
  readonly isAbout: boolean
}

/** Values of an answer that says little beside how the request went, at most. */
const few = 4

/** Objects that are looked at, and levels below the answer, at most: a foreign server decides how large an answer is. */
const [mostObjects, mostLevels] = [256, 5]

/** Names of the credential and of whoever holds it, in lower case and without separators. */
const subject =
  /(?:token|key|credentials?|secret|session|client|user|account|app|application|licen[cs]e|viewer|login|identity|principal|integration)$|^(?:me|pat|bot)$/

/** Fields that name the kind of an object. */
const kinds = ['type', 'object', 'kind']

/** Returns true for the name of the credential or of its holder, in lower case and without separators. */
export const isSubject = (plain: string): boolean => subject.test(plain)

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '')

type Found = { readonly fields: Readonly<Record<string, unknown>>; readonly level: number } & Pick<
  FoundObject,
  'isTop' | 'isAbout'
> & { readonly isOnTheWay: boolean }

/** Lists the objects of an answer. One in a list is a record among others, and is looked at only in a short answer. */
export function objectsIn(json: unknown): readonly FoundObject[] {
  const isBrief = countOf(json) <= few
  const found: Found[] = isObject(json)
    ? [foundAt(json, { level: 0, isTop: true, isAbout: false, isOnTheWay: true })]
    : []
  for (const one of found) {
    if (one.level >= mostLevels || found.length > mostObjects) break
    for (const [name, value] of Object.entries(one.fields).slice(0, mostObjects))
      if (isObject(value)) found.push(below(one, name, value))
  }
  return found.map(({ fields, isTop, isAbout }) => ({
    fields,
    isTop,
    isAbout,
    isShort: isBrief || (isTop && Object.keys(fields).length <= few),
  }))
}

function below(parent: Found, name: string, fields: Record<string, unknown>): Found {
  const plain = plainName(name)
  const isEnvelope = envelopes.includes(plain) || plain === 'attributes'
  const isSubject = subject.test(plain)
  const isOnTheWay = parent.isOnTheWay && (isEnvelope || isSubject)
  return foundAt(fields, {
    level: parent.level + 1,
    isTop: parent.isTop && isEnvelope,
    isAbout: isOnTheWay && (isSubject || (isEnvelope && parent.isAbout)),
    isOnTheWay,
  })
}

function foundAt(fields: Readonly<Record<string, unknown>>, place: Omit<Found, 'fields'>): Found {
  const isNamed = kinds.some((kind) => {
    const value = fields[kind]
    return typeof value === 'string' && subject.test(plainName(value).replace(/s$/, ''))
  })
  return { fields, ...place, isAbout: place.isAbout || (place.isOnTheWay && isNamed) }
}

/** Counts the values of an answer that hold no others, up to one more than few. */
function countOf(json: unknown): number {
  const open = [json]
  let count = 0
  for (const value of open) {
    if (count > few || open.length > mostObjects) return few + 1
    if (typeof value === 'object' && value !== null) open.push(...Object.values(value).slice(0, mostObjects))
    else count += 1
  }
  return count
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
