import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { LogEvent } from '../../functions/core/state/log.ts'
import { openReadingLog } from '../../functions/core/tick/reading-log.ts'
import { aMessage, aRecord } from '../support/batch-record.ts'
import { aCheck } from '../support/check.ts'
import { anAnswer, nowMs } from '../support/reading.ts'
import { synthesize } from '../support/synth.ts'
import { aState, aVerdict, evidence } from '../support/verdict.ts'
import { sized } from './sized.ts'

const check = aCheck({ id: 'id', key: 'environment/id' })
const scopes = { required: ['repo'], missing: [], forbidden: [] }

/** Returns the line that a healthy reading leaves. */
function lineOf(logs: 'all' | 'changes', compared: typeof scopes | null): Record<string, unknown> & LogEvent {
  const lines: LogEvent[] = []
  const message = aMessage([check.key], { tick: nowMs + 300_000 })
  const last = aRecord(0, { tick: nowMs, questions: { [check.key]: 'hash' } })
  const state = aState({ check: check.key, evidence: { ...aState().evidence, scopes: compared } })
  const log = (event: LogEvent) => void lines.push(event)
  const readingLog = openReadingLog(
    { message, last, states: new Map([[check.key, state]]) },
    { deployment: { logs }, log },
  )
  const verdict = aVerdict('healthy', { check: check.key, evidence: { ...evidence, scopes: compared } })
  readingLog.note(check, { verdict, readings: [anAnswer({ scopes: compared })] }, 'hash')
  readingLog.close()
  assert.equal(lines.length, 1)
  const [line] = lines
  assert.ok(line)
  return line
}

it('the saved query for the latency of a check reads the same from both kinds of lines', async () => {
  const { of } = await synthesize(sized(1))
  const queries = of('AWS::Logs::QueryDefinition').map(({ Properties }) => String(Properties['QueryString']))
  const query = queries.find((one) => one.includes('unchangedMs')) ?? ''
  const [, pattern = ''] = /parse @message \/(.*)\/$/m.exec(query) ?? []
  const parse = new RegExp(pattern)
  for (const compared of [scopes, null]) {
    const [alone, together] = [lineOf('all', compared), lineOf('changes', compared)]
    assert.equal(alone.event === 'reading' && alone.check, 'environment/id')
    assert.equal(parse.exec(JSON.stringify(alone)), null)
    const { unchangedMs, unchangedScopes } = parse.exec(JSON.stringify(together))?.groups ?? {}
    const [latencyMs, scopeHash] = alone.event === 'reading' ? [alone.timings?.totalMs, alone.scopeHash] : []
    assert.deepEqual([Number(unchangedMs), unchangedScopes], [latencyMs, String(scopeHash)])
  }
})
