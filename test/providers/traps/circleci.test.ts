import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fixtures } from '../fixtures/circleci.ts'
import { checkFor } from '../stand-in.ts'

describe('CircleCI', () => {
  it('a project token knows version 1.1 only', () => {
    const { question } = checkFor(fixtures, { kind: 'project' })
    assert.equal(question.kind === 'request' && question.ping.url, 'https://circleci.com/api/v1.1/projects')
  })
})
