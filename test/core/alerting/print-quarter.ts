import { liveQuarter, wholeCompany } from './quarter.ts'

/**
 * `npm run incidents:quarter [-- seed]`: lives a quarter of a company with 400 tokens and 30 providers, and prints its pages by week and
 * owner. Exits with 1 if a week has more than four pages, or if nobody was paged for a death.
 */
const seed = Number(process.argv[2] ?? wholeCompany.seed)
const { pages, untold, deaths } = await liveQuarter({ ...wholeCompany, seed })
const mostWeekly = 4
let isBad = untold.length > 0
for (let week = 0; week < wholeCompany.weeks; week += 1) {
  const own = pages.filter((page) => page.week === week)
  isBad ||= own.length > mostWeekly
  const owners = Object.entries(Object.groupBy(own, ({ owner }) => owner))
  const said = owners.map(
    ([owner, some = []]) => `${owner} ${some.length} (${some.map(({ about }) => about).join(', ')})`,
  )
  process.stdout.write(`week ${week + 1}: ${own.length} pages${said.length === 0 ? '' : `: ${said.join('; ')}`}\n`)
}
process.stdout.write(
  `${deaths} deaths, ${untold.length} of them untold${untold.length === 0 ? '' : `: ${untold.join(', ')}`}\n`,
)
process.exitCode = isBad ? 1 : 0
