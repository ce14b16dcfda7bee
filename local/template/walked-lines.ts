/** Joins lines that arrive in pieces, by the function that printed them. */
export function lineReaders(onLine: (line: string) => void): (source: string, text: string) => void {
  const pieces = new Map<string, string>()
  return (source, text) => {
    const lines = `${pieces.get(source) ?? ''}${text}`.split('\n')
    pieces.set(source, lines.pop() ?? '')
    for (const line of lines) onLine(`${line}\n`)
  }
}
