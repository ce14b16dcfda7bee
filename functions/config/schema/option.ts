import { z } from 'zod'
import type { ProviderOption } from '../../providers/provider.ts'
import { expected, text } from './text.ts'

/** Makes the field of a provider's option. Its output is the value that fills the templates. */
export function optionField(option: ProviderOption): z.ZodType<string, string | undefined> {
  const field = fieldOf(option)
  return option.default === undefined
    ? field
    : field.default(option.kind === 'choice' ? (option.of[option.default] ?? '') : option.default)
}

function fieldOf(option: ProviderOption): z.ZodType<string, string> {
  switch (option.kind) {
    case 'choice': {
      const words = Object.keys(option.of)
      return z
        .enum(words, { error: expected(`one of ${words.join(', ')}: ${option.says}`) })
        .transform((word) => option.of[word] ?? '')
    }
    case 'host':
      return text(`a host such as git.acme.example, with its port where it has one: ${option.says}`, isHost)
    case 'name': {
      const whole = new RegExp(`^(?:${option.pattern})$`)
      return text(`${option.says}, such as ${option.example}`, (value) => value.length <= 256 && whole.test(value))
    }
  }
}

/** Returns true for a host in the spelling of a parsed URL: the checked host is the host that is asked. */
function isHost(value: string): boolean {
  const url = URL.parse(`https://${value}/`)
  return url !== null && url.host === value
}
