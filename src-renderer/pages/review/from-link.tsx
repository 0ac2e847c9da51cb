import { cx, Spelt, WarningIcon } from '../../components/index.ts'

interface FromLinkProps {
  readonly workspace?: string
  readonly path?: string
  readonly className?: string
}

/** Says that nobody here chose the target: whoever wrote the link did. */
export function FromLink({ workspace, path, className }: FromLinkProps) {
  return (
    <p className={cx('flex items-start gap-2 rounded-sm bg-warn-tint p-2 text-warn', className)}>
      <WarningIcon className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">
        The target comes from the link
        {path !== undefined && (
          <>
            : <Spelt text={path} /> in <Spelt text={workspace ?? ''} />
          </>
        )}
        . Look at it before you promote.
      </span>
    </p>
  )
}
