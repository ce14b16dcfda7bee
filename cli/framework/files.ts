import { randomBytes } from 'node:crypto'
import { appendFileSync, closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CommandFailure } from './failure.ts'

/**
 * Writes a whole file or nothing: beside its place first, then moved there. Synchronous, so that Ctrl-C comes before or after it. With
 * `isNew`, a file that is there already is left alone.
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

/** Adds to a file that others add to as well. */
export function append(file: string, text: string): void {
  attempt(file, () => appendFileSync(file, text))
}

function attempt(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new CommandFailure('file', `${file} can not be written (${code}): choose another place`)
  }
}
