import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { program } from '../support/command-line.ts'
import type { CredentialCase } from './server.ts'
import type { Stage } from './stage.ts'

/** Verdict of a case: the reason, and the words that `--explain` has for it. */
export type Judged = { readonly reason: string; readonly words: readonly string[] }

type Report = {
  readonly checks: readonly { readonly check: string; readonly reason: string }[]
  readonly explanations: readonly {
    readonly check: string
    readonly attempts: readonly string[]
    readonly findings: readonly string[]
  }[]
}

/** Lets `tokenwatch check` judge cases, with a config file and a file of secrets as its user writes them. One verdict for each case. */
export async function judgeCases(
  cases: readonly CredentialCase[],
  stage: Stage,
  privateCa?: string,
): Promise<readonly Judged[]> {
  const ids = cases.map((_, index) => `case-${index}`)
  const config = stage.write('tokenwatch.config.json', JSON.stringify(configOf(cases, privateCa), null, 2))
  const secrets = stage.write(
    'secrets.json',
    JSON.stringify(
      Object.fromEntries(
        cases.map(({ secret }, index) => [ids[index], typeof secret === 'string' ? secret : JSON.stringify(secret)]),
      ),
    ),
  )
  const { checks, explanations } = await report(['--config', config, '--secrets', secrets], stage.folder)
  return ids.map((id) => {
    const found = checks.find(({ check }) => check === `here/${id}`)
    const explained = explanations.find(({ check }) => check === `here/${id}`)
    if (found === undefined) throw new Error(`tokenwatch check left out ${id}`)
    return { reason: found.reason, words: [...(explained?.attempts ?? []), ...(explained?.findings ?? [])] }
  })
}

function configOf(cases: readonly CredentialCase[], privateCa: string | undefined) {
  const checks = cases.map(({ check }, index) => {
    const id = `case-${index}`
    return { ...check, id, secret: { ...('secret' in check ? check.secret : {}), id } }
  })
  return { name: 'servers', environments: { here: {} }, ...(privateCa === undefined ? {} : { privateCa }), checks }
}

async function report(args: readonly string[], cwd: string): Promise<Report> {
  const child = spawn(process.execPath, [program, 'check', '--explain', '--json', ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  const envelope: { data?: Report } = parsed(out)
  if (envelope.data?.checks === undefined) throw new Error(`tokenwatch check gave no report\n${out}${errors}`)
  return envelope.data
}

function parsed(out: string) {
  try {
    return JSON.parse(out)
  } catch {
    return {}
  }
}
