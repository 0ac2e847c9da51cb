import { Dialog as Primitive } from 'radix-ui'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { cx } from './cx.ts'
import { KeyLayerAbove } from './keys/index.ts'

export interface DialogProps {
  title: string
  /** Beside the title, in small: what one must know first. */
  aside?: ReactNode
  onClose: () => void
  /** Buttons; the way out comes first and says what stays. Give one of them `data-autofocus`. */
  footer?: ReactNode
  wide?: boolean
  /** `palette`: at the top, the title only read out, nothing around the content. */
  look?: 'question' | 'palette'
  children: ReactNode
}

/**
 * A question over the page. Mount it while it is open. The rest of the page is inert behind it, except the kill switch,
 * which stays in sight and reach over every dialog; that is why this is not a modal of the browser's own.
 */
export function Dialog(props: DialogProps) {
  return (
    <KeyLayerAbove>
      <OpenDialog {...props} />
    </KeyLayerAbove>
  )
}

function OpenDialog({ title, aside, onClose, footer, wide = false, look = 'question', children }: DialogProps) {
  const [cameFrom] = useState(() => document.activeElement)
  useEffect(() => modals.add(), [])
  return (
    <Primitive.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <div className="fixed inset-0 z-30 animate-rise bg-shade" aria-hidden="true" />
        <Primitive.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            const content = event.currentTarget
            if (!(content instanceof HTMLElement)) return
            const first = content.querySelector<HTMLElement>('[data-autofocus]') ?? content
            first.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (cameFrom instanceof HTMLElement) cameFrom.focus()
          }}
          onInteractOutside={(event) => event.preventDefault()}
          className={cx(
            // Centred below the band of the kill switch, which would cover it otherwise.
            'fixed left-1/2 z-40 flex w-[calc(100vw-2rem)] -translate-x-1/2 flex-col',
            look === 'palette'
              ? 'top-[max(calc(var(--band-height,0px)_+_3rem),12vh)] max-h-[calc(100dvh-var(--band-height,0px)-4rem)] overflow-hidden'
              : 'top-[calc(50%_+_var(--band-height,0px)/2)] max-h-[calc(100dvh-var(--band-height,0px)-6rem)] -translate-y-1/2',
            'animate-rise rounded-lg border border-line bg-surface shadow-overlay focus-visible:outline-none',
            wide ? 'max-w-[52rem]' : 'max-w-[36rem]',
          )}
        >
          {look === 'palette' ? (
            <>
              <Primitive.Title className="sr-only">{title}</Primitive.Title>
              {children}
            </>
          ) : (
            <>
              <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b border-line px-5 py-3">
                <Primitive.Title className="text-section font-strong">{title}</Primitive.Title>
                {aside !== undefined && <div className="ml-auto text-meta text-ink-3">{aside}</div>}
              </div>
              <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
            </>
          )}
          {footer !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

const modals = createCounter()

/** Whether a dialog is open: the frame makes itself inert then. */
export function useDialogOpen(): boolean {
  return useSyncExternalStore(modals.subscribe, modals.any)
}

function createCounter() {
  const listeners = new Set<() => void>()
  let open = 0
  const change = (by: number) => {
    open += by
    for (const tell of listeners) tell()
  }
  return {
    any: () => open > 0,
    subscribe: (tell: () => void) => {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    add: () => {
      change(1)
      return () => change(-1)
    },
  }
}
