import { useState } from 'react'
import { Button, CheckIcon, CopyIcon, Dialog } from '../../../components/index.ts'

interface MadeApiKeyProps {
  readonly name: string
  readonly secret: string
  readonly onClose: () => void
}

/** The one time a key is shown. Esc does not close it: nobody could bring the key back. */
export function MadeApiKey({ name, secret, onClose }: MadeApiKeyProps) {
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(secret).then(() => setCopied(true))
  return (
    <Dialog
      title={`The key ${name}`}
      onClose={() => undefined}
      footer={
        <>
          <Button onClick={onClose}>{copied ? 'Close' : 'Close, I have it'}</Button>
          <Button look="primary" icon={copied ? CheckIcon : CopyIcon} data-autofocus onClick={copy}>
            {copied ? 'Copied' : 'Copy the key'}
          </Button>
        </>
      }
    >
      <p>It is shown this once. Interlock keeps only its hash, so it can be replaced and never looked up.</p>
      <output
        aria-label="The key"
        className="mt-3 block rounded-sm border border-line bg-sunken px-3 py-2 font-mono break-all select-all"
      >
        {secret}
      </output>
      <p className="mt-3 text-ink-2">
        It is sent as the header <code className="font-mono">Authorization: Bearer …</code>. Keep it out of addresses
        and arguments, which other users of this machine can see.
      </p>
    </Dialog>
  )
}
