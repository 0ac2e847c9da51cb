import { cx, Spelt } from '../components/index.ts'

interface TextBlockProps {
  readonly text: string
  /** Names it for screen readers. */
  readonly label: string
  readonly className?: string | undefined
}

/** Text that a job wrote, as it is: nothing in it is interpreted, what is invisible is spelt out. */
export function TextBlock({ text, label, className = 'max-h-96' }: TextBlockProps) {
  return (
    // A box that scrolls must take focus, or its end cannot be read by keyboard.
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      aria-label={label}
      role="group"
      data-ring="inside"
      className={cx(
        'overflow-auto rounded-sm bg-sunken p-2 font-mono text-meta break-words whitespace-pre-wrap',
        className,
      )}
    >
      <Spelt text={text} />
    </pre>
  )
}
