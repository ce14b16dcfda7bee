import type { Place } from '../../model/place.ts'
import { cleaned } from './plain-text.ts'
import type { LegibleReport } from './report.ts'

/** Conservative: the reference names no limits, and chat clients fold what is longer. */
const titleLimit = 200

/**
 * The custom notification of Amazon Q Developer in chat applications, which drops every other message of ours
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

/** Slack's own escapes: without them `<!channel>` in a provider's text would wake everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', "'")
}

const isLink = (text: string): boolean => /^https:\/\/[^\s<>|]+$/.test(text)
