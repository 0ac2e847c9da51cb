import { defineConfig, type OxlintOverride } from 'oxlint'
import packageJson from './package.json' with { type: 'json' }

/**
 * Every folder with a tsconfig of its own, and the doors it may import. Project references already refuse an import
 * against the arrows; this table also refuses one that follows them too far (`api` may not reach into `#core/record`)
 * and every relative path that leaves the folder.
 */
const doors = Object.keys(packageJson.imports)
const schemas = doors.filter((door) => door.startsWith('#schemas'))
const coreGroups = ['record', 'control', 'work', 'workers', 'exchange', 'care']
const groupDoors = coreGroups.map((group) => `#core/${group}`)
const serving = [...schemas, '#core', '#api', '#server', '#server/client']
const shell = [...serving, '#host', '#host/compiled']

const units: Record<string, string[]> = {
  schemas: [],
  'src-worker': [...schemas, '#confine'],
  'src-worker/confine': schemas,
  'src-main/core': [...schemas, '#confine', ...groupDoors],
  ...Object.fromEntries(
    coreGroups.map((group, at) => [
      `src-main/core/${group}`,
      [...schemas, ...(group === 'record' ? [] : ['#confine']), ...groupDoors.slice(0, at)],
    ]),
  ),
  'src-main/api': [...schemas, '#core'],
  'src-main/server': [...schemas, '#core', '#api', '#server/client'],
  'src-main/server/client': schemas,
  'src-main/host': serving,
  'src-main/daemon': shell,
  'src-main/desktop': shell,
  'src-main/cli': [...shell, '#daemon', '#confine'],
  'src-main/cli/launch': [],
  'src-renderer': schemas,
  e2e: doors,
}

const DEEPEST = 5

/** Packages that only some folders may load, and why. */
const packages: { regex: string; onlyIn: RegExp; message: string }[] = [
  { regex: '^electron($|/)', onlyIn: /^(src-main\/desktop|e2e)$/, message: 'Only src-main/desktop knows Electron.' },
  {
    regex: '^better-sqlite3($|/)',
    onlyIn: /^(src-main\/core\/record|e2e)$/,
    message: 'Only src-main/core/record opens the database.',
  },
  { regex: '^koffi($|/)', onlyIn: /^src-worker\/confine$/, message: 'Only src-worker/confine calls Windows.' },
  {
    regex: '^(node:)?https?2?$',
    onlyIn: /^(?!src-main\/core|src-worker\/confine)/,
    message: 'The core runs no HTTP server: that is src-main/server.',
  },
  { regex: '^node:', onlyIn: /^(?!schemas|src-renderer)/, message: 'This folder also runs in the browser.' },
]

function doorRules(unit: string, depth: number) {
  const up = depth === 0 ? '(\\./)?' : `(\\.\\./){${depth}}`
  const nested = Object.keys(units)
    .filter((other) => other.startsWith(`${unit}/`))
    .map((other) => other.slice(unit.length + 1))
  const forbidden = doors.filter((door) => !units[unit]?.includes(door))
  return [
    {
      regex: `^(\\./)?(\\.\\./){${depth + 1}}|^(\\./)?(\\.\\./){${depth}}\\.\\.$`,
      message: `Leaves ${unit}: use a door.`,
    },
    ...nested.map((name) => ({ regex: `^${up}${name}(/|$)`, message: `Reaches past the door of ${unit}/${name}.` })),
    ...(forbidden.length > 0
      ? [{ regex: `^(${forbidden.join('|')})$`, message: `Not one of the doors ${unit} may use.` }]
      : []),
    ...packages.filter(({ onlyIn }) => !onlyIn.test(unit)).map(({ regex, message }) => ({ regex, message })),
  ]
}

/** Outer units come first, so that the rules of a unit inside another replace the outer ones. */
const doorOverrides = Object.keys(units)
  .toSorted((a, b) => a.length - b.length)
  .flatMap((unit) =>
    Array.from({ length: DEEPEST }, (_, depth): OxlintOverride => ({
      files: [`${unit}/${'*/'.repeat(depth)}*.{ts,tsx,mjs}`],
      rules: { 'no-restricted-imports': ['error', { patterns: doorRules(unit, depth) }] },
    })),
  )

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'node', 'vitest', 'react', 'jsx-a11y'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['node_modules', 'dist', '.types', '**/generated/**', 'resources'],
  rules: {
    eqeqeq: 'error',
    'max-lines': ['error', { max: 400 }],
    'no-else-return': 'error',
    'no-self-compare': 'error',
    'no-unused-vars': [
      'error',
      {
        argsIgnorePattern: '^_',
        varsIgnorePattern: '^_',
        destructuredArrayIgnorePattern: '^_',
        ignoreRestSiblings: true,
      },
    ],
    'no-var': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
    'prefer-const': 'error',
    'import/no-cycle': 'error',
    'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }],
    'typescript/ban-ts-comment': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/use-unknown-in-catch-callback-variable': 'error',
    'unicorn/no-abusive-eslint-disable': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'react/rules-of-hooks': 'error',
    // Lists are what ARIA's composite widgets are made of.
    'jsx-a11y/no-noninteractive-element-to-interactive-role': [
      'error',
      {
        ul: ['listbox', 'menu', 'menubar', 'radiogroup', 'tablist', 'tree'],
        li: ['menuitem', 'option', 'tab', 'treeitem'],
        table: ['grid'],
      },
    ],
    // Against the house style: closures in factories, verbs named like the field they return, `_` for unused.
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // Verbs come from factories and close over their state: they have no `this` to lose.
    'typescript/unbound-method': 'off',
    // The compiler does these (noImplicitReturns, jsx: react-jsx), or they misread ports and streams.
    'typescript/consistent-return': 'off',
    'react/react-in-jsx-scope': 'off',
    // A grid drawn from its visible rows, a meter in our colours and a live region have no tag that fits.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    // Speaks of the React Compiler, which is not in use here.
    'react/incompatible-library': 'off',
    // `statement<Params, Row>(sql)` names each type once on purpose.
    'typescript/no-unnecessary-type-parameters': 'off',
  },
  overrides: [
    ...doorOverrides,
    {
      files: ['schemas/**', 'src-*/**'],
      rules: { 'import/no-default-export': 'error' },
    },
    {
      files: ['src-main/{core,api,server}/**', 'src-worker/**', 'schemas/**', 'src-renderer/**'],
      rules: { 'no-console': 'error' },
    },
    {
      files: ['schemas/**/*.test.ts', 'schemas/generate*.ts', 'src-renderer/**/*.test.{ts,tsx}'],
      rules: { 'no-restricted-imports': 'off' },
    },
    {
      // Plain JavaScript that runs before anything is installed has no parser to call.
      files: ['src-main/cli/launch/**', 'e2e/gate/*.mjs'],
      rules: { 'typescript/no-unsafe-assignment': 'off' },
    },
    {
      // Tests look at what came back over a boundary without parsing it first; `toEqual` is the parser.
      files: ['**/*.test.{ts,tsx}', 'e2e/**'],
      rules: {
        'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'assert*', 'fc.assert'] }],
        'vitest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['itInBrowser'] }],
        'max-lines': 'off',
        'typescript/no-non-null-assertion': 'off',
        'typescript/no-unsafe-type-assertion': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
  ],
})
