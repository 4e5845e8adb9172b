// Who may import whom. docs/architecture.md gives the reasons; test/fences proves that each rule fires.

const LAYERS = 'contracts|workflows|activities|platforms|lib|worker|client|cli|gateway';
// A configuration is no part of the program: Node has no types here.
/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return */
/**
 * A kind of platform has a folder in `platforms/`; in other layers a folder or a file of that name is its own.
 * @type {string}
 */
const KINDS = require('node:fs')
  .readdirSync(`${__dirname}/platforms`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .join('|');
/* oxlint-enable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return */
const OF_A_KIND = `/(${KINDS})[/.]`;
/** Each has a line for each kind. */
const REGISTRIES =
  '^(contracts/kinds|workflows/(deliveries|index)|activities/kinds|platforms/(kinds|flags|simulators)|cli/kind-commands)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that is not found hides everything behind it from the other rules.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'contracts-import-nothing',
      comment: 'Contracts are read by workflows and by other services: types of others at most.',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { pathNot: '^contracts/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-import-contracts-only',
      comment: 'What must replay must not reach the world.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '^workflows/data-converter\\.ts$' },
      to: { pathNot: '^(workflows|contracts)/|(^|/)node_modules/@temporalio/workflow/' },
    },
    {
      name: 'data-converter-imports-converters-only',
      comment: 'It runs in the sandbox and outside of it, so it has what both have.',
      severity: 'error',
      from: { path: '^workflows/data-converter\\.ts$' },
      to: { pathNot: '^contracts/|(^|/)node_modules/@temporalio/common/' },
    },
    {
      name: 'lib-knows-no-platform',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^platforms/' },
    },
    {
      name: 'no-arrow-points-up-from-lib',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(workflows|activities|worker|client|cli|gateway)/' },
    },
    {
      name: 'platforms-are-islands',
      severity: 'error',
      from: { path: '^platforms/([^/]+)/' },
      to: { path: '^platforms/', pathNot: '^platforms/$1/' },
    },
    {
      name: 'kinds-are-islands',
      comment: 'What two kinds of platform have in common lies outside of both.',
      severity: 'error',
      from: { path: OF_A_KIND, pathNot: '^test/' },
      to: { path: OF_A_KIND, pathNot: '/$1[/.]' },
    },
    {
      name: 'kinds-behind-registries',
      comment: 'A further kind is a folder in each layer and a line in each registry; no other file depends on a kind.',
      severity: 'error',
      from: { path: `^(${LAYERS})/`, pathNot: [OF_A_KIND, REGISTRIES] },
      to: { path: OF_A_KIND },
    },
    {
      name: 'platforms-know-no-temporal',
      comment: 'A platform client is called by activities; what Temporal does with it is not its business.',
      severity: 'error',
      from: { path: '^platforms/' },
      to: { path: '^(workflows|activities|worker|client|cli|gateway)/|(^|/)node_modules/@temporalio/' },
    },
    {
      name: 'simulators-check-us',
      comment: 'A simulator shares with its client only the table of endpoints: it recomputes hashes, offsets and signatures.',
      severity: 'error',
      from: { path: '^platforms/([^/]+)/simulator/' },
      to: { path: '^(platforms|lib|contracts)/', pathNot: '^platforms/$1/(simulator/|endpoints\\.ts$)|^lib/simulation/' },
    },
    {
      name: 'simulation-checks-us',
      comment: 'What simulators share is as independent of the rest as they are.',
      severity: 'error',
      from: { path: '^lib/simulation/' },
      to: { path: `^(${LAYERS})/`, pathNot: '^lib/simulation/' },
    },
    {
      name: 'activities-are-called-by-workers-only',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '^(workflows|worker|client|cli|gateway)/' },
    },
    {
      name: 'client-is-thin',
      comment: 'Other services import the client: no workflow code, no worker, no platform comes with it.',
      severity: 'error',
      from: { path: '^client/' },
      to: {
        path: '^(workflows|activities|platforms|worker|cli|gateway)/|(^|/)node_modules/(zod|yaml|undici|fastify|@temporalio/(worker|workflow|activity|testing|core-bridge))/',
        reachable: true,
      },
    },
    {
      name: 'internals-of-the-sdk-by-one-file',
      comment: 'What the SDK does not export may change with each version: it is checked in one place.',
      severity: 'error',
      from: { path: `^(${LAYERS})/`, pathNot: '^lib/temporal-sdk/internals\\.ts$' },
      to: { path: '(^|/)node_modules/@temporalio/[^/]+/lib/(?!index\\.)' },
    },
    {
      name: 'worker-is-not-imported',
      comment: 'What a worker watches for it sees as the client does, by the same code.',
      severity: 'error',
      from: { path: '^worker/', pathNot: '^worker/(lookout|memory|temporal)\\.ts$' },
      to: { path: '^(client|cli|gateway)/' },
    },
    {
      name: 'cli-reaches-temporal-through-client',
      severity: 'error',
      from: { path: '^(cli|gateway)/' },
      to: { path: '^(workflows|activities)/|(^|/)node_modules/@temporalio/' },
    },
    {
      name: 'gateway-knows-no-commands',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(cli|worker)/' },
    },
    {
      name: 'page-imports-contracts-only',
      comment:
        'It runs in browsers: all that it shares with the program are types, constants and small rules, and the Chinese of advice, states, types of errors and all that comes over HTTP.',
      severity: 'error',
      from: { path: '^page/' },
      to: { pathNot: '^(page|contracts)/|^lib/words/zh/(advice|over-http|states|texts-errors)[.]ts$|(^|/)node_modules/(preact|@preact)/' },
    },
    {
      name: 'page-is-bundled-only',
      comment: 'What is made for browsers is not for programs; tests read its words.',
      severity: 'error',
      from: { pathNot: '^(page|test)/' },
      to: { path: '^page/' },
    },
    {
      name: 'product-does-not-import-tools',
      severity: 'error',
      from: { path: `^(${LAYERS})/` },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'product-uses-dependencies-only',
      comment: 'Development dependencies are not there where the product is installed.',
      severity: 'error',
      from: { path: `^(${LAYERS})/` },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    // Fixtures are other people's programs; a kind in test/kinds/ has its place elsewhere.
    exclude: { path: '^(dist|client/dist|test/fixtures|test/kinds/[^/]+)/' },
    // Types count: a cycle of types, or a type of the platform in lib, is a wrong arrow as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
