import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { loadConfigFile } from '../../functions/config/config-file.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import { estimate } from '../cost/model.ts'
import { dollars } from '../cost/words.ts'

/** Loads the config from a temporary folder, to estimate its cost or to show its first problem before it is written. */
export async function costWords(text: string, config: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-init-'))
  try {
    const file = join(directory, basename(config))
    await writeFile(file, text)
    const loaded = await loadConfigFile(file)
    if (loaded.ok)
      return `cost in AWS: about ${dollars(estimate(loaded.deployment))} a month at list prices (tokenwatch cost)`
    const [first] = loaded.problems
    return `you have to fix this before it runs: ${first === undefined ? 'unknown' : formatProblem(config, first)}`
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
