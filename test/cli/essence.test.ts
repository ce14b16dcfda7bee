import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { essence } from './essence.ts'

/** Random ids of Secrets Manager that look like spans, dates, numbers or other ids. */
const uuids = [
  '46bb4d7c-92a6-4505-b4c6-d69e31581bd7',
  '12345678-123d-4567-890d-123456789012',
  '00000005-001d-4002-8003-00000000005d',
  '20261126-2026-4126-8116-202611260116',
  '11111111-1111-4111-8111-111111111111',
  '5d5d5d5d-5d5d-4d5d-8d5d-5d5d5d5d5d5d',
  'a8623fb3-b1a7-4a86-823f-a8623fb3b1a7',
]

/** Random ids of silences that do the same. */
const silenceIds = ['a8623fb3b1a7', '12345678901d', '123456789012', '202611260116', '00000000005d', '999999999999']

const version = (id: string) => `  version ${id} is replaced by version ${id}\n    from     ${id}\n    to       ${id}\n`
const key = (id: string) => `  ✓ the current key is ${id}\n✓ production/orders: version ${id} is current\n`
const silence = (id: string) => `silenced until 2026-11-26 05:16 UTC; to end it: tokenwatch silence end ${id}\n`

describe('the essence of a transcript', () => {
  for (const id of uuids)
    it(`does not depend on the version id ${id}`, () => {
      assert.equal(
        essence(`${version(id)}${key(id)}`),
        [
          '  version <version> is replaced by version <version>',
          '    from     <version>',
          '    to       <version>',
          '  ✓ the current key is <key>',
          '✓ production/orders: version <version> is current',
          '',
        ].join('\n'),
      )
    })

  for (const id of silenceIds)
    it(`does not depend on the silence id ${id}`, () => {
      assert.equal(essence(silence(id)), 'silenced until <time>; to end it: tokenwatch silence end <id>\n')
    })

  it('does not depend on times, spans, ports and the version of Node', () => {
    const printed = (time: string, span: string, ms: number, port: number, node: string) =>
      [
        `✗ production/wiki  expires in ${span} (answer)`,
        `    since    ${time} UTC`,
        `production/chat  invalid  (since ${span} ago, judged ${span} ago)`,
        `acme: 5m ticked ${span} ago, never`,
        `${time}:07 UTC  claimed  begun`,
        `  attempt 1 HTTP 401 after ${ms} ms: rule unauthorized`,
        `✓ host 127.0.0.1:${port} answers`,
        `✓ node             ${node}`,
      ].join('\n')
    assert.equal(
      essence(printed('2026-11-26 01:16', '59m 46s', 24, 40037, 'v24.21.0')),
      essence(printed('2027-01-02 23:59', '9s', 7, 8, 'v26.0.1')),
    )
  })

  for (const [what, one, other] of [
    ['an account', 'account 123456789012 is used', 'account 123456789013 is used'],
    ['a configured duration', 'every 5m', 'every 6m'],
    ['a date', 'expires 2099-01-01', 'expires 2099-01-02'],
    ['an exit code', '(exit code 1)', '(exit code 2)'],
    ['a price', 'total  $8.22', 'total  $8.23'],
    ['a number of checks', '2 checks in 1 environment', '3 checks in 1 environment'],
  ] as const)
    it(`distinguishes ${what} from another`, () => {
      assert.notEqual(essence(one), essence(other))
    })
})
