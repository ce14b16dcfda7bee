import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { isClean, type JudgedSink, judgeRoute } from './judge.ts'
import { localCommands } from './routes/commands.ts'
import type { LeakRoute } from './routes/route.ts'
import { scans } from './routes/scan.ts'

describe('commands on one machine, with tokens in every place', { timeout: 120_000 }, () => {
  let judged: readonly JudgedSink[]
  before(
    async () => {
      judged = await judgeRoute(localCommands)
    },
    { timeout: 120_000 },
  )

  for (const sink of ['stdout', 'stderr', 'reports', "GitHub's summary"])
    it(`hold no byte of a token, and are equal with other tokens: ${sink}`, () => {
      const found = judged.find((one) => one.sink === sink)
      assert.ok(found !== undefined && isClean(found), JSON.stringify(found))
    })
})

describe('scans, with tokens in every place', { timeout: 120_000 }, () => {
  let judged: readonly JudgedSink[]
  before(
    async () => {
      judged = await judgeRoute(scans)
    },
    { timeout: 120_000 },
  )

  for (const sink of ['stdout', 'stderr', 'reports, facts and configs'])
    it(`hold no byte of a token: ${sink}`, () => {
      const found = judged.find((one) => one.sink === sink)
      assert.ok(found !== undefined && isClean(found), JSON.stringify(found))
    })
})

describe('a route that leaks', () => {
  const judge = async (write: (token: string, mark: string) => string) => {
    const drive: LeakRoute['drive'] = async (tokens, mark) => new Map([['log', write(tokens.opaque('a token'), mark)]])
    return (await judgeRoute({ path: 'planted', drive })).map(isClean)
  }
  const filler = 'a line of the log\n'.repeat(20)

  it('is clean only without a leak', async () => {
    assert.deepEqual(await judge((_token, mark) => filler + mark), [true])
    assert.deepEqual(await judge((token, mark) => filler + mark + token), [false])
    assert.deepEqual(await judge((token, mark) => filler + mark + Buffer.from(token).toString('base64')), [false])
  })

  it('is not clean if nothing was captured', async () => {
    assert.deepEqual(await judge(() => filler), [false])
  })

  it('is not clean if its output depends on the token, such as on a digest or on its first letter', async () => {
    assert.deepEqual(
      await judge((token, mark) => `${filler}${mark} ${token.charCodeAt(0) * 31 + token.charCodeAt(1)}`),
      [false],
    )
  })
})
