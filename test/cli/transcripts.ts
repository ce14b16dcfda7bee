import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Run } from '../support/command-line.ts'

const page = fileURLToPath(new URL('../../docs/cli.md', import.meta.url))

/** A block of the page with a command and its output. */
const block = /```text\n\$ tokenwatch (.+)\n([\s\S]*?)```/g

/** Transcripts on the page, by the arguments of `tokenwatch`. */
export async function readTranscripts(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(page, 'utf8')
  return new Map([...text.matchAll(block)].map(([, command = '', output = '']) => [command, output]))
}

/** Puts today's output into the page. Run by hand after a change of the output. */
export async function writeTranscripts(today: ReadonlyMap<string, string>): Promise<void> {
  const text = await readFile(page, 'utf8')
  const written = text.replace(block, (whole, command: string) => {
    const output = today.get(command)
    return output === undefined ? whole : `\`\`\`text\n$ tokenwatch ${command}\n${output}\`\`\``
  })
  await writeFile(page, written)
}

/** A run as the page shows it: both streams, and an exit code that is not 0. */
export function transcriptOf({ code, stdout, stderr }: Run): string {
  return `${stderr}${stdout}${code === 0 ? '' : `(exit code ${code})\n`}`
}
