/**
 * Runs commands one after the other in one process, each through the entry of the program, with its own arguments, environment and
 * folder. A command is over when a process of its own would end. A zero byte then ends its output on both streams, and on stderr its
 * exit code and a second one.
 */
import { commands } from '../../cli/commands.ts'
import { runCommandLine } from '../../cli/framework/run.ts'
import type { HostedCommand } from './command-host.ts'

const [node = '', script = ''] = process.argv

function begin({ args, cwd, env }: HostedCommand): void {
  process.argv = [node, script, ...args]
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.exitCode = undefined
  // The wait for the next command would keep the process alive.
  process.channel?.unref()
  void runCommandLine(commands)
}

function end(): void {
  process.stdout.write('\0')
  process.stderr.write(`\0${process.exitCode ?? 0}\0`)
  // A command listens for Ctrl-C and for broken pipes until its process ends.
  process.removeAllListeners('SIGINT')
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error')
  process.channel?.ref()
}

process.on('message', begin).on('beforeExit', end)
