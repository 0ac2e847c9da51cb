import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { createPortal } from 'react-dom'

export const TitleSlot = createContext<HTMLElement | null>(null)

export interface PageTitleProps {
  /** Title of the window; never text that a job wrote. */
  text: string
  /** Shown in the top bar instead of `text`: crumbs. */
  children?: ReactNode
}

/** Names the page in the top bar and in the window's title. Each page renders one. */
export function PageTitle({ text, children = text }: PageTitleProps) {
  const slot = useContext(TitleSlot)
  useEffect(() => {
    document.title = `${text} · Interlock`
  }, [text])
  return slot && createPortal(<h1 className="w-full truncate text-section font-strong">{children}</h1>, slot)
}
