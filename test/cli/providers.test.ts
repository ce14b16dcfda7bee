import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { providers } from '../../functions/providers/providers.ts'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'
import { aFolder, type Run } from '../support/command-line.ts'
import { keepOpen } from '../support/stack.ts'

describe('tokenwatch providers', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let host: CommandHost
  before(async () => {
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
  })
  const run = (...args: readonly string[]): Promise<Run> => host.run(['providers', ...args], { cwd })

  it('lists every provider of the catalogue, under its category and by its import name', async () => {
    const { code, stdout } = await run()
    assert.equal(code, 0)
    assert.match(stdout, /^source control and CI$[\s\S]*^ {2}githubFineGrained +documented +\S/m)
    const { data } = JSON.parse((await run('--json')).stdout)
    assert.deepEqual(
      data.providers.map(({ name }: { name: string }) => name),
      [...providers.keys()].toSorted(),
    )
  })

  it('shows the request, the rules, the fields and the facts of a provider, with sources, by either of its names', async () => {
    const [camel, kebab] = await Promise.all([run('githubFineGrained'), run('github-fine-grained')])
    assert.equal(camel.stdout, kebab.stdout)
    for (const part of ['Mark', 'Secret', 'Asks', 'Judges', 'Reads', 'Traps', 'Sources'])
      assert.match(camel.stdout, new RegExp(`^${part}\n  \\S`, 'm'))
    const { data } = JSON.parse((await run('github', '--json')).stdout)
    assert.deepEqual([data.builder, data.known.Asks[0]], ['github', 'GET https://{host}/user'])
  })

  it('gives as JSON what a correction needs: the files, the request, and each claim with its rule, mark, source and day', async () => {
    const { data } = JSON.parse((await run('jira-cloud-scoped', '--json')).stdout)
    assert.deepEqual(data.files, [
      'functions/providers/catalogue/jira-cloud-scoped.ts',
      'test/providers/fixtures/jira-cloud-scoped.ts',
    ])
    assert.equal(data.question.ping.method, 'GET')
    const claim = data.claims.find(({ claim: name }: { claim: string }) => name === 'scope-missing')
    assert.deepEqual(
      [claim.says, claim.mark, claim.url, claim.when.status],
      ['ping_forbidden', 'observed', 'https://github.com/raycast/extensions/issues/11212', 401],
    )
  })

  for (const [name, wayOut] of [
    ['githb', 'did you mean "github"?'],
    ['githubFineGraned', 'did you mean "githubFineGrained"?'],
    ['zzzzzzzzzzzzzzzzzzzzzzz', '"tokenwatch providers" lists them all'],
  ] as const)
    it(`does not know ${name}, and prints the next step`, async () => {
      const { code, stderr } = await run(name)
      assert.deepEqual([code, stderr], [3, `the catalogue has no provider of this name: ${wayOut}\n`])
    })
})
