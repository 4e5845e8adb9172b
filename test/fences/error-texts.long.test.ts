import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { LAYERS, projectRoot } from './cruise.ts';

/** Files whose errors have words that are no sentence of ours, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'lib/http/failures.ts': 'words from which secrets were taken, or that were cut, are said as they are',
  'lib/notify/send.ts': 'what a service of messages answered is its own',
  'lib/config/load.ts': 'what a configuration lacks is said in the language when it is read',
  'lib/sync/check-declaration.ts': 'what is wrong with a declaration is said in the language when it is checked',
  'lib/requests/problems.ts': 'what is wrong with a request is said in the language when it is checked',
  'lib/requests/file-problem.ts': 'what is wrong with files is said in the language when they are looked at',
};

/** Layers that other fences look at: what the gateway answers, and what a command says at once. */
const OTHERS = new Set(['gateway', 'cli', 'page']);

/** The whole code as the compiler reads it. */
function programOf(): ts.Program {
  const path = join(projectRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, projectRoot);
  return ts.createProgram(
    fileNames.filter((name) => LAYERS.includes(layerOf(name))),
    options,
  );
}

function layerOf(name: string): string {
  return relative(projectRoot, name).split(/[\\/]/, 1)[0] ?? '';
}

function isError(type: ts.Type): boolean {
  return type.symbol?.name === 'ModelrailError' || (type.getBaseTypes() ?? []).some(isError);
}

/** Places where an error is made of a text that has no sentence: `FILE: TEXT`. */
function bareTexts(program: ts.Program): { file: string; text: string }[] {
  const checker = program.getTypeChecker();
  const found: { file: string; text: string }[] = [];
  const isBare = (node: ts.Expression): boolean => {
    const isCopy = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
    // What an error has no sentence of is copied as it is.
    if (
      isCopy &&
      (checker.getNonNullableType(checker.getTypeAtLocation(node.left)).flags & ts.TypeFlags.StringLike) === 0
    )
      return false;
    const type = checker.getTypeAtLocation(node);
    return (type.isUnion() ? type.types : [type]).some(({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0);
  };
  /** By `new`, or by what a kind of error gives on to its parent. */
  const makesError = (node: ts.Node): node is ts.NewExpression | ts.CallExpression => {
    if (ts.isNewExpression(node)) return isError(checker.getTypeAtLocation(node));
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.SuperKeyword) return false;
    const parent = ts.findAncestor(node, ts.isClassLike);
    return parent !== undefined && (checker.getTypeAtLocation(parent).getBaseTypes() ?? []).some(isError);
  };
  for (const source of program.getSourceFiles()) {
    const file = relative(projectRoot, source.fileName).replaceAll('\\', '/');
    if (source.isDeclarationFile || !LAYERS.includes(layerOf(source.fileName))) continue;
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (!makesError(node)) return;
      const position = checker.getResolvedSignature(node)?.parameters.findIndex(({ name }) => name === 'message') ?? -1;
      const [first] = node.arguments ?? [];
      const message = node.arguments?.[position];
      // An error of the program itself is for those who mend it.
      const isOfProgram = first !== undefined && ts.isStringLiteral(first) && first.text === 'Internal';
      if (message !== undefined && !isOfProgram && isBare(message)) found.push({ file, text: message.getText(source) });
    };
    visit(source);
  }
  return found;
}

test('every error of the product is made of a sentence that is said in other languages, but for those that have a reason', () => {
  const found = bareTexts(programOf()).filter(({ file }) => !OTHERS.has(layerOf(join(projectRoot, file))));
  expect(found.filter(({ file }) => !(file in EXCEPTIONS))).toEqual([]);
  expect(Object.keys(EXCEPTIONS).filter((file) => !found.some((one) => one.file === file))).toEqual([]);
});
