import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { deliveryQuestions } from './delivery-questions.ts'
import { inboxesIn } from './inboxes.ts'
import { listenerOf, synthesizeListener } from './listener.ts'
import { pagingQuestions } from './paging-questions.ts'
import { rotationQuestions } from './rotation-questions.ts'
import { sampleConfig, sampleSecrets } from './sample.ts'
import { stackQuestions } from './stack-questions.ts'
import { renderTable } from './table.ts'
import { unasked } from './unasked.ts'

const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:proof'
const inboxes = inboxesIn({ PROOF_EMAIL: 'ops@acme.example', PROOF_HTTPS: 'https://pages.acme.example/proof' })
const audience = { queueArn, ...listenerOf('proof-1', queueArn), inboxes }
const asked = (integrationKey?: string) => [
  ...deliveryQuestions(inboxesIn({})),
  ...stackQuestions,
  ...pagingQuestions(integrationKey),
  ...rotationQuestions(),
]

type Made = {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly DeletionPolicy?: string
}

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
    const expansion = expandConfig(JSON.parse(JSON.stringify(sampleConfig('proof-1', audience))))
    assert.ok(expansion.ok)
    assert.deepEqual(problemsForAws(expansion.deployment), [])
    assert.equal(expansion.deployment.removal, 'destroy')
    const named = JSON.stringify(expansion.deployment).match(/proof-1\/[a-z]+/g) ?? []
    const missing = new Set(named.filter((one) => !sampleSecrets('proof-1').has(one)))
    assert.deepEqual(missing, new Set(['proof-1/absent']), 'one check is about a secret that does not exist')
  })

  it('makes a function that prints into a log of its own, and lets nobody in by itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-listener-'))
    try {
      const { stacks } = synthesizeListener(audience, folder)
      const resources = stacks.flatMap(({ template }) => Object.values<Made>(template.Resources))
      const named = (type: string) => resources.filter((one) => one.Type === type).map(({ Properties }) => Properties)
      assert.equal(named('AWS::Lambda::Function')[0]?.['FunctionName'], audience.functionArn.split(':').at(-1))
      assert.equal(named('AWS::Logs::LogGroup')[0]?.['LogGroupName'], audience.logGroup)
      assert.deepEqual(named('AWS::Lambda::Permission'), [])
      assert.ok(resources.every(({ DeletionPolicy = 'Delete' }) => DeletionPolicy === 'Delete'))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('asks every question once, with the expected answer', () => {
    const all = asked()
    const texts = [...all, ...unasked].map(({ question }) => question)
    assert.equal(new Set(texts).size, texts.length)
    for (const { question, expected } of all) assert.ok(question.endsWith('?') && expected !== '', question)
  })

  it('settles the rows of docs/assumptions.md that name it as their source, and no others', async () => {
    const page = await readFile(new URL('../../docs/assumptions.md', import.meta.url), 'utf8')
    const settled = asked('a-key').flatMap(({ settles }) => settles ?? [])
    const named = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('`test:aws`'))
    assert.equal(named.length, settled.length)
    for (const row of settled) assert.equal(named.filter((line) => line.startsWith(`| ${row}`)).length, 1, row)
  })

  it('prints one row for each question, whatever the answer holds', () => {
    assert.equal(
      renderTable([{ question: 'Is it?', expected: 'yes', seen: 'a | b\nc', settles: 'It is' }]),
      '| question | expected | seen | settles |\n| --- | --- | --- | --- |\n| Is it? | yes | a \\| b c | It is |\n',
    )
  })
})
