/**
 * Characters that HFS+ and others ignore when comparing names, so that `.g<U+200C>it` opens `.git`; and bidirectional marks.
 * See CVE-2014-9390.
 */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu

const GIT_NAMES = /^\.git$|^git~\d+$/
const SECRET_DIRECTORIES = new Set(['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker'])
const SECRET_FILES = new Set([
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ecdsa_sk',
  'id_ed25519',
  'id_ed25519_sk',
  '.netrc',
  '_netrc',
  '.pgpass',
  '.htpasswd',
  '.npmrc',
  '.pypirc',
  '.git-credentials',
])
const SECRET_ENDINGS = ['.pem', '.key', '.p12', '.pfx', '.jks', '.keystore', '.kdbx', '.ppk']

/** Outside of this the file systems have their own ideas of which names are the same. */
const PLAIN = /^[ -~]*$/

/** What a denied name of plain characters has in it at least. */
const TELLING = new RegExp(
  ['.git', 'git~', '.env', ...SECRET_DIRECTORIES, ...SECRET_FILES, ...SECRET_ENDINGS]
    .map((part) => part.replaceAll('.', String.raw`\.`))
    .join('|'),
  'i',
)

/**
 * Whether the content behind `path` must not be read into evidence or documents: git's own directory, `.env` files, private
 * keys and credential files. Names are compared as the most forgiving file system would: case-folded in full (`ſ` is `s`, the
 * Kelvin sign `k`, `ß` `ss`), NFC, ignorable characters removed, alternate streams and trailing dots and spaces cut.
 */
export function isDeniedPath(path: string): boolean {
  // Nearly every path of a repository ends here; taking each apart was a tenth of an index.
  if (PLAIN.test(path) && !TELLING.test(path)) return false
  return isDeniedByNames(path)
}

/** The same without the short cut, which a test holds against this. */
export function isDeniedByNames(path: string): boolean {
  return path.split(/[\\/]/).flatMap(readings).some(isDeniedName)
}

/** A name as it stands, and as NTFS reads it: without an alternate stream. */
function readings(name: string): string[] {
  const folded = fold(name.normalize('NFC').replace(IGNORABLE, '')).normalize('NFC')
  return [folded, folded.split(':')[0] ?? ''].map((each) => each.replace(/[. ]+$/, ''))
}

/** Full case folding: by way of upper case, which is where letters meet that lower case alone keeps apart. */
function fold(name: string): string {
  return name.toLowerCase().toUpperCase().toLowerCase()
}

function isDeniedName(name: string): boolean {
  return (
    GIT_NAMES.test(name) ||
    name.startsWith('.env') ||
    SECRET_DIRECTORIES.has(name) ||
    SECRET_FILES.has(name) ||
    SECRET_ENDINGS.some((ending) => name.endsWith(ending))
  )
}
