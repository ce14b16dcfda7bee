import { maxComparedBytes, type SeenAnswer } from '../intruder/answer.ts'

/**
 * Keeps the beginning of an answer while it streams, and reports it once. One that is too long, is cut off or goes on for `patienceMs` is
 * reported without its body.
 */
export function collecting(ended: (answer: SeenAnswer) => void, patienceMs: number | null = null) {
  const chunks: Buffer[] = []
  let [length, status] = [0, 0]
  let headers: SeenAnswer['headers'] = {}
  let isReported = false
  let patience: NodeJS.Timeout | null = null
  const report = (body: Buffer | null) => {
    if (patience !== null) clearTimeout(patience)
    if (isReported || status === 0) return
    isReported = true
    ended({ status, headers, body })
  }
  return {
    began(givenStatus: number, givenHeaders: SeenAnswer['headers']) {
      ;[status, headers] = [givenStatus, givenHeaders]
      if (patienceMs !== null) patience = setTimeout(() => report(null), patienceMs).unref()
    },
    add(chunk: Buffer) {
      length += chunk.length
      if (length <= maxComparedBytes) chunks.push(chunk)
    },
    cut: () => report(null),
    end: () => report(length > maxComparedBytes ? null : Buffer.concat(chunks)),
  }
}
