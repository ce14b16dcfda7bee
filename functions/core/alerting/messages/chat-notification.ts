import type { Place } from '../../model/place.ts'
import { cleaned } from './plain-text.ts'
import type { LegibleReport } from './report.ts'

/** Characters of a title. The reference names no limit, and chat clients fold longer ones. */
const titleLimit = 200

/**
 * Writes a custom notification for Amazon Q Developer in chat applications, which ignores every other shape of message
 * (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html). Messages of one incident share a thread.
 */
export function chatNotification({ state, short, headline, facts, next, name }: LegibleReport, place: Place): object {
  const lines = facts.flatMap((group) => group.map(([fact, value]) => `*${fact}*: ${escaped(value)}`))
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: cleaned(`${state === 'ALARM' ? ':rotating_light:' : ':white_check_mark:'} ${escaped(short)}`, titleLimit),
      description: [`${escaped(headline)}.`, ...lines].join('\n'),
      nextSteps: next.map(([step, value]) => `${step}: ${isLink(value) ? `<${value}>` : `\`${escaped(value)}\``}`),
    },
    metadata: {
      threadId: name,
      summary: cleaned(short, titleLimit),
      eventType: state,
      relatedResources: [`tokenwatch/${place.deployment}`],
    },
  }
}

/** Escapes text for Slack: `<!channel>` in a provider's text would otherwise notify everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', "'")
}

const isLink = (text: string): boolean => /^https:\/\/[^\s<>|]+$/.test(text)
