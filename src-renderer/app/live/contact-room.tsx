import type { ReactNode } from 'react'
import { type NoContact, NoContactContext } from '../../components/index.ts'
import { useLive } from './live.ts'

const NO_CONTACT: NoContact = {
  id: 'no-contact',
  reason: 'There is no contact with the core, so this cannot be done now.',
}

/** Tells everything that changes something whether the core can be reached. The kill switch goes its own ways without. */
export function ContactRoom({ children }: { children: ReactNode }) {
  const { contact } = useLive()
  return (
    <NoContactContext value={contact === 'lost' ? NO_CONTACT : undefined}>
      {children}
      <span id={NO_CONTACT.id} hidden>
        {NO_CONTACT.reason}
      </span>
    </NoContactContext>
  )
}
