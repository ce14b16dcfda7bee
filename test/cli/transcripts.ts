import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Run } from '../support/command-line.ts'

const page = fileURLToPath(new URL('../../docs/cli.md', import.meta.url))

/** A block of the page that shows a command and what it prints. */
const block = /```text\n\$ tokenwatch (.+)\n([\s\S]*?)```/g

/** The transcripts on the page, by what comes after `tokenwatch`. */
export async function readTranscripts(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(page, 'utf8')
  return new Map([...text.matchAll(block)].map(([, command = '', output = '']) => [command, output]))
}

/** Puts what was printed today into the page: for whoever changed what is printed, by hand. */
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

/** Without what no two runs have in common: times, spans, ports, versions, random names. */
export function essence(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?( UTC|Z)?/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/\b\d+ ms\b/g, '<ms>')
    .replace(/\b\d+[dhms]( \d+[dhms])?\b/g, '<span>')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<version>')
    .replace(/\b[0-9a-f]{12}\b/g, '<id>')
    .replace(/v24\.\d+\.\d+/g, '<node>')
    .replace(/ +$/gm, '')
}
