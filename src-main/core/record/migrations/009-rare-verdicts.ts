/** Verdicts that few jobs have. The common one is found by reading on, so that most finishes write no entry. */
export const rareVerdicts = /* sql */ `
CREATE INDEX job_rare_verdict ON job(verdict, seq) WHERE verdict IN ('failed', 'partial');
`
