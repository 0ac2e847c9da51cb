import { Link } from '@tanstack/react-router'
import type { Delivery } from '#schemas'
import { Button, CHOSEN_IN_FORCED_COLOURS, cx, Panel, Spelt, StateMark, Time } from '../../components/index.ts'
import type { OutboxSearch } from './search.ts'
import { whyWords } from './words.ts'

export interface DeliveryListProps {
  readonly deliveries: readonly Delivery[]
  readonly shown: string | undefined
  readonly search: OutboxSearch
  readonly more: { readonly load: () => void; readonly busy: boolean } | undefined
}

/** What was told to whom, one line each, newest first. */
export function DeliveryList({ deliveries, shown, search, more }: DeliveryListProps) {
  return (
    <Panel title="Deliveries" quiet flush>
      <ul className="divide-y divide-line">
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            <Link
              to="/outbox"
              search={{ ...search, id: delivery.id }}
              replace
              data-delivery={delivery.id}
              aria-current={delivery.id === shown || undefined}
              data-ring="inside"
              className={cx(
                'grid min-h-10 items-center gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[7.5rem_minmax(0,1fr)_minmax(5rem,8rem)_5.5rem]',
                delivery.id === shown ? cx('bg-selected', CHOSEN_IN_FORCED_COLOURS) : 'hover:bg-sunken',
              )}
            >
              <StateMark of="delivery" state={delivery.state} />
              <span className="min-w-0">
                <span className="block truncate">
                  <Spelt text={delivery.title} />
                </span>
                {whyWords(delivery) !== '' && (
                  <span className="block truncate text-meta text-ink-3">{whyWords(delivery)}</span>
                )}
              </span>
              <span className="min-w-0 truncate text-ink-2">{delivery.alias}</span>
              <span className="text-meta text-ink-3 sm:text-right">
                <Time at={delivery.created_at} reachable={false} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {more && (
        <div className="border-t border-line p-2 text-center">
          <Button size="small" busy={more.busy} onClick={more.load}>
            Show older
          </Button>
        </div>
      )}
    </Panel>
  )
}
