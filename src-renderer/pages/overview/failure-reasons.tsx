import type { Stats } from '#schemas'
import { formatCount } from '#schemas/format'
import { runStateTexts } from '#schemas/texts'
import { PathLink } from '../../app/index.ts'
import { ChartCard, CheckIcon, RankedBars, ScrollRegion, Spelt } from '../../components/index.ts'
import { shortTypeName } from '../../facts/index.ts'
import { reasonWords } from './figures.ts'

const SHOWN = 5

/** What breaks, the most frequent first. */
export function FailureReasons({
  stats: { reasons, failures, since, until },
  ...card
}: {
  stats: Stats
  id: string
  table: boolean
  onTable: (table: boolean) => void
  className: string
}) {
  const most = reasons[0]?.n ?? 1
  const listed = reasons.slice(0, SHOWN)
  const rest = failures - listed.reduce((sum, { n }) => sum + n, 0)
  const path = (code: string) =>
    `/jobs?reason=${code}&since=${since.replace('.000', '')}&until=${until.replace('.000', '')}`
  return (
    <ChartCard {...card} question="What breaks?" unit="failed runs, by reason">
      <div className="mt-2">
        {reasons.length === 0 ? (
          <p className="flex items-center gap-1.5 pt-1 text-ink-2">
            <CheckIcon className="text-good" />
            No run failed.
          </p>
        ) : card.table ? (
          <ScrollRegion label="Reasons" className="max-h-64">
            <ReasonTable reasons={reasons} />
          </ScrollRegion>
        ) : (
          <>
            <RankedBars
              rows={listed.map(({ code, state, n }) => ({
                id: `${state}/${code}`,
                label: <Spelt text={reasonWords(code)} />,
                share: n / most,
                figure: formatCount(n),
                tone: state === 'lost' ? 'warn' : 'bad',
              }))}
              renderRow={(row, content) => (
                <PathLink
                  to={path(row.id.slice(row.id.indexOf('/') + 1))}
                  data-ring="inside"
                  className="-mx-2 block rounded-sm px-2 hover:bg-sunken"
                >
                  {content}
                </PathLink>
              )}
            />
            {rest > 0 && <p className="mt-1 text-meta text-ink-3">{formatCount(rest)} for other reasons</p>}
          </>
        )}
      </div>
    </ChartCard>
  )
}

function ReasonTable({ reasons }: Pick<Stats, 'reasons'>) {
  return (
    <table className="w-full">
      <caption className="sr-only">Failed runs by reason</caption>
      <thead className="text-left text-ink-3">
        <tr>
          <th scope="col" className="font-normal">
            Reason
          </th>
          <th scope="col" className="font-normal">
            Outcome
          </th>
          <th scope="col" className="font-normal">
            Job types
          </th>
          <th scope="col" className="text-right font-normal">
            Runs
          </th>
        </tr>
      </thead>
      <tbody>
        {reasons.map(({ code, state, types, n }) => (
          <tr key={`${state}/${code}`} className="border-t border-line align-top">
            <th scope="row" className="py-1 pr-3 text-left font-normal">
              <Spelt text={reasonWords(code)} />
            </th>
            <td className="py-1 pr-3 whitespace-nowrap text-ink-2">{runStateTexts[state].word}</td>
            <td className="py-1 pr-3 text-ink-2">{types.map(shortTypeName).join(', ')}</td>
            <td className="py-1 text-right">{formatCount(n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
