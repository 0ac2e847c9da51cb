import { formatCount } from '#schemas/format'

/** `Rows 1,204 to 1,240 of 10,000`: where one is in the list. */
export function placeWords(
  inView: { readonly first: number; readonly last: number },
  rows: number,
  matching: { readonly count: number; readonly exact: boolean } | undefined,
): string {
  if (rows === 0) return ''
  const of =
    matching === undefined
      ? ''
      : ` of ${matching.exact ? '' : 'more than '}${formatCount(Math.max(matching.count, rows))}`
  return `Row ${formatCount(Math.min(inView.first + 1, rows))}${of}`
}
