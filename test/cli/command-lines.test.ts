import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { commands } from '../../cli/commands.ts'
import { groups, type ParsedCommand, programOf } from '../../cli/framework/program.ts'

const root = new URL('../../', import.meta.url)
const pages = [
  'README.md',
  'docs/cli.md',
  'docs/start.md',
  'docs/gate.md',
  'docs/cost.md',
  'docs/configuration.md',
  'docs/deploy.md',
  'docs/incidents.md',
  'docs/rotation.md',
  'docs/chaos.md',
  'examples/pipelines/gitlab-ci.yml',
]

/** Call of the program in a page: in a code block or between backquotes, up to the end of the command. */
const call =
  /(?:^(?:.*[ "'])?|`)(?:npx (?:--no-install )?tokenwatch|npm run (?:--silent )?tokenwatch --|tokenwatch) ([a-z][^`\n&|>#;]*)/gm

/** The program with its groups and commands, of which none exits. They print to `writeOut`. */
function quietProgram(act: (asked: ParsedCommand) => Promise<void>, writeOut: (text: string) => void) {
  const program = programOf(commands, act)
  for (const one of [program, ...program.commands, ...program.commands.flatMap(({ commands: under }) => under)])
    one.exitOverride().configureOutput({ writeErr: () => {}, writeOut })
  return program
}

/** Returns what a command prints with `--help`. */
async function helpOf(name: string): Promise<string> {
  const written: string[] = []
  const program = quietProgram(
    async () => {},
    (text) => void written.push(text),
  )
  await program.parseAsync([...name.split(' '), '--help'], { from: 'user' }).catch(() => {})
  return written.join('')
}

/** Arguments that commander accepts, or its own error message. */
async function understood(line: string): Promise<ParsedCommand | string> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
  let asked: ParsedCommand | string = 'nothing was asked for'
  const program = quietProgram(
    async (one) => {
      asked = one
    },
    () => {},
  )
  await program.parseAsync(words, { from: 'user' }).catch((error: Error) => {
    asked = error.message
  })
  return asked
}

describe('a command line that a reader may copy', () => {
  for (const { name, example } of commands)
    it(`is valid in the help of ${name}`, async () => {
      const asked = await understood(example.replace(/^tokenwatch /, '').replace(/ >>? .*/, ''))
      assert.ok(typeof asked !== 'string', String(asked))
      assert.equal(asked.command.name, name)
    })

  it('is in the help of every group too, and is one of its commands', async () => {
    assert.ok(Object.keys(groups).length > 0)
    for (const [group, { example }] of Object.entries(groups)) {
      const asked = await understood(example.replace(/^tokenwatch /, ''))
      assert.ok(typeof asked !== 'string' && asked.command.name.startsWith(`${group} `), String(asked))
    }
  })

  it('stands at the end of the help of every command and group', async () => {
    for (const { name, example } of [
      ...commands,
      ...Object.entries(groups).map(([group, { example: line }]) => ({ name: group, example: line })),
    ])
      assert.ok((await helpOf(name)).endsWith(`\nExample:\n  $ ${example}\n`), name)
  })

  it('names no file that only this repository has', () => {
    const lines = [...commands, ...Object.values(groups)].map(({ example }) => example)
    assert.deepEqual(
      lines.filter((line) => line.includes('examples/')),
      [],
    )
  })

  for (const page of pages)
    it(`is valid in ${page}`, async () => {
      const text = (await readFile(new URL(page, root), 'utf8')).replace(/^#.*$/gm, '')
      const lines = [...text.matchAll(call)].map(([, line = '']) => line.trim())
      const misunderstood: string[] = []
      for (const line of new Set(lines)) {
        // A command that the text only mentions, or a line with an omission.
        if (!line.includes(' ') || /<|\.\.\.|…/.test(line)) continue
        const asked = await understood(line)
        if (typeof asked === 'string') misunderstood.push(`${line}: ${asked}`)
      }
      assert.deepEqual(misunderstood, [])
    })
})
