import { commands } from './commands.ts'
import type { AnyCommand } from './frame/command.ts'
import { optionsOf } from './frame/program.ts'
import type { Told } from './frame/told.ts'

type Shell = 'bash' | 'zsh' | 'fish'

/** Prints what a shell reads to complete commands and flags; made of the table that help is made of. */
export async function run({ shell }: { readonly shell: Shell }): Promise<Told> {
  const text = scripts[shell]()
  return { exitCode: 0, data: { shell, script: text }, text }
}

const scripts: Readonly<Record<Shell, () => string>> = {
  bash: () => `${bashFunction()}complete -o default -F _tokenwatch tokenwatch\n`,
  // zsh understands bash's own completions.
  zsh: () =>
    `autoload -U +X bashcompinit && bashcompinit\n${bashFunction()}complete -o default -F _tokenwatch tokenwatch\n`,
  fish: () => `${commands.flatMap(fishLines).join('\n')}\n`,
}

const flagOf = (flags: string): string => /--[a-z-]+/.exec(flags)?.[0] ?? ''
const firstWords = (): readonly string[] => [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))]
const seconds = (first: string): readonly string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))

function wordsOf(command: AnyCommand): readonly string[] {
  return [...optionsOf(command).map(({ flags }) => flagOf(flags)), ...(command.argument?.choices ?? [])]
}

/** Of a command that others hang under, such as `silence` of `silence end`. */
function ownWords(first: string): readonly string[] {
  return commands.filter(({ name }) => name === first).flatMap(wordsOf)
}

/** A word of the line, as bash has it. */
const wordAt = (index: string): string => `\${COMP_WORDS[${index}]}`

/** Values of a flag with a closed list come after it; other values are files. */
function bashFunction(): string {
  const values = commands.flatMap((command) =>
    optionsOf(command).flatMap(({ flags, choices }) =>
      choices === undefined ? [] : [[flagOf(flags), choices] as const],
    ),
  )
  const groups = firstWords().filter((word) => seconds(word).length > 0)
  return [
    '_tokenwatch() {',
    `  local word="${wordAt('COMP_CWORD')}" before="${wordAt('COMP_CWORD-1')}" words`,
    '  case "$before" in',
    ...[...new Map(values)].map(
      ([flag, choices]) => `    ${flag}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`,
    ),
    '  esac',
    `  case "${wordAt('1')} ${wordAt('2')}" in`,
    ...commands
      .filter(({ name }) => name.includes(' '))
      .map((command) => `    "${command.name}") words="${wordsOf(command).join(' ')}" ;;`),
    ...groups.map((word) => `    "${word} "*) words="${[...seconds(word), ...ownWords(word)].join(' ')}" ;;`),
    ...commands
      .filter(({ name }) => !name.includes(' ') && !groups.includes(name))
      .map((command) => `    "${command.name} "*) words="${wordsOf(command).join(' ')}" ;;`),
    `    *) words="${firstWords().join(' ')}" ;;`,
    '  esac',
    `  [ "$COMP_CWORD" = 1 ] && words="${firstWords().join(' ')}"`,
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    '',
  ].join('\n')
}

function fishLines(command: AnyCommand): readonly string[] {
  const [first = '', ...rest] = command.name.split(' ')
  const seen = `-n "__fish_seen_subcommand_from ${rest.at(-1) ?? first}"`
  return [
    `complete -c tokenwatch -f -n "__fish_use_subcommand" -a ${first} -d ${quoted(command.about)}`,
    ...rest.map(
      (word) =>
        `complete -c tokenwatch -f -n "__fish_seen_subcommand_from ${first}" -a ${word} -d ${quoted(command.about)}`,
    ),
    ...optionsOf(command).map(({ flags, about, choices }) => {
      const takes = choices === undefined ? (flags.includes('<') ? ' -r' : '') : ` -x -a "${choices.join(' ')}"`
      return `complete -c tokenwatch ${seen} -l ${flagOf(flags).slice(2)}${takes} -d ${quoted(about)}`
    }),
    ...(command.argument?.choices ?? []).map((choice) => `complete -c tokenwatch -f ${seen} -a ${choice}`),
  ]
}

/** fish's single quotes take a backslash before a quote. */
const quoted = (text: string): string => `'${text.replace(/['\\]/g, (character) => `\\${character}`)}'`
