import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Returns the text of the pages that a newcomer reads first. */
export async function readPages(): Promise<string> {
  const pages = ['README.md', 'docs/start.md'].map((page) => readFile(`${root}/${page}`, 'utf8'))
  return (await Promise.all(pages)).join('\n')
}

/** Returns the block that begins like this, without its first line. Fails if no page shows one. */
export function blockOf(pages: string, beginning: string): string {
  const [, block] = pages.split(`\`\`\`text\n${beginning}`)
  const text = block?.split('```')[0]
  if (text === undefined) throw new Error(`no page shows a block that begins with ${beginning}`)
  return text.replace(/^[^\n]*\n/, '')
}
