import { expect, it } from 'vitest'
import { externalLink } from './external-link.ts'

it('opens links to the sites that our texts refer to', () => {
  expect(externalLink('https://nodejs.org/en/download')).toBe('https://nodejs.org/en/download')
})

it.each([
  'http://nodejs.org/',
  'https://nodejs.org.evil.example/',
  'https://evil.example/?nodejs.org',
  'https://user:secret@nodejs.org/',
  'https://nodejs.org:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://nodejs.org/share',
  'nodejs.org',
  '',
  `https://nodejs.org/${'a'.repeat(3000)}`,
])('does not open %j', (address) => {
  expect(externalLink(address)).toBeUndefined()
})
