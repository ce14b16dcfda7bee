import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { openCommandHost } from '../../support/command-host.ts'
import type { Run } from '../../support/command-line.ts'
import { type LocalWorld, openLocalWorld } from './local-world.ts'
import type { LeakRoute, Sinks } from './route.ts'

const reports = ['json', 'junit', 'markdown'].flatMap((format) => ['--report', `${format}=reports/${format}`])

/** Commands that read every token, and those that get one where a name belongs. */
function commandLines({ options }: LocalWorld, tokens: Tokens): readonly (readonly string[])[] {
  const pasted = tokens.opaque('pasted into a command line')
  return [
    ['validate', '--config', 'config.json'],
    ['check', ...options, '--explain', ...reports, '--report', 'github'],
    ['gate', '--local', ...options],
    ['check', '--config', 'config.json', '--secrets', 'broken.json'],
    ['check', '--config', 'with-token.json'],
    ['validate', '--config', 'with-token.json'],
    ['check', ...options, pasted],
    ['gate', '--local', ...options, '--used-by', pasted],
    ['check', '--token', pasted],
    ['check', `--token=${pasted}`],
    [pasted],
  ]
}

/** Writes files in which a token stands where none belongs. */
async function writeMistakes({ folder }: LocalWorld, tokens: Tokens): Promise<void> {
  const token = tokens.opaque('in a broken file')
  await writeFile(join(folder, 'broken.json'), `{"a": "${token}`)
  const check = { profile: 'http', id: token, secret: { from: 'secrets-manager', id: token }, ping: { url: token } }
  await writeFile(
    join(folder, 'with-token.json'),
    JSON.stringify({ name: 'acme', environments: {}, checks: [check, token] }),
  )
}

async function reportsIn({ folder }: LocalWorld): Promise<string> {
  const texts = await Promise.all(
    (await readdir(join(folder, 'reports'))).map((name) => readFile(join(folder, 'reports', name), 'utf8')),
  )
  return texts.join('\n')
}

async function drive(tokens: Tokens, mark: string): Promise<Sinks> {
  const world = await openLocalWorld(tokens, mark)
  const host = openCommandHost()
  try {
    await writeMistakes(world, tokens)
    const runs: Run[] = []
    const summary = join(world.folder, 'summary')
    for (const line of commandLines(world, tokens))
      runs.push(await host.run(line, { cwd: world.folder, env: { NO_COLOR: '1', GITHUB_STEP_SUMMARY: summary } }))
    return new Map([
      ['stdout', runs.map(({ stdout }) => stdout).join('\n')],
      // Messages about files and options have no place for the mark of an environment.
      ['stderr', `${mark}\n${runs.map(({ stderr }) => stderr).join('\n')}`],
      ['reports', await reportsIn(world)],
      ["GitHub's summary", await readFile(summary, 'utf8')],
    ])
  } finally {
    await host.close()
    await world.close()
  }
}

export const localCommands: LeakRoute = { path: 'commands on one machine: check, gate, validate', drive }
