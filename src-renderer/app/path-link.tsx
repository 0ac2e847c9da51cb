import { useRouter } from '@tanstack/react-router'
import type { ComponentProps, MouseEvent } from 'react'

export interface PathLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** A path of the console with its search, such as `/jobs?state=failed`. */
  to: string
}

/** A link by path, for places that do not know the page they lead to. Typed links are the router's own. */
export function PathLink({ to, onClick, children, ...rest }: PathLinkProps) {
  const router = useRouter()
  return (
    <a
      href={to}
      onClick={(event) => {
        onClick?.(event)
        if (!isPlainClick(event)) return
        event.preventDefault()
        void router.navigate({ href: to })
      }}
      {...rest}
    >
      {children}
    </a>
  )
}

/** Clicks for a new tab or window are the browser's. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
}
