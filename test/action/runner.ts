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
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.tuple([
      z.strictObject({
        id: z.string(),
        shell: z.literal('bash'),
        env: z.record(z.string(), z.string()),
        run: z.string(),
      }),
    ]),
  }),
})

export type Action = z.infer<typeof action>

export async function readAction(): Promise<Action> {
  return action.parse(parse(await readFile(actionFile, 'utf8')))
}

/** Outputs of the action for its caller. */
export type ActionRun = Run & { readonly outputs: Readonly<Record<string, string>>; readonly summary: string }

/** Runs the action like a runner: inputs as variables, the command under `bash -e`, and GitHub's own files beside it. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ActionRun> {
  const {
    inputs: declared,
    outputs,
    runs: {
      steps: [step],
    },
  } = await readAction()
  for (const name of Object.keys(inputs)) if (!(name in declared)) throw new Error(`the action has no input ${name}`)
  const given = Object.entries(step.env).map(([variable, text]) => {
    const input = expression(text, /^inputs\.([\w-]+)$/)
    const { required, default: fallback = '' } = declared[input] ?? failed(`the action has no input ${input}`)
    if (required && inputs[input] === undefined) throw new Error(`the action requires ${input}`)
    return [variable, inputs[input] ?? fallback] as const
  })
  const [output, summary] = [join(cwd, 'output'), join(cwd, 'summary')]
  await Promise.all([output, summary].map((file) => writeFile(file, '')))
  const run = await runCommand('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd,
    env: {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: cwd,
      GITHUB_ACTION_PATH: dirname(actionFile),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_ACTOR: 'alice',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '42',
      ...env,
      ...Object.fromEntries(given),
    },
  })
  const set = new Map((await readFile(output, 'utf8')).split('\n').map((line) => splitAt(line, '=')))
  const values = Object.entries(outputs).map(([name, { value }]) => {
    const [id, key] = splitAt(expression(value, /^steps\.(\w+\.outputs\.\w+)$/), '.outputs.')
    if (id !== step.id) throw new Error(`the output ${name} is of a step that is not there`)
    return [name, set.get(key) ?? ''] as const
  })
  return { ...run, outputs: Object.fromEntries(values), summary: await readFile(summary, 'utf8') }
}

/** Expression inside `${{ ... }}`, of the one supported kind. */
function expression(text: string, kind: RegExp): string {
  const inside = /^\$\{\{ (.+) \}\}$/.exec(text)?.[1] ?? ''
  return kind.exec(inside)?.[1] ?? failed(`${text} is no expression that the action may use here`)
}

function splitAt(text: string, mark: string): readonly [before: string, after: string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

function failed(message: string): never {
  throw new Error(message)
}
