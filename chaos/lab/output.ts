/** Everything that this process writes to stdout and stderr. A client under test may print a secret there. */
export type CapturedOutput = { readonly texts: readonly string[]; stop(): void }

/** Writes that are kept; of more, the latest. */
const maxTexts = 5_000

/** Copies both streams and lets everything through. */
export function captureOutput(): CapturedOutput {
  const texts: string[] = []
  const captured = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream)
    const capturing = (...given: Parameters<typeof write>) => {
      texts.push(String(given[0]))
      if (texts.length > maxTexts) texts.shift()
      return write(...given)
    }
    // The boundary with Node's overloads of `write`, all of which pass their first argument on.
    stream.write = capturing as typeof stream.write
    return { stream, write, capturing }
  })
  return {
    texts,
    stop() {
      // A capture that was started later stays in place.
      for (const { stream, write, capturing } of captured) if (stream.write === capturing) stream.write = write
    },
  }
}
