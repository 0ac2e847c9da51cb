import type { SandboxPromise, Worker } from '#schemas'
import { sandboxPromiseTexts } from '#schemas/texts'
import {
  ArcIcon,
  CancelledIcon,
  cx,
  FailedIcon,
  HalfDiscIcon,
  type Icon,
  Panel,
  Spelt,
  SucceededIcon,
  toneText,
  UnknownIcon,
} from '../../components/index.ts'
import { PROMISE_GROUPS, type PromiseState, promiseState, promiseWords } from './promise-states.ts'

const TryingIcon: Icon = (props) => (
  <>
    <ArcIcon {...props} className={cx(props.className, 'animate-turn motion-reduce:hidden')} />
    <HalfDiscIcon {...props} className={cx(props.className, 'hidden motion-reduce:block')} />
  </>
)

const COLUMNS =
  'grid items-start gap-x-6 gap-y-0.5 sm:grid-cols-[6.5rem_minmax(0,1fr)_minmax(0,1.2fr)] lg:grid-cols-[6.5rem_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]'

const signs: Record<PromiseState['state'], Icon> = {
  kept: SucceededIcon,
  not_kept: FailedIcon,
  not_tried: CancelledIcon,
  trying: TryingIcon,
  unknown: UnknownIcon,
}

/** Every promise of one worker's sandbox: what it means, what was tried to break it, what was seen. */
export function PromiseList({ worker }: { readonly worker: Worker }) {
  return (
    <Panel title={`What the worker of slot ${worker.slot} tried`} flush>
      {worker.sandbox_reason !== null && (
        <p className="max-w-[100ch] px-4 pb-3 break-words text-ink-2">
          <Spelt text={worker.sandbox_reason} />
        </p>
      )}
      <div
        aria-hidden="true"
        className={cx(COLUMNS, 'border-t border-line px-4 py-1.5 text-meta text-ink-3 max-lg:hidden')}
      >
        <span>State</span>
        <span>Promise</span>
        <span>Tried</span>
        <span>Seen</span>
      </div>
      {PROMISE_GROUPS.map(({ title, promises }) => (
        <section key={title} aria-label={title}>
          <h3 className="border-y border-line bg-canvas px-4 py-1 text-meta font-strong text-ink-2">{title}</h3>
          <ul className="divide-y divide-line">
            {promises.map((promise) => (
              <Promised key={promise} promise={promise} found={promiseState(worker, promise)} />
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  )
}

function Promised({ promise, found }: { readonly promise: SandboxPromise; readonly found: PromiseState }) {
  const { word, tone } = promiseWords[found.state]
  const Sign = signs[found.state]
  return (
    <li data-promise={promise} className={cx(COLUMNS, 'px-4 py-2.5')}>
      <span data-state={found.state} className={cx('inline-flex items-center gap-1.5', toneText[tone].text)}>
        <Sign />
        {word}
      </span>
      <span className="min-w-0">{sandboxPromiseTexts[promise]}</span>
      <span className="contents max-lg:block">
        <span className={cx(LABELLED, 'text-ink-2')}>
          <Label text="Tried" />
          <span className="min-w-0">{found.tried}</span>
        </span>
        <span className={cx(LABELLED, found.state === 'not_kept' && toneText[tone].text)}>
          <Label text="Seen" />
          <span className="min-w-0 break-words">
            <Spelt text={found.seen} />
          </span>
        </span>
      </span>
    </li>
  )
}

const LABELLED = 'grid min-w-0 grid-cols-[2.75rem_minmax(0,1fr)] items-baseline lg:block'

/** Above the columns where there is room for them, otherwise before each text. */
function Label({ text }: { readonly text: string }) {
  return <span className="text-meta text-ink-3 lg:sr-only">{text}</span>
}
