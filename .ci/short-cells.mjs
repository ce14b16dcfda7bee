/** Most characters of a cell, without code and addresses: words or one short sentence. */
const most = 170

/** A rule for markdownlint: long matter stands under a heading that can be linked to, not in a table cell. */
export default {
  names: ['short-cells'],
  description: 'A table cell holds words or one short sentence',
  tags: ['table'],
  parser: 'none',
  function: ({ lines, frontMatterLines }, onError) => {
    let inCode = false
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('```')) inCode = !inCode
      if (inCode || !line.startsWith('|')) continue
      for (const cell of line.split(/(?<!\\)\|/)) {
        // Stories list their messages one to a line.
        const texts = cell
          .replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
          .replace(/\]\([^)]*\)/g, ']')
          .split('<br>')
        if (texts.some((text) => /[\w)]\. [A-Z]/.test(text)))
          onError({ lineNumber: index + 1 + frontMatterLines.length, detail: 'two sentences in one cell' })
        const longest = Math.max(...texts.map((text) => text.trim().length))
        if (longest > most)
          onError({ lineNumber: index + 1 + frontMatterLines.length, detail: `${longest} characters, at most ${most}` })
      }
    }
  },
}
