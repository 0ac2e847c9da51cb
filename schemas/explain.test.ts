import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { explainIssues } from './explain.ts'
import { aliasNameSchema, idSchema } from './index.ts'

const problemOf = (schema: z.ZodType, input: unknown) => {
  const { error } = schema.safeParse(input)
  return error && explainIssues(error, input)[0]?.problem
}

describe('what is said of text of a wrong form', () => {
  it('is the form that is wanted, in words', () => {
    expect(problemOf(z.object({ id: idSchema }), { id: 'a b' })).toBe(
      'id must be 1 to 64 of A-Z a-z 0-9 _ -; you gave text of 3 characters.',
    )
    expect(problemOf(z.object({ to: aliasNameSchema }), { to: 'Me' })).toContain('to must be 1 to 63 of a-z 0-9 . _ -')
  })

  it('never is a bare pattern', () => {
    expect(problemOf(z.object({ word: z.string().regex(/^[a-z]+$/) }), { word: '1' })).toBe(
      'word has characters or a form that is not allowed; you gave text of 1 character.',
    )
  })
})
