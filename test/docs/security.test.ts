import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/security.md')

/** Cells of each row of the table under a heading, without its head. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const namesIn = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts

/** Returns true for a test file below `test`, or for a script of the project. */
function exists(name: string): boolean {
  const script = /^npm run ([\w:-]+)/.exec(name)?.[1]
  if (script !== undefined) return scripts[script] !== undefined
  const file = new URL(`test/${name}.test.ts`, root)
  return existsSync(fileURLToPath(file))
}

describe('docs/security.md', () => {
  for (const [heading, letter, count] of [
    ['Threats', 'T', 24],
    ['Failures', 'R', 35],
  ] as const)
    it(`has each of ${letter}1 to ${letter}${count} once`, () =>
      assert.deepEqual(
        rowsUnder(heading).map(([id]) => id),
        Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
      ))

  for (const heading of ['Promises', 'Threats', 'Failures'])
    it(`names a test that exists for each row, or says why there is none: ${heading}`, () => {
      const listed = rowsUnder(heading)
      assert.ok(listed.length > 20)
      for (const cells of listed) {
        const tests = cells.at(-1) ?? ''
        const names = namesIn(tests)
        assert.ok(names.length > 0 || /^none: .{20,}/.test(tests), cells.join(' '))
        for (const name of names) assert.ok(exists(name), `${cells[0]}: there is no ${name}`)
      }
    })

  it('is linked from the list of pages and from SECURITY.md', () => {
    assert.match(read('docs/README.md'), /\(security\.md\)/)
    assert.match(read('SECURITY.md'), /\(docs\/security\.md/)
  })
})
