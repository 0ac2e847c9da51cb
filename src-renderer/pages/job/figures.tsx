import { formatBytes, formatCount } from '#schemas/format'

/** `12 files considered, 9 rows` and the like, above a result. */
export function Figures({
  figures,
}: {
  readonly figures: readonly (readonly [string, number | string | undefined])[]
}) {
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1">
      {figures.map(([name, figure]) =>
        figure === undefined ? null : (
          <div key={name} className="flex items-baseline gap-1.5">
            <dd className="order-first font-strong">{typeof figure === 'number' ? formatCount(figure) : figure}</dd>
            <dt className="text-ink-3">{name}</dt>
          </div>
        ),
      )}
    </dl>
  )
}

export function bytesText(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatBytes(bytes)
}
