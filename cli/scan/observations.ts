import { shown } from '../../functions/config/secrecy.ts'
import type { Network, WireAnswer, WireRequest } from '../../functions/core/probe/network/network.ts'
import { writeWhole } from '../framework/files.ts'
import { publicText } from './public-text.ts'

/** One answer as it went over the wire, without a value: for a maintainer of the catalogue. */
export type WireObservation = {
  readonly profile: string
  readonly method: string
  /** Path with every part that may be an id hidden. */
  readonly path: string
  readonly status: number
  /** Names of the headers, in alphabetical order. */
  readonly headers: readonly string[]
  /** Places in the JSON body with the type of what stands there: `login: string`. */
  readonly body: readonly string[]
}

/** Largest number of places of one body that are noted. */
const mostPlaces = 200

/** Notes what answers look like, if a person named a file for it. Otherwise it notes nothing. */
export function openObservations(file: string | undefined) {
  const noted = new Map<string, WireObservation>()
  return {
    /** Returns a network that notes the answers to one profile's questions. */
    watch(profile: string, network: Network): Network {
      if (file === undefined) return network
      return {
        close: network.close,
        async exchange(request, signal) {
          const answer = await network.exchange(request, signal)
          if (answer.kind === 'answer') {
            const observation = observationOf(profile, request, answer)
            noted.set(JSON.stringify(observation), observation)
          }
          return answer
        },
      }
    },
    /** Writes the file. */
    write(): void {
      if (file === undefined) return
      writeWhole(file, `${JSON.stringify({ version: 1, observations: [...noted.values()] }, null, 2)}\n`)
    },
  }
}

export type Observations = ReturnType<typeof openObservations>

function observationOf(
  profile: string,
  { method, url }: WireRequest,
  { status, headers, body }: WireAnswer,
): WireObservation {
  return {
    profile,
    method,
    path: url.pathname
      .split('/')
      .map((part) => (isWord(part) ? part : '*'))
      .join('/'),
    status,
    headers: Object.keys(headers)
      .filter((name) => isWord(name))
      .toSorted(),
    body: placesOf(body),
  }
}

/** Returns true for a name that people gave: an id or a part of a secret has digits, or letters of no word. */
const isWord = (name: string): boolean =>
  name === '' || (/^[A-Za-z][A-Za-z_.-]{0,40}$/.test(name) && shown(name) !== undefined && publicText(name) === name)

/** Lists places and types of a JSON body. Names that may be ids become `*`. */
function placesOf(body: Uint8Array): readonly string[] {
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return []
  }
  const found = new Set<string>()
  const open: (readonly [place: string, value: unknown])[] = [['', content]]
  // A loop over a list also visits the places that are added meanwhile.
  for (const [place, value] of open) {
    if (found.size >= mostPlaces) break
    found.add(`${place === '' ? '.' : place}: ${typeOf(value)}`)
    if (Array.isArray(value)) open.push(...value.slice(0, 5).map((one): [string, unknown] => [`${place}[]`, one]))
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value).slice(0, 100))
        open.push([`${place}.${isWord(name) ? name : '*'}`, one])
  }
  return [...found].toSorted()
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)
