import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { type CodeBlock, codeBlocks, completed } from './blocks.ts'

const language = ({ info }: CodeBlock) => info.split(' ')[0]
const of = (...languages: readonly string[]) => codeBlocks.filter((block) => languages.includes(language(block) ?? ''))

/** Nothing runs or parses these here: `test/cli/transcripts.test.ts` runs what `text` shows, and GitHub draws the diagram. */
const unread = ['text', 'mermaid']

describe('the code blocks of the pages', () => {
  it('name their language, and every language is read by a test', () => {
    const read = ['ts', 'json', 'yaml', 'sh', 'bash', ...unread]
    assert.deepEqual(
      codeBlocks.filter((block) => !read.includes(language(block) ?? '')).map(({ at, info }) => `${at}: ${info}`),
      [],
    )
    for (const one of read) assert.ok(of(one).length > 0, one)
  })

  it('are TypeScript that `test/package/package.test.ts` compiles', () => {
    const unknown = of('ts').filter((block) => completed(block) === null)
    assert.deepEqual(
      unknown.map(({ at, info }) => `${at}: ${info}`),
      [],
    )
  })

  it('are JSON and YAML', () => {
    const wrong = [
      ...of('json').flatMap(({ at, code }) => problem(at, () => JSON.parse(code))),
      ...of('yaml').flatMap(({ at, code }) =>
        parseAllDocuments(code).flatMap(({ errors }) => errors.map(({ message }) => `${at}: ${message}`)),
      ),
    ]
    assert.deepEqual(wrong, [])
  })

  it('are commands of a shell', () => {
    const wrong = of('sh', 'bash').flatMap(({ at, code }) => {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' })
      return status === 0 ? [] : [`${at}: ${stderr}`]
    })
    assert.deepEqual(wrong, [])
  })
})

function problem(at: string, act: () => unknown): readonly string[] {
  try {
    act()
    return []
  } catch (error) {
    return [`${at}: ${error}`]
  }
}
