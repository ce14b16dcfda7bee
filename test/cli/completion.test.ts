import assert from 'node:assert/strict'
import { accessSync, constants } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { aFolder, runCommand, tokenwatch } from '../support/command-line.ts'
import { keepOpen } from '../support/stack.ts'
import { converse, type DialogueTurn, keys } from '../support/terminal-session.ts'

/** Text before Tab, and the last word that completion makes of it. */
const completions: readonly (readonly [typed: string, completed: string])[] = [
  ['ga', 'gate'],
  ['gate --min', '--min-ttl'],
  ['gate billing --evidence re', 'recorded'],
  ['silence e', 'end'],
  ['silence --prov', '--provider'],
  ['silence end --y', '--yes'],
  ['validate --ex', '--expand'],
  ['chaos validate --d', '--debug'],
  ['completion z', 'zsh'],
]

type Shell = 'bash' | 'zsh' | 'fish'

/** Prompt that no typed line can contain. */
const [made, prompt] = ['PS1="rea""dy> "', 'ready> ']

const isHere = (shell: Shell): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, shell), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

describe('completion', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  before(async () => {
    cwd = keep(await aFolder()).path
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      const { stdout } = await tokenwatch(['completion', shell], { cwd })
      await writeFile(join(cwd, `completion.${shell}`), stdout)
    }
  })

  /** Types each line at the prompt of a shell, followed by Tab. */
  async function typeAt(words: readonly [string, ...string[]], preparation: string): Promise<void> {
    const lines = [...completions.map(([typed]) => `tokenwatch ${typed}\t`), `exit${keys.enter}`]
    const shown = completions.map(([typed, completed]) => added(typed, completed))
    // A key takes effect only after the completion before it is over; a signal would not wait.
    const turns = lines.map((line, index) => [shown[index - 1] ?? prompt, `${keys.clearLine}${line}`] as const)
    const start: DialogueTurn = ['start: ', `${preparation}; ${made}${keys.enter}`]
    await converse(words, [start, ...turns], { cwd, env: { PS1: 'start: ' } })
  }

  /** Shells show only the text that they add. */
  const added = (typed: string, completed: string): string =>
    completed.slice(typed.slice(typed.lastIndexOf(' ') + 1).length)

  const attempts: Readonly<Record<Shell, () => Promise<void>>> = {
    bash: () => typeAt(['bash', '--norc', '--noprofile', '-i'], 'source ./completion.bash'),
    zsh: () => typeAt(['zsh', '-f', '-i'], 'autoload -U compinit; compinit -u -D; source ./completion.zsh'),
    async fish() {
      for (const [typed, completed] of completions) {
        const ask = `source completion.fish; complete -C "tokenwatch ${typed}"`
        const { stdout, stderr } = await runCommand('fish', ['--no-config', '-c', ask], { cwd })
        assert.deepEqual([stdout.split(/[\t\n]/)[0], stderr], [completed, ''], typed)
      }
    },
  }

  for (const shell of ['bash', 'zsh', 'fish'] as const)
    it(`completes commands, flags and their values in ${shell}`, async (t) => {
      // .ci/run brings every shell, and says so.
      if (isHere(shell) || process.env['TOKENWATCH_EVERY_SHELL'] !== undefined) return attempts[shell]()
      t.diagnostic(`${shell} is not on this machine: nothing was tried`)
    })
})
