import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file that points the commands of an operator at a lab. */
export type OperatorFile = {
  /** Shell command that takes the file's variables. */
  readonly line: string
  close(): Promise<void>
}

/** Writes the variables to a file that only its owner may read: they open the lab, which may hold real tokens. */
export async function writeOperatorFile(variables: Readonly<Record<string, string>>): Promise<OperatorFile> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-'))
  const file = join(folder, 'lab.env')
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`)
  await writeFile(file, lines.join(''), { mode: 0o600 })
  return { line: `. ${file}`, close: () => rm(folder, { recursive: true, force: true }) }
}
