import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { configText, type Draft } from '../../cli/init/draft.ts'
import { draftOf } from '../../cli/init/found-secret.ts'
import { interview } from '../../cli/init/interview.ts'
import { contentSummary } from '../../cli/recognition/content-words.ts'
import { contentOf, recognize } from '../../cli/recognition/recognize.ts'
import { loadConfigFile } from '../../functions/config/config-file.ts'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen } from '../support/stack.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2lnbmF0dXJl'
const ghp = `ghp_${'aB3'.repeat(12)}`

describe('tokenwatch init --from-secrets', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let host: CommandHost
  let aws: Aws
  before(async () => {
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
    aws = keep(await startAws({ invokeRotation: async () => {} }))
    aws.secretsManager.put('production/stripe', ghp, {
      tags: {
        'tokenwatch:ping': 'https://api.stripe.example/me',
        'tokenwatch:assert': "id == 'acct'",
        'tokenwatch:impact': "Nobody's card works",
      },
    })
    aws.secretsManager.put('staging/session', JSON.stringify({ access_token: jwt, [ghp]: 'x' }))
    aws.secretsManager.put('production/legacy', JSON.stringify({ user: 'u', [ghp]: ghp }), {
      tags: { team: 'payments' },
    })
  }, hookLimit)

  const init = (...args: readonly string[]) =>
    host.run(['init', '--from-secrets', ...args], { cwd, env: aws.environment('operator') })

  it('shows the config and its cost, and writes nothing before it is confirmed', async () => {
    const { code, stdout, stderr } = await init('--shapes')
    assert.deepEqual([code, stdout, await readdir(cwd)], [2, '', []])
    assert.match(
      stderr,
      /This would write tokenwatch\.config\.ts:\n {2}deployment acme: 2 checks, 1 secret left as comments\n {2}check production\/stripe: sends requests to api\.stripe\.example\n {2}check staging\/session: a JWT, read offline: nothing proves it before you add jwks, publicKey, sharedSecret or ping\n/,
    )
    assert.match(stderr, /cost in AWS: about \$\d+\.\d\d/)
    const { plan } = JSON.parse((await init('--shapes', '--json')).stdout).data
    assert.equal(plan.what, 'write tokenwatch.config.ts')
  })

  it('writes a valid config with --yes, which holds names, tags and formats only', async () => {
    const { code, stdout, stderr } = await init('--shapes', '--yes', '--mail', 'ops@acme.example', '--name', 'shop')
    assert.deepEqual([code, stderr], [0, ''])
    const text = await readFile(join(cwd, 'tokenwatch.config.ts'), 'utf8')
    assert.doesNotMatch(text + stdout, /ghp_|eyJ/)
    assert.match(
      text,
      /\/\/ production\/legacy: an object of user, \[hidden\], perhaps GitHub personal access token \(classic\): .* its checksum is wrong.*, tagged team\. Add a check that asks its API/,
    )
    assert.match(
      text,
      /jwt\(\{\n {6}\/\/ Nothing proves it yet, so the gate cannot tell\. Add .*jwks: .*\n.*ping: get\('https:.*\n {6}id: 'session',/,
    )
    const loaded = await loadConfigFile(join(cwd, 'tokenwatch.config.ts'))
    assert.ok(loaded.ok)
    assert.deepEqual(
      loaded.deployment.checks.map(({ key, impact }) => [key, impact]),
      [
        ['production/stripe', "Nobody's card works"],
        ['staging/session', 'What breaks when this credential fails?'],
      ],
    )
  })

  it('never overwrites a file', async () => {
    const { code, stderr } = await init('--yes')
    assert.deepEqual(
      [code, stderr],
      [2, 'tokenwatch.config.ts: already exists; choose another file with --config <file>\n'],
    )
  })

  it('reads no value without --shapes', async () => {
    const reads = () => aws.secretsManager.calls.filter(({ operation }) => operation === 'GetSecretValue').length
    const before = reads()
    await init('--config', 'other.config.ts', '--prefix', 'production/')
    assert.equal(reads(), before)
  })

  it('names the denied action, and the policy statement that would allow it', async () => {
    aws.secretsManager.inject({
      operation: 'ListSecrets',
      times: 1,
      fault: { error: 'AccessDeniedException', status: 400 },
    })
    const { code, stderr } = await init('--config', 'denied.config.ts')
    assert.equal(code, 2)
    assert.match(
      stderr,
      /^AWS denies secretsmanager:ListSecrets on \*: .*\{"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"\*"\}/,
    )
  })

  it('leaves no partial file if the folder is not writable', async () => {
    await mkdir(join(cwd, 'sub'), { recursive: true })
    const { code, stderr } = await init('--yes', '--config', 'sub/no/x.ts')
    assert.deepEqual(
      [code, stderr, await readdir(join(cwd, 'sub'))],
      [2, 'sub/no/x.ts: cannot be written (ENOENT); choose another place\n', []],
    )
  })
})

describe('a drafted config', () => {
  it('is valid whatever names and sentences hold', async () => {
    const folder = await aFolder()
    const hostile = 'It\'s \\ "quoted" {x} `y` \u2028 done'
    const draft: Draft = {
      name: 'acme',
      environments: ['production'],
      mail: 'ops@acme.example',
      open: [{ name: 'a\n*/ evil', known: 'x\nimport "fs"' }],
      checks: [
        {
          id: 'one',
          environment: 'production',
          secret: { from: 'environment', variable: 'ONE' },
          ask: { kind: 'http', url: 'https://api.example/me', assert: "name == 'x'" },
          impact: hostile.replace(/\u2028/, ''),
          owner: 'a "b"',
          usedBy: ['shop'],
        },
      ],
    }
    try {
      const file = join(folder.path, 'drafted.config.ts')
      await writeFile(file, configText(draft))
      const loaded = await loadConfigFile(file)
      const problems = loaded.ok ? [] : loaded.problems.map(({ field }) => field)
      assert.deepEqual(problems, [])
    } finally {
      await folder.close()
    }
  })

  it('names two secrets with the same id once, and keeps the other as a comment', () => {
    const secrets = ['production/a b', 'production/a-b'].map((name) => ({
      name,
      from: 'secrets-manager' as const,
      tags: new Map<string, string>(),
      recognition: recognize({ name, tags: new Map() }, contentOf(jwt)),
      known: 'a JWT',
    }))
    const { checks, open } = draftOf(secrets, { name: 'acme', environment: 'production', mail: null })
    assert.deepEqual([checks.map(({ id }) => id), open.map(({ name }) => name)], [['a-b'], ['production/a-b']])
  })

  for (const [answers, question] of [
    [['', 'https://id.acme.example/jwks'], { jwksUrl: 'https://id.acme.example/jwks', ping: null }],
    [['', 'http://id.acme.example/jwks', 'jwks', ''], { jwksUrl: null, ping: null }],
  ] as const)
    it(`has a JWT with what a person says of its proof: ${answers.at(-1)}`, async () => {
      const folder = await aFolder()
      const asked = ['acme', '', '', 'session', 'SESSION', ...answers, 'Nobody can log in', 'n']
      const terminal = { ask: async () => asked.shift() ?? assert.fail('one question too many'), note: () => undefined }
      try {
        const file = join(folder.path, 'asked.config.ts')
        const text = configText(await interview(terminal))
        await writeFile(file, text)
        const loaded = await loadConfigFile(file)
        const [check] = loaded.ok ? loaded.deployment.checks : assert.fail(text)
        assert.ok(check?.question.kind === 'jwt')
        const { jwksUrl, ping } = check.question
        assert.deepEqual({ jwksUrl, ping }, question)
        assert.equal(text.includes('// Nothing proves it yet'), question.jwksUrl === null)
        assert.deepEqual(asked, [])
      } finally {
        await folder.close()
      }
    })

  it('offers the named builder for a host of the catalogue, and writes it', async () => {
    const folder = await aFolder()
    const questions: string[] = []
    const asked = ['acme', '', '', 'mail', 'POSTMARK', 'https://api.postmarkapp.com/server', '', 'No mail is sent', 'y']
    asked.push('site', 'SITE', 'https://api.postmarkapp.com/other', 'n', 'ID > `0`', 'No mail is sent', 'n')
    const terminal = {
      ask: async (question: string) => {
        questions.push(question)
        return asked.shift() ?? assert.fail('one question too many')
      },
      note: () => undefined,
    }
    const file = join(folder.path, 'named.config.ts')
    try {
      await writeFile(file, configText(await interview(terminal)))
      const loaded = await loadConfigFile(file)
      assert.ok(loaded.ok, JSON.stringify(loaded))
      assert.deepEqual(
        loaded.deployment.checks.map(({ id, profile }) => [id, profile]),
        [
          ['mail', 'postmark'],
          ['site', 'http'],
        ],
      )
      const offered = questions.filter((text) => text.startsWith('Is it a '))
      assert.equal(offered[0], 'Is it a Postmark server token? postmark({ ... }) knows all of its answers. [Y/n] ')
      assert.deepEqual(asked, [])
    } finally {
      await folder.close()
    }
  })

  const descriptions: readonly (readonly [text: string, words: string])[] = [
    [JSON.stringify({ id: 'a', [ghp]: 'b' }), 'an object of id, [hidden]'],
    ['["a"]', 'a list'],
    [JSON.stringify({ ci: { id: 'a' } }), 'an object of ci.id'],
    ['"a"', 'a short text without the form of a token, as passwords have it'],
    ['postgres://a:b@db.acme.example/x', 'a connection string of a database or a queue'],
    ['opaque and free', 'text of several words or lines'],
  ]
  for (const [text, words] of descriptions)
    it(`describes a value by its kind alone: ${words}`, () => {
      const content = contentOf(text)
      assert.equal(contentSummary(content, recognize({ name: 'thing', tags: new Map() }, content)), words)
    })
})
