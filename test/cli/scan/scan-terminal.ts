import type { Terminal } from '../../../cli/framework/terminal.ts'

/** A terminal in memory. */
export type MemoryTerminal = Terminal & {
  readonly notes: string[]
  readonly lines: string[]
  readonly questions: string[]
}

/** Makes a terminal with the variables of a shell. With answers it is one that asks; without them it is a pipeline's. */
export function memoryTerminal(
  environment: Readonly<Record<string, string | undefined>>,
  answers: readonly string[] = [],
): MemoryTerminal {
  const [notes, lines, questions]: [string[], string[], string[]] = [[], [], []]
  const left = [...answers]
  return {
    notes,
    lines,
    questions,
    write: () => undefined,
    note: (line) => void notes.push(line),
    paint: (_format, text) => text,
    isInteractive: answers.length > 0,
    isCi: false,
    progress: (line) => void (line === null ? 0 : lines.push(line)),
    ask: async (question) => {
      questions.push(question)
      return left.shift() ?? 'n'
    },
    environment,
  }
}
