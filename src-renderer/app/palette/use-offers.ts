import { useRouter } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { FilterIcon, spellOut, useNoContact } from '../../components/index.ts'
import { useDesk } from '../desk/use-desk.ts'
import { pageRecords } from '../page-records.ts'
import { type Command, FIND, useCommandBoard } from './commands.ts'
import { matchScore } from './match.ts'
import { useFound } from './use-found.ts'

/** Commands under one heading. */
export interface Offer {
  readonly title: string
  readonly commands: readonly Command[]
}

const MOST_RECENT = 5
const MOST_OF_A_KIND = 30

/** What is asked for on pages that cannot do it: found all the same, with where it is done. */
const ELSEWHERE: readonly Command[] = [
  ['retry', 'Retry selected jobs'],
  ['requeue', 'Requeue selected jobs'],
  ['cancel', 'Cancel selected jobs'],
  ['priority', 'Set priority of selected jobs'],
].map(([act, label]) => ({
  id: `jobs.bulk_${act}`,
  label: label ?? '',
  words: 'bulk many',
  disabledReason: 'Select jobs in the list of Jobs first; g j leads there.',
  run: () => undefined,
}))

/** Everything the palette offers for what is typed: recent ones first, then what can be done here, places, views, finds. */
export function useOffers(typed: string): { offers: Offer[]; looking: boolean; ran: (id: string) => void } {
  const router = useRouter()
  const board = useCommandBoard()
  const [recent, changeRecent] = useDesk('recent')
  const [views] = useDesk('views')
  const go = useCallback((to: string) => void router.navigate({ href: to }), [router])
  // What can be done here is asked once: behind the palette nothing changes that the reader could have meant.
  const [commands] = useState(() => board.here().filter(({ id }) => id !== FIND))
  const noContact = useNoContact()
  const here = commands.map((command) =>
    noContact && command.changes === true
      ? { ...command, disabledReason: command.disabledReason ?? noContact.reason }
      : command,
  )
  const places = useMemo(() => placesOf(go), [go])
  const found = useFound(typed, go)
  const saved = views.map((view): Command => ({
    id: `view.${view.id}`,
    label: spellOut(view.name),
    words: `view ${view.page} ${view.filter}`,
    aside: 'saved view',
    icon: FilterIcon,
    run: () => go(`/${view.page}?view=${view.id}`),
  }))
  const elsewhere = ELSEWHERE.filter(({ id }) => !here.some((command) => command.id === id))
  const known = [...here, ...places, ...saved]
  const latest = recent
    .flatMap((id) => known.find((command) => command.id === id) ?? [])
    .filter(({ disabledReason }) => disabledReason === undefined)
    .slice(0, MOST_RECENT)
  const blank = typed.trim() === ''
  const again = blank ? latest : []
  const rest = (commands: readonly Command[]) => commands.filter((command) => !again.includes(command))
  const offers = [
    { title: 'Recent', commands: again },
    { title: 'Here', commands: fitting(rest(here.filter(({ everywhere }) => everywhere !== true)), typed) },
    { title: 'Go to', commands: fitting(rest(places), typed) },
    {
      title: 'Commands',
      commands: fitting(
        [...rest(here.filter(({ everywhere }) => everywhere === true)), ...(blank ? [] : elsewhere)],
        typed,
      ),
    },
    { title: 'Saved views', commands: fitting(rest(saved), typed) },
    { title: 'Found', commands: blank ? [] : found.commands },
  ]
  return {
    offers: byBest(offers, typed).filter(({ commands }) => commands.length > 0),
    looking: !blank && found.looking,
    ran: (id) => void changeRecent((now) => [id, ...now.filter((each) => each !== id)].slice(0, 20)),
  }
}

function placesOf(go: (to: string) => void): Command[] {
  return pageRecords().flatMap(({ rail, commands = [] }) => [
    ...(rail
      ? [
          {
            id: `go.${rail.path}`,
            label: rail.label,
            words: `go to open ${rail.words ?? ''}`,
            keys: `g ${rail.key}`,
            icon: rail.icon,
            run: () => go(rail.path),
          },
        ]
      : []),
    ...commands.map(({ path, ...command }) => ({
      ...(rail && { icon: rail.icon }),
      ...command,
      run: () => go(path),
    })),
  ])
}

function fitting(commands: readonly Command[], typed: string): Command[] {
  return commands
    .flatMap((command) => {
      const score = matchScore(typed, command.label, command.words)
      return score === undefined ? [] : [{ command, score }]
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_OF_A_KIND)
    .map(({ command }) => command)
}

/** The heading with the best fit comes first once something is typed; what was found in the core stays last. */
function byBest(offers: Offer[], typed: string): Offer[] {
  if (typed.trim() === '') return offers
  const best = ({ title, commands }: Offer) =>
    title === 'Found' ? -1 : Math.max(0, ...commands.map(({ label, words }) => matchScore(typed, label, words) ?? 0))
  return offers.toSorted((a, b) => best(b) - best(a))
}
