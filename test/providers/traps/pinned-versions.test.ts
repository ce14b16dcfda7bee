import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newestDay } from '../../../functions/providers/evidence.ts'
import { providers } from '../../../functions/providers/providers.ts'

/**
 * Versions of APIs that a question pins by their date, with the day until which the provider promises to answer them; `null` if it
 * promises no end. A version that ended is refused or answered by another one, whatever the credential is.
 */
const pinned: Readonly<Record<string, readonly [version: string, until: string | null]>> = {
  anthropic: ['2023-06-01', null],
  'aws-access-key': ['2011-06-15', null],
  'azure-openai': ['2024-10-21', null],
  braintree: ['2019-01-01', null],
  github: ['2022-11-28', '2028-03-10'],
  'github-app': ['2022-11-28', '2028-03-10'],
  'github-fine-grained': ['2022-11-28', '2028-03-10'],
  'github-installation': ['2022-11-28', '2028-03-10'],
  klaviyo: ['2026-10-15', '2028-10-15'],
  'mongodb-atlas': ['2023-01-01', null],
  notion: ['2022-06-28', null],
  pinecone: ['2025-10', null],
  snyk: ['2024-06-10', null],
  twilio: ['2010-04-01', null],
  'twilio-api-key': ['2010-04-01', null],
}

const all = [...providers.values()]

it('a version of an API that a question pins is one that was looked at', () => {
  const found = all.flatMap(({ name, question }) => {
    const version = /\b20[0-9]{2}-[0-9]{2}(-[0-9]{2})?\b/.exec(JSON.stringify(question))?.[0]
    return version === undefined ? [] : [[name, version]]
  })
  assert.deepEqual(
    Object.fromEntries(found),
    Object.fromEntries(Object.entries(pinned).map(([name, [at]]) => [name, at])),
  )
})

it('no version that a question pins had ended on the day of the newest source', () => {
  const today = newestDay(all)
  const ended = Object.entries(pinned).filter(([, [, until]]) => until !== null && until <= today)
  assert.deepEqual(ended, [])
})
