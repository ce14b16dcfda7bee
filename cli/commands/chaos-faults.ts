import type { ExportOptions } from '../chaos/export.ts'
import type { ListOptions } from '../chaos/list.ts'
import type { Command } from '../framework/command.ts'

export const chaosList: Command<ListOptions> = {
  name: 'chaos list',
  about: 'list every fault, its variants, where it can be injected, and what the monitor says about it',
  example: 'tokenwatch chaos list',
  options: [],
  load: () => import('../chaos/list.ts'),
}

export const chaosPoints: Command<{ readonly folders?: readonly string[] }> = {
  name: 'chaos points',
  about: 'find where a service makes, refreshes and checks tokens, and which injection point covers each place',
  example: 'tokenwatch chaos points src',
  argument: { syntax: '[folders...]', about: 'folders that hold the source of the service' },
  options: [],
  load: () => import('../chaos/points.ts'),
}

export const chaosExport: Command<ExportOptions> = {
  name: 'chaos export',
  about: 'write a ready experiment for a fault, or translate one for Chaos Toolkit or AWS FIS',
  example: 'tokenwatch chaos export token.missing',
  argument: { syntax: '<subject>', about: 'the name of a fault, or the file of an experiment' },
  options: [
    {
      flags: '--to <format>',
      about: 'the format to write',
      choices: ['yaml', 'chaostoolkit', 'fis'],
      fallback: 'yaml',
    },
    { flags: '--out <file>', about: 'the file to write (default: stdout)' },
  ],
  load: () => import('../chaos/export.ts'),
}

export const chaosLayer: Command<{ readonly out: string }> = {
  name: 'chaos layer',
  about: 'build the Lambda layer that injects faults into Node functions',
  example: 'tokenwatch chaos layer --out dist/chaos-layer',
  options: [{ flags: '--out <folder>', about: 'the folder to write', fallback: 'dist/chaos-layer' }],
  load: () => import('../chaos/layer.ts'),
}
