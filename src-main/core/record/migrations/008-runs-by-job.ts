/** What runs now is found by its job's state: an index of its own cost a page of the log at each claim and each end. */
export const runsByJob = /* sql */ `
DROP INDEX run_running;
`
