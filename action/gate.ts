/**
 * Runs as the GitHub Action, under the Node 24 of the runner: installs what the gate needs, assumes the role with the job's own OIDC token,
 * and asks. The exit code is that of the gate.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fieldOf } from '../functions/core/model/field-of.ts'
import { installOnce } from './install.ts'
import { NoAnswer, reportNoAnswer } from './no-answer.ts'
import { withRole } from './role.ts'

const program = fileURLToPath(new URL('../cli/tokenwatch.mjs', import.meta.url))

const rulings: readonly unknown[] = ['pass', 'refuse', 'cannot_tell']

/** Returns an input of the action, as the runner passes it; an empty text if it was left out. */
const input = (name: string): string => process.env[`INPUT_${name.toUpperCase()}`] ?? ''

async function run(folder: string): Promise<{ readonly ruling: string; readonly exitCode: number }> {
  if (input('deployment') === '')
    throw new NoAnswer('deployment: expected the name of a deployment, as in its config, such as acme', 3)
  installOnce()
  const env = await withRole(input('role-to-assume'), folder)
  const report = join(folder, 'gate.json')
  const { status } = spawnSync(process.execPath, [program, 'gate', ...argumentsFor(report)], { stdio: 'inherit', env })
  const ruling = rulingIn(report)
  // Without its report, the gate has said nothing, whatever its exit code.
  if (status === null || ruling === null)
    throw new NoAnswer('the gate ended without an answer: the lines above say more', status === 3 ? 3 : 2)
  return { ruling, exitCode: status }
}

/** Passes each value together with its flag, so that none is taken for a flag itself. */
function argumentsFor(report: string): readonly string[] {
  const flag = (name: string, value: string) => (value === '' ? [] : [`--${name}=${value}`])
  const usedBy = input('used-by').split(/\s+/)
  return [
    ...flag('deployment', input('deployment')),
    ...flag('region', input('aws-region')),
    ...usedBy.flatMap((service) => flag('used-by', service)),
    ...['environment', 'min-ttl', 'override'].flatMap((name) => flag(name, input(name))),
    ...(input('require-expiry') === 'true' ? ['--require-expiry'] : []),
    ...['github', `json=${report}`].flatMap((one) => flag('report', one)),
    ...(input('junit') === '' ? [] : flag('report', `junit=${input('junit')}`)),
  ]
}

/** Reads the ruling from the gate's own report; `null` without one. */
function rulingIn(report: string): string | null {
  try {
    const ruling = fieldOf(fieldOf(JSON.parse(readFileSync(report, 'utf8')), 'data'), 'ruling')
    return typeof ruling === 'string' && rulings.includes(ruling) ? ruling : null
  } catch {
    return null
  }
}

function output(ruling: string): void {
  const file = process.env['GITHUB_OUTPUT']
  if (file !== undefined) appendFileSync(file, `ruling=${ruling}\n`)
}

// What this run writes lies outside of the repository, whose files could pretend to be its results.
const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'tokenwatch-'))
try {
  const { ruling, exitCode } = await run(folder)
  output(ruling)
  process.exitCode = exitCode
} catch (error) {
  // No other error is shown: one of the network could hold the token.
  const { message, exitCode } = error instanceof NoAnswer ? error : new NoAnswer('the action itself failed')
  output('cannot_tell')
  process.exitCode = exitCode
  reportNoAnswer(message, input('junit'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
