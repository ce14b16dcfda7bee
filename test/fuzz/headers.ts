import { parseHttpDate, retryAfterMs } from '../../functions/core/model/http-date.ts'
import { type InstantFormat, readInstant } from '../../functions/core/model/instant.ts'
import { parseScopes } from '../../functions/core/model/scopes.ts'
import { challengesIn, scopesAskedFor } from '../../functions/core/probe/challenge.ts'
import { corpusOf, type FuzzTarget, jsonOrText } from './target.ts'

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

const nowMs = Date.UTC(2026, 10, 30)
const yearMs = 366 * 86_400_000
const formats: readonly InstantFormat[] = [
  'iso',
  'date',
  'text',
  'epoch_seconds',
  'epoch_milliseconds',
  'seconds_remaining',
]

/** Parsers of what servers write into headers. */
export const headerTargets: readonly FuzzTarget[] = [
  {
    name: 'http-dates',
    corpus: corpusOf('http-dates'),
    parse: parseHttpDate,
    broken: (at) => (at === null || Number.isSafeInteger(at) ? null : 'is neither null nor an instant'),
  },
  {
    name: 'retry-after',
    corpus: corpusOf('retry-after'),
    parse: (text) => retryAfterMs(text, nowMs),
    broken(waitMs, text) {
      if (waitMs === null) return null
      if (typeof waitMs !== 'number' || !(waitMs >= 0)) return 'is no wait'
      // A date may be further away than a number of seconds may say.
      return waitMs > yearMs && !/[a-z]/i.test(text) ? 'is longer than a year' : null
    },
  },
  {
    name: 'challenges',
    corpus: corpusOf('challenges'),
    parse: (text) => ({ challenges: challengesIn(text), scopes: scopesAskedFor(challengesIn(text)) }),
    broken(result, text) {
      const { challenges, scopes } = { challenges: challengesIn(text), scopes: scopesAskedFor(challengesIn(text)) }
      if (JSON.stringify(result).length < 2) return 'is nothing'
      if (challenges.some(({ scheme }) => scheme === '' || scheme !== scheme.toLowerCase())) return 'has an odd scheme'
      return scopes.includes('') ? 'has an empty scope' : null
    },
  },
  {
    name: 'scopes',
    corpus: corpusOf('scopes'),
    parse: (text) => parseScopes(jsonOrText(text)),
    broken(scopes) {
      if (scopes === undefined) return null
      if (!isTexts(scopes)) return 'is no list of texts'
      return new Set(scopes).size === scopes.length ? null : 'names a scope twice'
    },
  },
  {
    name: 'instants',
    corpus: corpusOf('instants'),
    parse: (text) =>
      formats.flatMap((format) =>
        [text, jsonOrText(text)].map((value) => readInstant(value, { format }, nowMs / 1_000)),
      ),
    broken(instants) {
      const read = Array.isArray(instants) ? instants.filter((one) => one !== undefined) : []
      return read.every(({ at, latest = at }) => Number.isSafeInteger(at) && at >= 946_684_800 && latest >= at)
        ? null
        : 'is not plausible as an end'
    },
  },
]
