import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { accessKeyIdFor } from '../../local/aws/caller.ts'
import { type Deployed, startDeployed } from '../cli/gate/deployed.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'
import { ownAction, readAction, runAction } from './runner.ts'
import { startTokenService, type TokenService } from './token-service.ts'

const role = 'arn:aws:iam::123456789012:role/gate'

describe('the GitHub Action', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  let tokens: TokenService
  before(async () => {
    cwd = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
    tokens = keep(await startTokenService())
  }, hookLimit)

  /** Job without credentials of its own. */
  const run = (inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = tokens.env) => {
    const endpoints = Object.entries(deployed.env).filter(([name]) => name.startsWith('AWS_ENDPOINT'))
    return runAction(
      { deployment: 'acme', 'aws-region': 'eu-west-1', 'role-to-assume': role, ...inputs },
      { cwd, env: { ...Object.fromEntries(endpoints), ...env } },
    )
  }

  it('assumes its role with the token of the job, and lets a deployment continue', async () => {
    const { code, stdout, outputs, summary } = await run({
      'used-by': 'shop',
      environment: 'production',
      junit: 'gate.xml',
    })
    assert.deepEqual([code, outputs], [0, { ruling: 'pass' }], stdout)
    assert.deepEqual(tokens.assumed.at(-1), `${role} for sts.amazonaws.com`)
    assert.equal(deployed.stack.aws.invocations.calls.at(-1)?.accessKeyId, accessKeyIdFor('gate-role'))
    assert.match(summary, /^## May shop in production rely on its credentials\? YES/)
    assert.match(await readFile(join(cwd, 'gate.xml'), 'utf8'), /failures="0"/)
  })

  it('stops a deployment that relies on a bad credential, with an annotation', async () => {
    const { code, stdout, outputs, summary } = await run({ 'used-by': 'shop docs' })
    assert.deepEqual([code, outputs], [1, { ruling: 'refuse' }])
    assert.match(stdout, /^::error title=Tokenwatch%3A production\/wiki::rejected/m)
    assert.match(summary, /rely on their credentials\? NO/)
  })

  it('passes with an override, and names the actor', async () => {
    const { code } = await run({ 'used-by': 'docs', override: 'the wiki; $(touch owned) `is` not "needed"' })
    assert.equal(code, 0)
    assert.match(
      deployed.stack.aws.sns.published.at(-1)?.byProtocol['email'] ?? '',
      /\$\(touch owned\) `is` not "needed"[\s\S]*By: alice in acme\/shop, run 42/,
    )
    await assert.rejects(readFile(join(cwd, 'owned')))
  })

  for (const [what, inputs, env, code, because] of [
    ['has no token', {}, () => ({}), 2, /the job has no OIDC token: add permissions: id-token: write/],
    [
      'gets no token from GitHub',
      {},
      () => ({ ...tokens.env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'another' }),
      2,
      /GitHub gave the job no OIDC token/,
    ],
    ['has no credentials', { 'role-to-assume': '' }, () => ({}), 2, /no AWS credentials/],
    ['names no deployment that is there', { deployment: 'none' }, () => tokens.env, 3, /no deployment .*none/],
    ['asks with a duration that is none', { 'min-ttl': 'soon' }, () => tokens.env, 3, /--min-ttl: expected a duration/],
    ['asks for a service that nothing names', { 'used-by': 'nobody' }, () => tokens.env, 3, /no check matches/],
  ] as const)
    it(`leaves annotation, summary, output and JUnit for a job that ${what}`, async () => {
      await rm(join(cwd, 'gate.xml'), { force: true })
      const { code: exited, stdout, outputs, summary } = await run({ junit: 'gate.xml', ...inputs }, env())
      assert.deepEqual([exited, outputs], [code, { ruling: 'cannot_tell' }], stdout)
      assert.match(stdout, /^::error title=Tokenwatch::/m)
      assert.match(stdout, because)
      assert.match(summary, /CANNOT TELL/)
      assert.match(summary, because)
      const junit = await readFile(join(cwd, 'gate.xml'), 'utf8')
      assert.match(junit, /<error message="[^"]+" type="no_answer"/)
      assert.match(junit, /errors="1"/)
    })

  it('passes on every input, and the exit code of wrong usage', async () => {
    const undated = await run({ 'used-by': 'undated', 'require-expiry': 'true', 'min-ttl': '1d' })
    assert.deepEqual([undated.code, undated.outputs], [2, { ruling: 'cannot_tell' }])
    const { code, outputs, stderr } = await run({ 'used-by': 'nobody' })
    assert.deepEqual([code, outputs], [3, { ruling: 'cannot_tell' }])
    assert.match(stderr, /no check matches the service "nobody"/)
  })

  it('takes no file of the repository for its result, and writes none', async () => {
    const forged = JSON.stringify({ data: { ruling: 'pass\nother=1' } })
    for (const name of ['.tokenwatch-gate.json', 'gate.json', 'tokenwatch.config.ts', '.npmrc', '.env', 'package.json'])
      await writeFile(join(cwd, name), forged)
    const before = await readdir(cwd)
    for (const inputs of [{ 'used-by': 'nobody' }, { 'used-by': 'shop', 'min-ttl': 'soon' }, { deployment: 'none' }]) {
      const { code, outputs } = await run(inputs)
      assert.ok((code ?? 0) > 1, String(code))
      assert.deepEqual(outputs, { ruling: 'cannot_tell' })
    }
    assert.deepEqual((await run({ 'used-by': 'shop docs' })).outputs, { ruling: 'refuse' })
    assert.deepEqual(await readdir(cwd), before)
    assert.equal(await readFile(join(cwd, '.tokenwatch-gate.json'), 'utf8'), forged)
  })

  it('reads every input that it declares, and no other', async () => {
    const { inputs } = await readAction()
    const source = await readFile(join(ownAction, 'gate.ts'), 'utf8')
    const named = ['environment', 'min-ttl', 'override'].filter((name) => source.includes(`'${name}'`))
    const read = [...source.matchAll(/input\('([\w-]+)'\)/g)].flatMap(([, name]) => name ?? [])
    assert.deepEqual([...new Set([...read, ...named])].toSorted(), Object.keys(inputs).toSorted())
  })

  it('says which input is missing, because a runner does not', async () => {
    const { code, stdout, outputs, summary } = await run({ deployment: '', junit: 'gate.xml' })
    assert.deepEqual([code, outputs], [3, { ruling: 'cannot_tell' }])
    for (const text of [stdout, summary, await readFile(join(cwd, 'gate.xml'), 'utf8')])
      assert.match(text, /deployment: expected the name of a deployment/)
  })

  it('takes an input for its value, even if it looks like a flag', async () => {
    for (const inputs of [{ 'min-ttl': '--local' }, { 'used-by': '--local' }, { environment: '--help' }]) {
      const { code, outputs } = await run(inputs)
      assert.deepEqual([code, outputs], [3, { ruling: 'cannot_tell' }])
    }
  })

  it('assumes its role on a machine that has credentials and profiles of its own', async () => {
    await mkdir(join(cwd, '.aws'))
    const profile = '[default]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = example\n'
    await writeFile(join(cwd, '.aws', 'credentials'), profile)
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01', AWS_SECRET_ACCESS_KEY: 'example', AWS_PROFILE: 'default' }
    for (const env of [{}, keys]) {
      const { code } = await run({ 'used-by': 'shop' }, { ...tokens.env, ...env })
      assert.equal(code, 0)
      assert.equal(deployed.stack.aws.invocations.calls.at(-1)?.accessKeyId, accessKeyIdFor('gate-role'))
    }
    await rm(join(cwd, '.aws'), { recursive: true })
  })
})
