import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const markdown = (folder: string) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'))
const pages = ['.', 'docs', 'docs/providers'].flatMap((folder) =>
  markdown(folder).map((name) => join(root, folder, name)),
)

/** Text without code, in which brackets are not links. */
const prose = (page: string): string =>
  readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '')

/** Anchors of the headings, as GitHub derives them: lower case, no punctuation, dashes for spaces. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set(headings)
}

/** Complaint about a broken link; null for a good one. */
function broken(page: string, target: string): string | null {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : join(dirname(page), path)
  const where = `${relative(root, page)}: ${target}`
  if (!existsSync(file)) return where
  if (anchor === undefined || statSync(file).isDirectory() || !file.endsWith('.md')) return null
  return anchorsOf(file).has(anchor) ? null : where
}

it('every link from a page to a file or heading of the project leads somewhere', () => {
  const complaints = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target))
      .flatMap((target) => broken(page, target) ?? []),
  )
  assert.ok(pages.length > 100)
  assert.deepEqual(complaints, [])
})
