import type { ReactNode } from 'react'
import { Button, CrossIcon, IconButton, PlusIcon } from '../../../components/index.ts'
import type { Draft } from '../../new-job/draft.ts'

interface ItemListProps {
  readonly items: readonly Draft[]
  readonly onChange: (items: readonly Draft[]) => void
  /** What one of them is called: `blackout`. */
  readonly one: string
  /** What a new one begins as. */
  readonly fresh: Draft
  readonly most: number
  readonly children: (item: Draft, at: number, put: (name: string, value: unknown) => void) => ReactNode
}

/** Parts of a schedule of which there may be several, each in a frame of its own. */
export function ItemList({ items, onChange, one, fresh, most, children }: ItemListProps) {
  const name = one.charAt(0).toUpperCase() + one.slice(1)
  return (
    <div className="flex flex-col gap-3">
      {items.length > 0 && (
        <ol className="flex flex-col gap-3">
          {items.map((item, at) => (
            // Items have no identity but their place.
            <li
              key={at}
              aria-label={`${name} ${at + 1}`}
              className="flex items-start gap-2 rounded-sm border border-line p-3"
            >
              <div className="min-w-0 flex-1">
                {children(item, at, (member, value) => onChange(items.with(at, withMember(item, member, value))))}
              </div>
              <IconButton
                icon={CrossIcon}
                size="small"
                label={`Remove ${one} ${at + 1}`}
                onClick={() => onChange(items.toSpliced(at, 1))}
              />
            </li>
          ))}
        </ol>
      )}
      <div>
        <Button
          size="small"
          icon={PlusIcon}
          disabled={items.length >= most}
          onClick={() => onChange([...items, fresh])}
        >
          Add {one}
        </Button>
      </div>
    </div>
  )
}

function withMember(item: Draft, name: string, value: unknown): Draft {
  const { [name]: _, ...rest } = item
  return value === undefined ? rest : { ...rest, [name]: value }
}
