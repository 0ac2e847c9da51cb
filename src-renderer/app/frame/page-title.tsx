import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { createPortal } from 'react-dom'
import { pendingApprovalsQuery } from '../client/approvals-query.ts'
import { useClient } from '../client/client.ts'

export const TitleSlot = createContext<HTMLElement | null>(null)

export interface PageTitleProps {
  /** Title of the window; never text that a job wrote. */
  text: string
  /** Shown in the top bar instead of `text`: crumbs. */
  children?: ReactNode
}

/** Names the page in the top bar and in the window's title, which also counts what waits for approval. Each page renders one. */
export function PageTitle({ text, children = text }: PageTitleProps) {
  const slot = useContext(TitleSlot)
  const waiting = useQuery(pendingApprovalsQuery(useClient())).data ?? 0
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${text} · Interlock`
  }, [text, waiting])
  return slot && createPortal(<h1 className="w-full truncate text-section font-strong">{children}</h1>, slot)
}
