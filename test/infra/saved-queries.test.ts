import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { assess } from '../../functions/core/probe/assess.ts'
import { logRound } from '../../functions/core/tick/logged-readings.ts'
import { aMessage } from '../support/batch-record.ts'
import { aCheck } from '../support/check.ts'
import { anAnswer, nowMs } from '../support/reading.ts'
import { openAudience } from '../support/stores.ts'
import { synthesize } from '../support/synth.ts'
import { sized } from './sized.ts'

const savedIn = async (logs: 'all' | 'changes') =>
  (await synthesize({ ...sized(1), logs })).of('AWS::Logs::QueryDefinition').map(({ Properties }) => Properties)

const isOfBatches = ({ QueryString: query }: Record<string, unknown>) => String(query).includes('unnest')

describe('the saved query about the latency of checks', () => {
  it('is in the stack where readings have a line a batch, with the words of docs/configuration.md', async () => {
    const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
    const [query, ...others] = (await savedIn('changes')).filter(isOfBatches)
    assert.deepEqual([others, query?.['Name']], [[], 'tokenwatch/acme/latency of checks'])
    assert.ok(page.includes(`\`\`\`sql\n${query?.['QueryString']}\n\`\`\``))
    assert.deepEqual((await savedIn('all')).filter(isOfBatches), [])
  })

  it('names fields that a line of a batch has, as do the queries in docs/configuration.md', async () => {
    const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
    const { events, log } = openAudience()
    const check = aCheck()
    const verdict = assess(check, [anAnswer({ scopes: { required: ['repo'], missing: [], forbidden: [] } })], nowMs)
    logRound(aMessage([check.key]), [{ verdict }], { deployment: { logs: 'changes' }, log })
    const [line] = events
    assert.ok(line?.event === 'readings')
    const [reading = {}] = line.readings
    const queries = [...page.matchAll(/```sql\n(fields jsonParse[^`]*)```/g)].map(([, query = '']) => query)
    assert.equal(queries.length, 2)
    for (const query of queries) {
      assert.match(query, /filter event = 'readings'\n\| unnest line\.readings into reading\n/)
      const fields = [...query.matchAll(/reading\.(\w+)/g)].map(([, field = '']) => field)
      assert.deepEqual(
        fields.filter((field) => !(field in reading)),
        [],
      )
    }
  })
})
