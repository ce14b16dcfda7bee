/** Texts that a terminal, a browser, a pipeline or a reader would take for something else. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'a new line, and a false line of a log': 'bot\r\n{"event":"page"}',
  'a line separator': 'bot\u2028ALARM',
  'colours and a cleared screen': '\u001b[2J\u001b[31mbot\u009b1m',
  'a title of the terminal': '\u001b]0;owned\u0007bot',
  'a reversed direction': 'bot\u202etob\u2066x',
  'letters that nobody sees': 'b\u200bo\ufefft\u{e0041}',
  'marks that turn the direction alone': 'a\u061cb\u200ec\u200fd\u180ee\ufffbf',
  markup: '"><img src=x onerror=alert(1)>',
  'a button of CloudWatch': '<cwdb-action action="call">x</cwdb-action>',
  'a link': '[bot](javascript:alert(1))',
  "a command of GitHub's runner": '\n::error::owned\n::set-output name=ruling::pass',
  'a cell of a table': '| bot | healthy |',
  'a zero byte': 'bot\0',
  'half a character': 'bot\ud800',
}

/** Characters that change what is around them: controls, directions, separators, and those that nobody sees. */
export const active =
  /[\p{Cc}\p{Cs}\u061c\u180e\ufff9-\ufffb\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u

export const withoutLayout = (text: string): string => text.replace(/[\n\t]/g, ' ')

/** A place in which people read the words of a verdict, and the sign that a text became more than text there. */
export type Outlet = { readonly show: (detail: string) => Promise<string> | string; readonly became: RegExp | null }

export const foreignElement = /<(?:img|cwdb)/
export const escapes = /\\[!-/:-@[-`{-~]/g

/** Returns what is active in each place that shows the text. */
export async function seenFaults(detail: string, at: Readonly<Record<string, Outlet>>): Promise<readonly string[]> {
  const faults: string[] = []
  for (const [name, { show, became }] of Object.entries(at)) {
    const shown = await show(detail)
    const found = active.exec(withoutLayout(shown))
    if (found !== null) faults.push(`${name} has ${JSON.stringify(found[0])}`)
    if (became?.test(shown)) faults.push(`${name} has markup`)
  }
  return faults
}
