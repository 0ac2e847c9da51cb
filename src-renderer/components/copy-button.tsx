import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'
import { CheckIcon, CopyIcon } from './icons/index.ts'

export interface CopyButtonProps {
  text: string
  /** What is copied: `Copy the whole id`. */
  label: string
}

/** Copies `text`; the icon says that it did. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      icon={copied ? CheckIcon : CopyIcon}
      label={copied ? 'Copied' : label}
      size="small"
      onClick={(event) => {
        event.stopPropagation()
        void navigator.clipboard.writeText(text).then(() => setCopied(true))
      }}
    />
  )
}
