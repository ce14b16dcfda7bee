import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { experimentFor } from '../../../chaos/experiment/template.ts'
import { storm } from '../../../chaos/faults/storm.ts'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { tokenwatch } from '../../support/command-line.ts'
import type { LeakRoute, Sinks } from './route.ts'

const client = fileURLToPath(new URL('leaking-client.ts', import.meta.url))

const reports = ['html', 'md', 'xml', 'json'].flatMap((ending) => ['--report', `report.${ending}`])

/** Writes a short experiment with a service that prints its token wherever it can. */
async function writeExperiment(folder: string, mark: string): Promise<void> {
  const file = experimentFor(storm, client)
  const [ours] = file.extensions
  Object.assign(ours ?? {}, { phases: { baseline: '1s', fault: '2s', observe: '1s' } })
  await writeFile(join(folder, 'experiment.json'), JSON.stringify({ ...file, title: `marked ${mark}` }))
}

async function textsIn(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  return (await Promise.all(files.map((one) => readFile(join(one.parentPath, one.name), 'latin1')))).join('\n')
}

async function drive(tokens: Tokens, mark: string): Promise<Sinks> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-leaks-'))
  const seen = `${folder}.${randomUUID()}`
  try {
    await writeExperiment(folder, mark)
    const run = await tokenwatch(['chaos', 'run', 'experiment.json', ...reports], {
      cwd: folder,
      env: { TOKENWATCH_SEEN_TOKENS: seen, NO_COLOR: '1' },
    })
    const sent = new Set((await readFile(seen, 'utf8')).trim().split('\n'))
    for (const [index, token] of [...sent].entries()) tokens.note(`token ${index} of the lab`, token)
    return new Map([
      ['stdout', run.stdout],
      ['stderr', `${mark}\n${run.stderr}`],
      ['journal and reports', await textsIn(folder)],
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rm(seen, { force: true })
  }
}

/** A service that leaks is found, and what it leaked stands in no report about it. */
export const chaos: LeakRoute = {
  path: 'chaos: a service that prints its tokens',
  drive,
  varies: 'latencies and counts of a run are measured, and no two runs have the same',
}
