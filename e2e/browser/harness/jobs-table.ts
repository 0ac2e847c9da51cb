import type { Locator, Page } from 'playwright'

/** The list of jobs. */
export const jobsTable = (page: Page): Locator => page.getByRole('grid', { name: 'Jobs' })

/** Its rows with this in them. */
export const jobRow = (page: Page, title: string): Locator =>
  jobsTable(page).getByRole('row').filter({ hasText: title })
