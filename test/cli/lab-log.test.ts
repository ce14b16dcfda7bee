import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLabLog } from '../../cli/start/lab-log.ts'
import type { LogEvent } from '../../functions/core/state/log.ts'
import type { LoggedEvent } from '../../local/logbook.ts'
import { nowMs } from '../support/reading.ts'

const logged = (event: LogEvent): LoggedEvent => ({ ...event, at: new Date(nowMs).toISOString() })
const storm = { event: 'group_message', provider: 'api.example', kind: 'open', accepted: true } as const
const news = { event: 'page', check: 'production/ci-bot', reason: 'revoked', accepted: true } as const

const lines: readonly (readonly [LogEvent, string])[] = [
  [{ ...news, kind: 'open', to: 'page' }, 'page ALARM production/ci-bot: revoked'],
  [{ ...news, kind: 'resolve', to: 'page' }, 'page OK production/ci-bot: no longer revoked'],
  [{ ...news, kind: 'open', to: 'notice', reason: 'expiring' }, 'notice ALARM production/ci-bot: expiring'],
  [
    { ...news, kind: 'open', to: 'page', accepted: false },
    'page ALARM production/ci-bot: revoked (not accepted, still pending)',
  ],
  [{ ...storm, about: 'outage' }, 'notice outage of api.example: open'],
  [{ ...storm, about: 'storm' }, 'page storm of api.example: open'],
]

describe('the log of a local run', () => {
  for (const [event, line] of lines)
    it(`shows "${line}" with the topic that it was published to`, () => {
      const log = openLabLog()
      assert.equal(log.note(logged(event)), true)
      assert.deepEqual(
        log.read().events.map(({ kind, text }) => `${kind} ${text}`),
        [line],
      )
    })
})
