import { accessErrors } from '#schemas'
import { buttonClass, InCode, ShieldIcon, UnknownIcon } from '../../components/index.ts'
import { asTypedHere, ownCommand } from '../client/own-command.ts'
import type { SignIn } from '../client/sign-in.ts'

const texts: Record<Exclude<SignIn, 'signed_in'>, { title: string; todo: string }> = {
  not_signed_in: {
    title: accessErrors.not_signed_in.sentence({}),
    todo: accessErrors.not_signed_in.remedy({}),
  },
  code_refused: {
    title: accessErrors.code_invalid.sentence({}),
    todo: accessErrors.code_invalid.remedy({}),
  },
  user_refused: {
    title: accessErrors.user_refused.sentence({}),
    todo: accessErrors.user_refused.remedy({}),
  },
  no_contact: {
    title: 'No contact with the core.',
    todo: 'Start it with `interlock start`. This page goes on by itself when it answers.',
  },
}

/** The whole window for somebody who is not in: what is so, and what to do. */
export function Outside({ reason }: { reason: Exclude<SignIn, 'signed_in'> }) {
  const { title, todo } = texts[reason]
  const Sign = reason === 'no_contact' ? UnknownIcon : ShieldIcon
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="max-w-[60ch] rounded-lg border border-line bg-surface p-8">
        <div className="mb-4 flex items-center gap-2 text-ink-3">
          <img src="/icon.svg" alt="" className="size-6" />
          <span className="font-strong text-ink">Interlock</span>
        </div>
        <h1 className="flex items-start gap-2 text-title font-strong text-balance">
          <Sign size={20} className="mt-1 text-ask" />
          {title}
        </h1>
        <p className="mt-3 text-field text-ink-2">
          <InCode text={asTypedHere(todo)} />
        </p>
        <p className="mt-2 text-ink-3">
          Work that runs goes on without this page. To stop it:{' '}
          <code className="wrap-anywhere">{ownCommand()} kill</code>.
        </p>
        {(reason === 'code_refused' || reason === 'user_refused') && (
          <a href="/" className={`mt-4 ${buttonClass()}`}>
            Look again
          </a>
        )}
      </div>
    </main>
  )
}
