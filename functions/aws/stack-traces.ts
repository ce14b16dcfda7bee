/**
 * Runs first in every bundle, and writes stacks with the positions of the sources. Node's own switch `--enable-source-maps` reads every
 * source map while a function starts, which takes a third of the start. This reads one when a stack first names its file.
 */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/** Source maps by the URLs of their files; null where there is none. */
const maps = new Map<string, SourceMap | null>()

function mapOf(url: string): SourceMap | null {
  const known = maps.get(url)
  if (known !== undefined) return known
  const map = readMap(url)
  maps.set(url, map)
  return map
}

function readMap(url: string): SourceMap | null {
  if (!url.startsWith('file:')) return null
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')))
  } catch {
    return null
  }
}

/** Returns the line of a frame, with its position in the source if a source map knows it. */
function lineOf(frame: NodeJS.CallSite): string {
  const [url, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()]
  if (url === null || url === undefined || line === null || column === null) return `${frame}`
  const origin = mapOf(url)?.findOrigin(line, column)
  if (origin === undefined || !('fileName' in origin)) return `${frame}`
  const source = new URL(origin.fileName, url).href
  return `${frame}`.replace(`${url}:${line}:${column}`, `${source}:${origin.lineNumber}:${origin.columnNumber}`)
}

Error.prepareStackTrace = (error, frames) =>
  [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${lineOf(frame)}`)].join('\n')
