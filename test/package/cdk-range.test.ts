import assert from 'node:assert/strict'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { aFolder, runCommand } from '../support/command-line.ts'
import { isLongRun } from '../support/long-run.ts'
import { keepOpen } from '../support/stack.ts'
import { installed } from './installed.ts'

const example = fileURLToPath(new URL('../../examples/cdk-app', import.meta.url))
const manifest = z.object({ peerDependencies: z.record(z.string(), z.string()) })
const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) })

/** Variables by which this machine reaches the registry. */
const networkSettings = {
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = '']) =>
      /^(?:npm_config_|https?_proxy$|no_proxy$|node_extra_ca_certs$|ssl_cert_)/i.test(name) ? [[name, value]] : [],
    ),
  ),
  HOME: process.env['HOME'] ?? tmpdir(),
}

/** The lowest version of a range such as `>=2.240.0 <3`. */
const lowest = (range: string | undefined) => /^>=(\S+)/.exec(range ?? '')?.[1] ?? assert.fail(`no lower end: ${range}`)

/** npm takes the CDK from its registry: 150 MB. `npm test` runs the CDK of this clone only, in `examples.test.ts`. */
const options = { timeout: 600_000, skip: isLongRun ? false : 'only in npm run test:long' }

describe('the CDK app of examples/cdk-app', options, () => {
  const keep = keepOpen()

  async function appWith(cdk: (ranges: Readonly<Record<string, string>>) => readonly string[]) {
    const project = join(keep(await aFolder()).path, 'app')
    await cp(example, project, { recursive: true })
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    const archives = await installed()
    const { peerDependencies } = manifest.parse(
      JSON.parse(await readFile(join(archives, 'node_modules', 'tokenwatch', 'package.json'), 'utf8')),
    )
    const [archive = ''] = (await readdir(archives)).filter((name) => /^tokenwatch-\d/.test(name))
    const args = ['install', '--no-audit', '--no-fund', join(archives, archive), ...cdk(peerDependencies)]
    return { project, install: await runCommand('npm', args, { cwd: project, env: networkSettings }) }
  }

  for (const [end, cdk] of [
    ['lowest', (ranges) => ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${lowest(ranges[name])}`)],
    ['highest', (ranges) => ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${ranges[name]}`)],
  ] as const satisfies readonly (readonly [string, Parameters<typeof appWith>[0]])[])
    it(`synthesizes with the ${end} CDK of the range, from an empty directory`, async (context) => {
      const { project, install } = await appWith(cdk)
      assert.equal(install.code, 0, install.stderr)
      const { version } = JSON.parse(await readFile(join(project, 'node_modules/aws-cdk-lib/package.json'), 'utf8'))
      context.diagnostic(`aws-cdk-lib ${version}`)
      const { code, stderr } = await runCommand(process.execPath, ['app.ts'], {
        cwd: project,
        env: { CDK_OUTDIR: 'out' },
      })
      assert.equal(code, 0, stderr)
      const [file = ''] = (await readdir(join(project, 'out'))).filter((name) => name.endsWith('.template.json'))
      const { Resources } = template.parse(JSON.parse(await readFile(join(project, 'out', file), 'utf8')))
      const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')
      assert.equal(functions.length, 3)
    })

  it('is refused by npm with a CDK out of the range, which names both', async () => {
    const { install } = await appWith(() => ['aws-cdk-lib@2.200.0', 'constructs@10.5.0'])
    assert.notEqual(install.code, 0)
    assert.match(install.stderr, /aws-cdk-lib@"?2\.200\.0/)
    assert.match(install.stderr, />=2\.240\.0 <3/)
  })
})
