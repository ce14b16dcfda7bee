import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Run, runCommand } from '../support/command-line.ts'

const actionFile = fileURLToPath(new URL('../../action/action.yml', import.meta.url))

/** Composite action, with the fields that ours uses. */
const action = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), required: z.boolean(), default: z.string().optional() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.literal('node24'), main: z.string() }),
})

export type Action = z.infer<typeof action>

export async function readAction(): Promise<Action> {
  return action.parse(parse(await readFile(actionFile, 'utf8')))
}

/** Outputs of the action for its caller. */
export type ActionRun = Run & { readonly outputs: Readonly<Record<string, string>>; readonly summary: string }

/** Folder of the action in this clone. */
export const ownAction = dirname(actionFile)

/**
 * Runs the action like a runner: inputs and their defaults as variables, its file under Node 24, and GitHub's own files beside it. A runner
 * does not look whether an input that is required is there. `action` is another checkout of the action.
 */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  {
    cwd,
    env,
    action = ownAction,
  }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly action?: string },
): Promise<ActionRun> {
  const { inputs: declared, outputs, runs } = await readAction()
  for (const name of Object.keys(inputs)) if (!(name in declared)) throw new Error(`the action has no input ${name}`)
  const given = Object.entries(declared).map(
    ([name, { default: fallback = '' }]) => [`INPUT_${name.toUpperCase()}`, inputs[name] ?? fallback] as const,
  )
  const [output, summary] = [join(cwd, 'output'), join(cwd, 'summary')]
  await Promise.all([output, summary].map((file) => writeFile(file, '')))
  const run = await runCommand(process.execPath, [join(action, runs.main)], {
    cwd,
    env: {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: cwd,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_ACTOR: 'alice',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '42',
      ...env,
      ...Object.fromEntries(given),
    },
  })
  const set = (await readFile(output, 'utf8')).split('\n').filter((line) => line !== '')
  for (const line of set)
    if (!Object.keys(outputs).some((name) => line.startsWith(`${name}=`))) throw new Error(`sets ${line}`)
  const values = set.map((line) => splitAt(line, '='))
  return { ...run, outputs: Object.fromEntries(values), summary: await readFile(summary, 'utf8') }
}

function splitAt(text: string, mark: string): readonly [before: string, after: string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}
