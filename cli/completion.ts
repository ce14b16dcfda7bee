import type { AnyCommand } from './framework/command.ts'
import type { CommandResult } from './framework/command-result.ts'
import { optionsOf } from './framework/program.ts'

type Shell = 'bash' | 'zsh' | 'fish'

export type CompletionOptions = { readonly shell: Shell }

/** Prints a completion script, made from the same table as the help. */
export async function run({ shell }: CompletionOptions, commands: readonly AnyCommand[]): Promise<CommandResult> {
  const text = scripts[shell](commands)
  return { exitCode: 0, data: { shell, script: text }, text }
}

const scripts: Readonly<Record<Shell, (commands: readonly AnyCommand[]) => string>> = {
  bash: (commands) => `${bashFunction(commands)}complete -o default -F _tokenwatch tokenwatch\n`,
  // zsh understands bash's own completions.
  zsh: (commands) =>
    `autoload -U +X bashcompinit && bashcompinit\n${bashFunction(commands)}complete -o default -F _tokenwatch tokenwatch\n`,
  fish: fishScript,
}

const flagOf = (flags: string): string => /--[a-z-]+/.exec(flags)?.[0] ?? ''
const firstWords = (commands: readonly AnyCommand[]): readonly string[] => [
  ...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name)),
]
const secondWords = (commands: readonly AnyCommand[], first: string): readonly string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))

function wordsOf(command: AnyCommand): readonly string[] {
  return [...optionsOf(command).map(({ flags }) => flagOf(flags)), ...(command.argument?.choices ?? [])]
}

/** Returns the words of a command that is also a group, such as `silence` of `silence end`. */
function ownWords(commands: readonly AnyCommand[], first: string): readonly string[] {
  return commands.filter(({ name }) => name === first).flatMap(wordsOf)
}

/** Writes a word of the line in bash. */
const wordAt = (index: string): string => `\${COMP_WORDS[${index}]}`

/** Completes the values of a flag with a closed list; every other value is completed as a file. */
function bashFunction(commands: readonly AnyCommand[]): string {
  const values = commands.flatMap((command) =>
    optionsOf(command).flatMap(({ flags, choices }) =>
      choices === undefined ? [] : [[flagOf(flags), choices] as const],
    ),
  )
  const groups = firstWords(commands).filter((word) => secondWords(commands, word).length > 0)
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
    ...groups.map(
      (word) =>
        `    "${word} "*) words="${[...secondWords(commands, word), ...ownWords(commands, word)].join(' ')}" ;;`,
    ),
    ...commands
      .filter(({ name }) => !name.includes(' ') && !groups.includes(name))
      .map((command) => `    "${command.name} "*) words="${wordsOf(command).join(' ')}" ;;`),
    `    *) words="${firstWords(commands).join(' ')}" ;;`,
    '  esac',
    `  [ "$COMP_CWORD" = 1 ] && words="${firstWords(commands).join(' ')}"`,
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    '',
  ].join('\n')
}

/** Two fish functions: the line continues after these words, the line ends with these words. */
const fishFunctions = [
  'function __tokenwatch_after',
  '  set -l words (commandline -opc) ""',
  '  string match -q -- "$argv *" "$words[2..-1]"',
  'end',
  'function __tokenwatch_at',
  '  set -l words (commandline -opc)',
  '  test "$words[2..-1]" = "$argv"',
  'end',
]

function fishScript(commands: readonly AnyCommand[]): string {
  const words = firstWords(commands).map((word) => {
    const about = commands.find(({ name }) => name === word)?.about
    return `complete -c tokenwatch -f -n __tokenwatch_at -a ${word}${about === undefined ? '' : ` -d ${quoted(about)}`}`
  })
  return `${[...fishFunctions, ...words, ...commands.flatMap((command) => fishLines(commands, command))].join('\n')}\n`
}

function fishLines(commands: readonly AnyCommand[], command: AnyCommand): readonly string[] {
  const { name, about, argument } = command
  const [first = '', ...rest] = name.split(' ')
  const others =
    rest.length > 0
      ? []
      : secondWords(commands, first).map((second) => `; and not __tokenwatch_after ${first} ${second}`)
  const here = `-n "__tokenwatch_after ${name}${others.join('')}"`
  return [
    ...rest.map((word) => `complete -c tokenwatch -f -n "__tokenwatch_at ${first}" -a ${word} -d ${quoted(about)}`),
    ...optionsOf(command).map((option) => {
      const takes =
        option.choices === undefined
          ? option.flags.includes('<')
            ? ' -r'
            : ''
          : ` -x -a "${option.choices.join(' ')}"`
      return `complete -c tokenwatch ${here} -l ${flagOf(option.flags).slice(2)}${takes} -d ${quoted(option.about)}`
    }),
    ...(argument?.choices ?? []).map((choice) => `complete -c tokenwatch -f ${here} -a ${choice}`),
  ]
}

/** Quotes for fish, where a backslash escapes a quote inside single quotes. */
const quoted = (text: string): string => `'${text.replace(/['\\]/g, (character) => `\\${character}`)}'`
