/**
 * Runs that did not succeed, for the inbox: it reads the newest few and must not pass millions of others. The condition
 * looks at the text, not into the JSON: a row that somebody wrote to must not keep a migration from ending.
 */
export const inbox = /* sql */ `
CREATE INDEX event_run_not_succeeded ON event(seq)
  WHERE kind = 'run.finished' AND instr(payload, '"state":"succeeded"') = 0;
`
