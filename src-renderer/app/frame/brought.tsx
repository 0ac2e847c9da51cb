import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Button, CopyButton, Dialog, useToast } from '../../components/index.ts'
import { useCommandBoard } from '../palette/commands.ts'
import { type Brought, useShellNews } from '../shell/news.ts'

type Bundle = Extract<Brought, { news: 'bundle' }>

/** Shows what the system brings to this window: a link is followed, a job goes into its form, a bundle is explained. */
export function BroughtHere() {
  const news = useShellNews()
  const { history } = useRouter()
  const navigate = useNavigate()
  const toast = useToast()
  const board = useCommandBoard()
  const [bundle, setBundle] = useState<Bundle>()
  useEffect(
    () =>
      news?.onBrought((brought) => {
        switch (brought.news) {
          case 'go':
            return history.push(brought.path)
          case 'do':
            return board
              .here()
              .find(({ id, disabledReason }) => id === brought.act && disabledReason === undefined)
              ?.run()
          case 'job':
            return void navigate({ to: '/jobs/new', search: { brought: news.keepJob(brought) } })
          case 'bundle':
            return setBundle(brought)
          case 'refused':
            return toast({ text: `${brought.what} was not opened. ${brought.why}` })
        }
      }),
    [news, board, history, navigate, toast],
  )
  return bundle && <BundleDialog bundle={bundle} onClose={() => setBundle(undefined)} />
}

function BundleDialog({ bundle, onClose }: { readonly bundle: Bundle; readonly onClose: () => void }) {
  const { folder, scope, exported_at: exportedAt, command } = bundle
  return (
    <Dialog
      title="Evidence bundle"
      onClose={onClose}
      footer={
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      }
    >
      <p className="wrap-anywhere">
        <code>{folder}</code> says that it holds {scope}
        {exportedAt === null ? '.' : `, exported ${exportedAt}.`} Nothing of it has been checked.
      </p>
      <p className="mt-3">To check it, run this in a terminal with Node:</p>
      <div className="mt-1 flex items-center gap-2 rounded-sm border border-line bg-canvas p-2">
        <code className="min-w-0 flex-1 wrap-anywhere">{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
      <p className="mt-3 text-ink-3">
        This is the verifier of your own Interlock. The one inside a bundle is code of whoever made the bundle.
      </p>
    </Dialog>
  )
}
