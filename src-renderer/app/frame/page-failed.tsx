import { type ErrorComponentProps, Link, SearchParamError } from '@tanstack/react-router'
import { buttonClass, EmptyState, ErrorPanel } from '../../components/index.ts'
import { problemOf } from '../client/problem.ts'
import { PageTitle } from './page-title.tsx'

/** A page that could not be shown. An address that cannot be read is said to be so, never half obeyed. */
export function PageFailed({ error }: ErrorComponentProps) {
  const problem =
    error instanceof SearchParamError
      ? {
          what: 'This address holds a filter that cannot be read.',
          safe: 'Nothing is shown, so that nobody takes a wrong list for the right one.',
          todo: 'Clear the filters, or correct the address.',
          code: 'address_unreadable',
        }
      : problemOf(error)
  return (
    <div className="p-6">
      <PageTitle text="Not shown" />
      <ErrorPanel
        {...problem}
        action={
          <a href={location.pathname} className={buttonClass('plain', 'small')}>
            {error instanceof SearchParamError ? 'Clear filters' : 'Reload'}
          </a>
        }
      />
    </div>
  )
}

export function MissingPage() {
  return (
    <>
      <PageTitle text="No such page" />
      <EmptyState
        kind="not_set_up"
        title="There is no page at this address."
        action={
          <Link to="/" className={buttonClass()}>
            Open the overview
          </Link>
        }
      />
    </>
  )
}
