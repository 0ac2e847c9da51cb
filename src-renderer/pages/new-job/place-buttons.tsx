import { ArrowDownIcon, ArrowUpIcon, CrossIcon, IconButton } from '../../components/index.ts'

interface PlaceButtonsProps<T> {
  /** What an item is called: `command`. */
  readonly noun: string
  readonly items: readonly T[]
  readonly at: number
  readonly onChange: (items: T[]) => void
}

/** Moves one item of a list up or down, or takes it out. */
export function PlaceButtons<T>({ noun, items, at, onChange }: PlaceButtonsProps<T>) {
  const swap = (first: number, second: number) => {
    const [a, b] = [items[first], items[second]]
    if (a !== undefined && b !== undefined) onChange(items.with(first, b).with(second, a))
  }
  return (
    <span className="flex">
      <IconButton
        icon={ArrowUpIcon}
        label={`Move ${noun} ${at + 1} up`}
        disabled={at === 0}
        onClick={() => swap(at - 1, at)}
      />
      <IconButton
        icon={ArrowDownIcon}
        label={`Move ${noun} ${at + 1} down`}
        disabled={at === items.length - 1}
        onClick={() => swap(at, at + 1)}
      />
      <IconButton
        icon={CrossIcon}
        label={`Remove ${noun} ${at + 1}`}
        onClick={() => onChange(items.toSpliced(at, 1))}
      />
    </span>
  )
}
