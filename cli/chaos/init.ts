import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { stringify } from 'yaml'
import { agree } from '../framework/agreement.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

export type ChaosInitOptions = {
  readonly name?: string
  readonly url?: string
  readonly control?: string
  readonly log?: string
  readonly fault: string
  readonly out?: string
  readonly yes?: boolean
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text)
const isName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text)

/** Writes a first experiment against a running service, from flags and from a person's answers. */
export async function run(options: ChaosInitOptions, terminal: Terminal): Promise<CommandResult> {
  const [{ faultOf }, { firstExperiment }, { parseExperiment }] = await Promise.all([
    import('../../chaos/faults/catalogue.ts'),
    import('../../chaos/experiment/first.ts'),
    import('../../chaos/experiment/parse.ts'),
  ])
  const definition = faultOf(options.fault)
  if (definition === undefined)
    throw new CommandFailure('usage', `--fault: no such fault; "tokenwatch chaos list" lists them all`)
  const name = await answer(terminal, options.name, ['--name', 'orders', isName])
  const url = await answer(terminal, options.url, ['--url', 'http://127.0.0.1:4100/orders', isUrl])
  const control = await answer(terminal, options.control, ['--control', 'http://127.0.0.1:4101/orders', isUrl])
  const text = stringify(firstExperiment(definition, { name, url, control, log: options.log ?? null }), {
    lineWidth: 0,
  })
  const parsed = parseExperiment(text)
  if (!parsed.ok) throw new CommandFailure('config', parsed.refusals)
  const out = options.out ?? `chaos/${name}.yaml`
  if (existsSync(out)) throw new CommandFailure('file', `${out}: already exists; choose another file with --out <file>`)
  const steps = [`injects ${definition.id}: ${definition.title}`, `calls ${url}, and ${control} as the control arm`]
  await agree({ what: `write ${out}`, steps }, options, terminal)
  await mkdir(dirname(out), { recursive: true })
  await writeFile(out, text, { flag: 'wx' })
  const next = `Wrote ${out}. Next: tokenwatch chaos run ${out} --dry-run, then without --dry-run\n`
  return { exitCode: 0, data: { out, fault: definition.id }, text: next }
}

const questions: Readonly<Record<string, string>> = {
  '--name': 'Name of the service',
  '--url': 'URL that users call, of an instance whose API is behind the injection points',
  '--control': 'URL of another instance of the service, without injection points',
}

/** Takes the flag, or asks until the answer fits. */
async function answer(
  terminal: Terminal,
  given: string | undefined,
  [flag, example, fits]: readonly [flag: string, example: string, fits: (text: string) => boolean],
): Promise<string> {
  if (given !== undefined && fits(given)) return given
  if (given !== undefined || !terminal.isInteractive)
    throw new CommandFailure('usage', `${flag}: expected a value such as ${example}`)
  for (;;) {
    const text = await terminal.ask(`${questions[flag]}, such as ${example}: `)
    if (fits(text)) return text
  }
}
