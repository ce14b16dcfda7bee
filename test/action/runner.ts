import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Run, runCommand } from '../support/command-line.ts'

const actionFile = fileURLToPath(new URL('../../action/action.yml', import.meta.url))

/** The one step of the composite action: what it is told, and what it runs. */
type Step = {
  readonly inputs: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, string>
  readonly command: string
}

/** Runs the action as a runner would: its inputs as variables, its command under `bash -e`, GitHub's own files beside it. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Run & { readonly output: string; readonly summary: string }> {
  const step = await readStep()
  for (const name of Object.keys(inputs))
    if (![...step.inputs.values()].includes(name)) throw new Error(`the action has no input ${name}`)
  const given = [...step.inputs].map(
    ([variable, input]) => [variable, inputs[input] ?? step.defaults.get(input) ?? ''] as const,
  )
  const [output, summary] = [join(cwd, 'output'), join(cwd, 'summary')]
  await Promise.all([output, summary].map((file) => writeFile(file, '')))
  const run = await runCommand('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.command], {
    cwd,
    env: {
      ...{ CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: cwd },
      ...{ GITHUB_ACTION_PATH: dirname(actionFile), GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
      ...{ GITHUB_ACTOR: 'alice', GITHUB_REPOSITORY: 'acme/shop', GITHUB_RUN_ID: '42' },
      ...env,
      ...Object.fromEntries(given),
    },
  })
  return { ...run, output: await readFile(output, 'utf8'), summary: await readFile(summary, 'utf8') }
}

async function readStep(): Promise<Step> {
  const yaml = await readFile(actionFile, 'utf8')
  const command = /^ {6}run: '(.+)'$/m.exec(yaml)?.[1]
  if (command === undefined) throw new Error('the action runs nothing')
  const inputs = [...yaml.matchAll(/^ {8}(GATE_\w+): \$\{\{ inputs\.([\w-]+) \}\}$/gm)].map(
    ([, variable = '', input = '']) => [variable, input] as const,
  )
  const declared = [
    ...yaml.matchAll(/^ {2}([\w-]+):\n {4}description: .*\n {4}required: \w+(?:\n {4}default: "(.*)")?$/gm),
  ]
  const unused = declared.filter(([, input]) => !inputs.some(([, used]) => used === input))
  if (unused.length > 0) throw new Error(`nobody reads the input ${unused.map(([, input]) => input)}`)
  return {
    inputs: new Map(inputs),
    defaults: new Map(declared.map(([, input = '', value = '']) => [input, value])),
    command,
  }
}
