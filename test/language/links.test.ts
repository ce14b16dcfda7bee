import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

const pages = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })]

it('every link of the docs leads to a file of the project, and to a heading where it names one', () => {
  assert.ok(pages.length > 10)
  assert.deepEqual(pages.flatMap(brokenLinksOf), [])
})

it('finds a link to nothing, and one to no heading', () => {
  assert.deepEqual(
    brokenLinks('docs/x.md', '[a](nothing.md) [b](../README.md#no-such-heading) [c](https://example.com)'),
    ['docs/x.md: nothing.md', 'docs/x.md: ../README.md#no-such-heading'],
  )
})

function brokenLinksOf(page: string): readonly string[] {
  return brokenLinks(page, readFileSync(join(root, page), 'utf8'))
}

function brokenLinks(page: string, text: string): readonly string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => link ?? [])
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !leadsSomewhere(page, link))
    .map((link) => `${page}: ${link}`)
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? join(root, page) : join(root, dirname(page), path)
  if (!existsSync(target)) return false
  if (heading === undefined || statSync(target).isDirectory() || !target.endsWith('.md')) return true
  return anchorsOf(readFileSync(target, 'utf8')).has(heading)
}

/** Anchors as GitHub makes them: lower case, no punctuation, blanks as hyphens, a number behind one that was there before. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, title = ''] of withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    let name = anchor
    for (let count = 1; anchors.has(name); count += 1) name = `${anchor}-${count}`
    anchors.add(name)
  }
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

function withoutCode(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
}
