import type { EventRecord } from '#schemas'
import { type Column, Hash, Spelt, spellOutLine, Time, WarningIcon } from '../../components/index.ts'
import { factsOf, isProblem, kindText } from '../../facts/index.ts'

/** Columns of the list of events; `names` says what each call ran. */
export function columnsOf(names: ReadonlyMap<number, string>): Column<EventRecord>[] {
  return [
    {
      id: 'seq',
      header: 'Row',
      width: '4rem',
      align: 'end',
      cell: (event) => <span className="text-ink-3">{event.seq}</span>,
    },
    {
      id: 'at',
      header: 'Time',
      width: '6rem',
      cell: (event) => <Time at={event.at} show="millis" reachable={false} className="text-ink-2" />,
    },
    {
      id: 'kind',
      header: 'Event',
      width: 'minmax(9rem, 1fr)',
      cell: (event) => (
        <span className="inline-flex items-center gap-1.5 align-bottom">
          {isProblem(event) && <WarningIcon size={14} className="text-bad" />}
          <span title={event.kind}>{kindText(event.kind)}</span>
        </span>
      ),
    },
    {
      id: 'facts',
      header: 'Facts',
      width: 'minmax(10rem, 2fr)',
      cell: (event) => <Facts event={event} ran={names.get(event.seq)} />,
    },
    { id: 'hash', header: 'Hash', width: '6.5rem', cell: (event) => <Hash hash={event.hash} className="text-ink-3" /> },
  ]
}

function Facts({ event, ran }: { readonly event: EventRecord; readonly ran: string | undefined }) {
  if (ran === undefined) return <span className="text-ink-2">{factsOf(event)}</span>
  return (
    <span title={spellOutLine(ran)} className="font-mono">
      <Spelt text={ran} line />
    </span>
  )
}
