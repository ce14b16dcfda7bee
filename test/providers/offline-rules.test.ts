import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { offlineRules } from '../../cli/providers/offline.ts'

const folder = new URL('../../functions/core/probe/ask/', import.meta.url)
const sources = ['jwt.ts', 'jwt-key.ts', 'jwt-signature.ts', 'key-set.ts']

/** Judgements as the probe spells them: `{ meaning: 'expired', rule: 'exp-passed' }`, `unclear('kid-missing')`, and rules of a key set. */
const spellings = [
  /meaning: '(?<means>\w+)',\s+rule: '(?<rule>[\w-]+)'/g,
  /(?<unclear>unclear)\('(?<rule>[\w-]+)'\)/g,
  /name: '(?<rule>[\w-]+)', when: [^\n]*means: '(?<means>\w+)'/g,
]

const judgements = sources.flatMap((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  return spellings.flatMap((spelling) =>
    [...text.matchAll(spelling)].map(({ groups }) => `${groups?.['rule']}: ${groups?.['means'] ?? 'unrecognized'}`),
  )
})

it('the page of the JSON Web Token names each judgement of the probe that needs no API, and no other', () => {
  const named = offlineRules.map(({ rule, means }) => `${rule}: ${means}`)
  assert.deepEqual(named.toSorted(), [...new Set(judgements)].toSorted())
})
