import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { pagingQuestions } from './paging-questions.ts'
import { rotationQuestions } from './rotation-questions.ts'
import { sampleConfig, sampleSecrets } from './sample.ts'
import { renderTable } from './table.ts'
import { unasked } from './unasked.ts'

const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:proof'

/** The run in an environment where no credential can be found. */
async function runSignedOut(argv: readonly string[]) {
  const HOME = await mkdtemp(join(tmpdir(), 'tokenwatch-signed-out-'))
  try {
    const env = { HOME, PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true' }
    const script = fileURLToPath(new URL('run.ts', import.meta.url))
    const child = spawn(process.execPath, [script, ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, stdout, stderr }
  } finally {
    await rm(HOME, { recursive: true, force: true })
  }
}

describe('the test run with an AWS account', () => {
  it('without credentials says so, deploys nothing and ends with 3', async () => {
    const { code, stdout, stderr } = await runSignedOut(['--yes'])
    assert.deepEqual([code, stdout], [3, ''])
    assert.equal(stderr, 'No AWS credentials or no Region were found; nothing was deployed.\n')
  })

  it('deploys a config that AWS accepts, from its JSON form, and creates every secret that it names', () => {
    const expansion = expandConfig(JSON.parse(JSON.stringify(sampleConfig('proof-1', queueArn))))
    assert.ok(expansion.ok)
    assert.deepEqual(problemsForAws(expansion.deployment), [])
    assert.equal(expansion.deployment.removal, 'destroy')
    const named = JSON.stringify(expansion.deployment).match(/proof-1\/[a-z]+/g) ?? []
    for (const one of named) assert.ok(sampleSecrets('proof-1').has(one), one)
  })

  it('asks every question once, with the expected answer', () => {
    const all = [...pagingQuestions(undefined), ...rotationQuestions()]
    const texts = [...all, ...unasked].map(({ question }) => question)
    assert.equal(new Set(texts).size, texts.length)
    for (const { question, expected } of all) assert.ok(question.endsWith('?') && expected !== '', question)
  })

  it('prints one row for each question, whatever the answer holds', () => {
    assert.equal(
      renderTable([{ question: 'Is it?', expected: 'yes', seen: 'a | b\nc' }]),
      '| question | expected | seen |\n| --- | --- | --- |\n| Is it? | yes | a \\| b c |\n',
    )
  })
})
