import type { InterceptedRequest } from '../faults/request.ts'
import type { References } from '../intruder/acceptance.ts'
import { type AnswerProfile, isAlike, pathWithoutIds } from '../intruder/answer.ts'

/** Remembers how an API answers good tokens, and no token, on each of its paths. */
export type PathMemory = {
  /** Returns true as long as answers to good tokens on this path are still worth reading. */
  isWanted(request: InterceptedRequest): boolean
  noteValid(request: InterceptedRequest, profile: AnswerProfile): void
  noteMissing(request: Pick<InterceptedRequest, 'method' | 'path'>, profile: AnswerProfile): void
  referencesOf(request: Pick<InterceptedRequest, 'method' | 'path'>): References
  /** Returns paths that were read with a good token, so that the API can be asked for them without one. */
  readable(): readonly string[]
}

/** Different answers that are kept for one path, and answers that are read until they are thought to be all. */
const maxProfiles = 8
const maxRead = 40
const maxPaths = 500

/** Paths that are asked for without a token. */
const maxReadable = 6

type Place = { readonly valid: AnswerProfile[]; missing: AnswerProfile | null; read: number; readonly example: string }

export function createPathMemory(): PathMemory {
  const places = new Map<string, Place>()
  const placeOf = (request: Pick<InterceptedRequest, 'method' | 'path' | 'query'>): Place => {
    const key = keyOf(request)
    const known = places.get(key)
    if (known !== undefined) return known
    const place: Place = { valid: [], missing: null, read: 0, example: exampleOf(request) }
    if (places.size < maxPaths) places.set(key, place)
    return place
  }
  return {
    isWanted: (request) => (places.get(keyOf(request))?.read ?? 0) < maxRead,
    noteValid(request, profile) {
      const place = placeOf(request)
      place.read += 1
      if (place.valid.length < maxProfiles && !place.valid.some((one) => isAlike(one, profile)))
        place.valid.push(profile)
    },
    noteMissing(request, profile) {
      placeOf(request).missing = profile
    },
    referencesOf(request) {
      const { valid, missing } = places.get(keyOf(request)) ?? { valid: [], missing: null }
      return { valid, missing }
    },
    readable: () =>
      [...places]
        .filter(([key, { valid }]) => key.startsWith('GET ') && valid.length > 0)
        .map(([, { example }]) => example)
        .slice(0, maxReadable),
  }
}

/** Ids in a path make no new place. */
function keyOf({ method, path }: Pick<InterceptedRequest, 'method' | 'path'>): string {
  return `${method === 'HEAD' ? 'GET' : method} ${pathWithoutIds(path)}`
}

/** Leaves out a query that could hold a credential. */
function exampleOf({ path, query = '' }: Pick<InterceptedRequest, 'path' | 'query'>): string {
  return query === '' || /token|key|secret|password|auth|sig/i.test(query) ? path : `${path}?${query}`
}
