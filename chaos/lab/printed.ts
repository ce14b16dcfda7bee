/** What this process writes to its own stdout and stderr: a client under test may print there what it must not. */
export type Printed = { readonly texts: readonly string[]; stop(): void }

/** Pieces that are kept; of more, the oldest are let go. */
const mostTexts = 5_000

/** Listens to both streams, and lets everything through. */
export function listenToOutput(): Printed {
  const texts: string[] = []
  const listened = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream)
    const listening = (...given: Parameters<typeof write>) => {
      texts.push(String(given[0]))
      if (texts.length > mostTexts) texts.shift()
      return write(...given)
    }
    stream.write = listening as typeof stream.write
    return { stream, write, listening }
  })
  return {
    texts,
    stop() {
      // Whoever listens since then is left alone.
      for (const { stream, write, listening } of listened) if (stream.write === listening) stream.write = write
    },
  }
}
