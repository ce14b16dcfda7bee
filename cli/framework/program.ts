import { Argument, Command as Commander, CommanderError, Option as CommanderOption } from 'commander'
import { ownVersion } from '../../functions/own-version.ts'
import type { AnyCommand, CommandOption } from './command.ts'
import { withoutPasted } from './pasted.ts'

/** A parsed command line. */
export type ParsedCommand = { readonly command: AnyCommand; readonly given: Record<string, unknown> }

const jsonOption: CommandOption = { flags: '--json', about: 'print one JSON object, described in docs/cli.md' }
const debugOption: CommandOption = { flags: '--debug', about: 'print the stack of a failure' }

/** Returns the options of a command, with those that every command has. A command that runs until it is stopped has no `--json`. */
export function optionsOf({ options, untilEnded }: AnyCommand): readonly CommandOption[] {
  return [...options, ...(untilEnded === true ? [] : [jsonOption]), debugOption]
}

/** Builds the program that parses the command line and passes the result to `act`. Throws commander's errors instead of exiting. */
export function programOf(commands: readonly AnyCommand[], act: (asked: ParsedCommand) => Promise<void>): Commander {
  const program = new Commander('tokenwatch')
    .description('Uptime checks for credentials')
    .version(ownVersion(), '-V, --version', 'print the version of Tokenwatch')
    .exitOverride()
    // Options after `end` in `silence end` belong to `end`, not to `silence`.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(withoutPasted(text, process.argv.slice(2))) })
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwatch check\n  $ tokenwatch gate --used-by billing --environment production',
    )
  for (const command of commands) add(program, command, act)
  return program
}

function add(program: Commander, command: AnyCommand, act: (asked: ParsedCommand) => Promise<void>): void {
  const { name, about, example, argument } = command
  const words = name.split(' ')
  const parent = words.slice(0, -1).reduce(groupOf, program)
  const added = parent
    .command(words.at(-1) ?? name)
    .description(about)
    .enablePositionalOptions()
    .addHelpText('after', exampleIn(example))
  for (const option of optionsOf(command)) added.addOption(optionOf(option))
  if (argument !== undefined) added.addArgument(argumentOf(argument))
  else if (command.options.some(({ flags }) => flags.startsWith('--config '))) pointAtConfig(added, name)
  added.action(async (...received: readonly unknown[]) => {
    const [first, second] = argument === undefined ? [undefined, received[0]] : received
    const flags = typeof second === 'object' && second !== null ? second : {}
    const named = argument === undefined ? {} : { [nameOf(argument.syntax)]: first }
    await act({ command, given: { ...flags, ...named } })
  })
}

const exampleIn = (line: string): string => `\nExample:\n  $ ${line}`

/** Says of a file that is named without its option how to name it. */
function pointAtConfig(command: Commander, name: string): void {
  const hint = `name a config with --config: tokenwatch ${name} --config <file>`
  command.configureOutput({
    outputError: (text, write) => {
      write(withoutPasted(text, process.argv.slice(2)))
      if (text.startsWith('error: too many arguments')) write(`${hint}\n`)
    },
  })
  command.exitOverride((error) => {
    if (error.code !== 'commander.excessArguments') throw error
    throw new CommanderError(error.exitCode, error.code, `${error.message} ${hint}`)
  })
}

/** Help of the groups that are no commands themselves. */
export const groups: Readonly<Record<string, Pick<AnyCommand, 'about' | 'example'>>> = {
  chaos: {
    about: 'break tokens on purpose, under control, and see how a service copes',
    example: 'tokenwatch chaos list',
  },
}

/** Returns true for a word that runs nothing itself: the next one is the command. */
export const isGroup = (word: string): boolean => word in groups

/** Returns the group of a command: `chaos` for `chaos run`. */
function groupOf(parent: Commander, word: string): Commander {
  const known = parent.commands.find((one) => one.name() === word)
  if (known !== undefined) return known
  const { about = '', example = '' } = groups[word] ?? {}
  return parent.command(word).description(about).addHelpText('after', exampleIn(example))
}

function optionOf({ flags, about, fallback, choices, many }: CommandOption): CommanderOption {
  const option = new CommanderOption(flags, about)
  if (choices !== undefined) option.choices([...choices])
  if (fallback !== undefined) option.default(fallback)
  if (many === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
  return option
}

function argumentOf({ syntax, about, choices }: NonNullable<AnyCommand['argument']>): Argument {
  const argument = new Argument(syntax, about)
  return choices === undefined ? argument : argument.choices([...choices])
}

/** `[ids...]` -> `ids` */
const nameOf = (syntax: string): string => syntax.replace(/[^a-z]/gi, '')
