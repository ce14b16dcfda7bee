import { whenHeard } from './when-heard.ts'

/** `npm run incidents:table`: the table of docs/incidents.md with the time until people hear of an event. */
process.stdout.write(`${(await whenHeard()).join('\n')}\n`)
