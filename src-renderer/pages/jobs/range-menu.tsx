import { useEffect } from 'react'
import { useDesk } from '../../app/index.ts'
import { Button, ChevronDownIcon, Menu, type MenuItem } from '../../components/index.ts'
import { type Range, rangeOf, rangeText, rangeWords, readRange, USUAL_RANGES, withRange } from './ranges.ts'
import type { JobsSearch } from './search.ts'

interface RangeMenuProps {
  readonly search: JobsSearch
  readonly readable: boolean
  readonly onChange: (search: JobsSearch) => void
}

/** The stretch of time that is looked at. The last one is kept in the core, so that one need not find it again. */
export function RangeMenu({ search, readable, onChange }: RangeMenuProps) {
  const [ranges, change, known] = useDesk('ranges')
  const now = rangeOf(search)
  const text = now === undefined ? '' : rangeText(now)
  const last = ranges['jobs'] ?? ''
  const worthKeeping = known && readable && text !== '' && text !== last && text.length <= 64
  useEffect(() => {
    if (worthKeeping) void change((before) => ({ ...before, jobs: text }))
  }, [worthKeeping, text, change])

  const offered = [...new Set([...(last === '' ? [] : [last]), ...USUAL_RANGES, ...(text === '' ? [] : [text])])]
  const itemOf = (range: Range | undefined, label: string): MenuItem => ({
    label,
    chosen: (range === undefined ? '' : rangeText(range)) === text,
    onSelect: () => onChange(withRange(search, range)),
  })
  const usual = (each: string) => USUAL_RANGES.some((span) => span === each)
  return (
    <Menu
      label="Time"
      items={[
        itemOf(undefined, 'Any time'),
        ...USUAL_RANGES.map((span) => itemOf({ since: span }, rangeWords({ since: span }))),
        ...offered.filter((each) => !usual(each)).map((each) => itemOf(readRange(each), rangeWords(readRange(each)))),
      ]}
      trigger={
        <Button>
          {rangeWords(now)} <ChevronDownIcon size={14} />
        </Button>
      }
    />
  )
}
