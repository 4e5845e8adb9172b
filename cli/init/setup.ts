import type { PlatformKind } from '../../contracts/kinds.ts';
import { schemaWords } from '../../lib/config/schema-words.ts';
import { atKey, keysOf } from '../../lib/config/validate.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ProbeReport } from '../../lib/platforms/definition.ts';
import { ANY_TEXT, type Question, questionsOf } from '../../lib/platforms/questions.ts';
import { translated } from '../../lib/words/say.ts';
import { saidBefore } from '../../lib/words/words.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';
import { toYaml } from '../system/simulated-config.ts';

/** Answers by their keys, secrets among them; that of a part by `KEY.PART`. */
export type Answers = ReadonlyMap<string, string>;

/** All that `init` was told. */
export interface Setup {
  kind: PlatformKind;
  /** Of the platform in the configuration. */
  name: string;
  /** The folder of the models, as it is written. */
  models: string;
  answers: Answers;
}

/** Every kind of platform. */
export const KINDS = Object.keys(platformKinds).filter(isKind);

/** True for the name of a kind of platform. */
export function isKind(text: string): text is PlatformKind {
  return Object.hasOwn(platformKinds, text);
}

/** What is asked about a platform of a kind. */
export function questionsFor(kind: PlatformKind): Question[] {
  const { settings, alsoAsked } = definitionOf(kind);
  return questionsOf(settings, alsoAsked);
}

/** The questions whose answers are tried by a call of the platform. */
export function probedQuestions(kind: PlatformKind): Question[] {
  return questionsFor(kind).filter(({ key }) => !isUnprobed(kind, key));
}

/** The questions whose answers no call tries. */
export function unprobedQuestions(kind: PlatformKind): Question[] {
  return questionsFor(kind).filter(({ key }) => isUnprobed(kind, key));
}

function isUnprobed(kind: PlatformKind, key: string): boolean {
  return definitionOf(kind).unprobed?.includes(key) === true;
}

/** The answers to one question: one at most, but of a question with parts. */
export function answersTo({ key, problemOfPart }: Question, answers: Answers): [string, string][] {
  return [...answers].filter(([one]) => one === key || (problemOfPart !== undefined && one.startsWith(`${key}.`)));
}

/** What is wrong with the name of a platform; variables are named by it. */
export function problemOfName(name: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9_-]{0,49}$/.test(name) ? undefined : 'letters, digits, - and _, a letter first';
}

/** The environment variable that holds a secret: `CQ_BIM_API_KEY`, and `FILES_HEADERS_AUTHORIZATION` of a part. */
export function variableOf(name: string, key: string): string {
  const ofKey = key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`);
  return `${name}_${ofKey}`.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase();
}

/**
 * Tries a platform with the answers; those that no call tries may be missing. Error: `InvalidRequest` for answers that do not go
 * together.
 */
export async function probe(
  { kind, answers }: Pick<Setup, 'kind' | 'answers'>,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const definition = definitionOf(kind);
  const stood = Object.fromEntries(unprobedQuestions(kind).map(({ key }) => [key, ANY_TEXT]));
  const written = { kind, ...stood, ...settingsIn(kind, answers) };
  const { data, error } = definition.settings.safeParse(written, { error: schemaWords });
  if (data !== undefined) return definition.probe(data, signal);
  const words = error?.issues.map(({ path, message }) => atKey(keysOf(path), translated(message)));
  throw new ModelrailError('InvalidRequest', saidBefore(words?.join('\n') ?? ''));
}

/** The configuration that is written: secrets stand in it by the names of their variables. */
export function configText({ kind, name, models, answers }: Setup): string {
  const secrets = new Map(secretsIn(kind, answers));
  const shown = [...answers].map(([key, value]): [string, string] => {
    return [key, secrets.has(key) ? `\${${variableOf(name, key)}}` : value];
  });
  const text = toYaml({
    sources: { roots: [models] },
    platforms: { [name]: { kind, ...settingsIn(kind, new Map(shown)) } },
  });
  return `# Written by \`modelrail init\`. Every key: docs/configuration.md and docs/platforms/${kind}.md.\n${text}`;
}

/** The secrets as a shell, systemd and Docker read them: `NAME='value'`. */
export function envText({ kind, name, answers }: Setup): string {
  return secretsIn(kind, answers)
    .map(([key, value]) => `${variableOf(name, key)}=${quoted(value)}\n`)
    .join('');
}

function secretsIn(kind: PlatformKind, answers: Answers): [string, string][] {
  return questionsFor(kind).flatMap((question) => (question.isSecret ? answersTo(question, answers) : []));
}

/** The answers as they stand in a configuration, parts within their setting. */
function settingsIn(kind: PlatformKind, answers: Answers): Record<string, unknown> {
  const settings = questionsFor(kind).flatMap((question): [string, unknown][] => {
    const given = answersTo(question, answers);
    const { key, problemOfPart } = question;
    if (problemOfPart === undefined || given.length === 0) return given;
    return [[key, Object.fromEntries(given.map(([part, value]) => [part.slice(key.length + 1), value]))]];
  });
  return Object.fromEntries(settings);
}

function quoted(value: string): string {
  return value.includes("'") ? `"${value.replaceAll(/["\\$`]/g, '\\$&')}"` : `'${value}'`;
}
