import { randomBytes } from 'node:crypto'
import { appendFileSync, closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CommandFailure } from './failure.ts'

/**
 * Writes a whole file or nothing: writes a draft beside it and renames the draft. Synchronous, so that Ctrl-C comes before or after it.
 * With `isNew`, fails if the file exists.
 */
export function writeWhole(file: string, text: string, { isNew = false }: { readonly isNew?: boolean } = {}): void {
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`)
  attempt(file, () => {
    if (isNew) closeSync(openSync(file, 'wx'))
    try {
      writeFileSync(draft, text, { flag: 'wx' })
      renameSync(draft, file)
    } catch (error) {
      if (isNew) rmSync(file, { force: true })
      throw error
    } finally {
      rmSync(draft, { force: true })
    }
  })
}

/** Appends to a file that other programs append to as well. */
export function append(file: string, text: string): void {
  attempt(file, () => appendFileSync(file, text))
}

function attempt(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new CommandFailure('file', `${file}: cannot be written (${code}); choose another place`)
  }
}
